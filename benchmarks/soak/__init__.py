"""A year of the whole tool in minutes: hundreds of sources on loopback, a mail server, faults at random, a driven clock.

    python -m benchmarks.soak [--days 365] [--sources 500] [--seed 1]

The tool runs as its own process, turn by turn as the daemon does it, on real HTTP, SQLite and SMTP; only the time of
day is told to it. What the authorities changed, what they served and which mails came is kept on this side, in a
ledger of its own, and at the end the two must agree; the exit code is 1 when they do not.

words     the sentences that notices are made of, each with a mark that stands nowhere else
places    the authorities: what stands there, what they change, what they served
faults    what goes wrong with a site
post      the mail server, and what goes wrong with that
tool      the process under test
ledger    what was due, changed and delivered, held against the tool's own books
year      the calendar of it all
"""
