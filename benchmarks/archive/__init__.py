"""A large archive, written in bulk as the store would have written it check by check.

wordings   the sentences that notices are made of
notices    a notice and its later versions, with what would be said of them
rows       the rows of an archive: checks, notices, changes, digests, decisions, the evidence chain
"""
