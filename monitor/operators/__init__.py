"""Mail to whoever runs the tool: what went wrong, what is over, and what still lasts. Readers never get it.

`signs` sees what is wrong now, `course` holds that against what was told before, `report` decides whether a mail is
due and what it tells, `letter` writes it.
"""
