"""Ways out, a file per channel: `smtp` sends mail, `outbox` writes it to a folder; `webhook`, `apprise`, `folder` and
`feeds` are the ways of `channels:`.
"""
