"""Ways out, a file per channel: `smtp` sends mail, `outbox` writes it to a folder."""
