"""Every way `monitor` can fail, sorted by who can act on it.

    MonitorError
    ├── ConfigError          operator: sources.yaml, the environment or the command is wrong
    │   └── MismatchError        what was handed in does not belong to the source
    ├── SourceError          publisher: this source failed this time
    │   ├── BlockedError         it answers, but not to us (`challenge` names how)
    │   ├── FetchError           no usable answer (`retry_after`, `transient`)
    │   │   └── NotSavedError        it is not among the pages that a person saved
    │   └── ReadError            an answer that we no longer understand
    │       ├── NothingError         nothing was found in it (a selector matches nothing)
    │       ├── SuspiciousError      an answer we understand and do not believe (an emptied list)
    │       └── UnreadableError      a file that is what it should be, and broken, locked or a bomb
    ├── StoreError           machine: database, archive or disk
    │   ├── BusyError            another `monitor` is at work on the same database
    │   └── DamagedError         a row is not what was written (`found` says what it is)
    ├── TemplateError        templates/: a template is wrong, or asked for what it may not have
    └── DeliveryError        the way out (`permanent`: trying again cannot help)

A SourceError carries its `verdict`: what came instead of the page (`model.Verdict`).
Raise with what was found and what was wanted; whoever catches adds where. Caught at one place each:
`pipeline.check` for sources, `deliver` for channels, `cli` for the operator.
"""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import ClassVar, Literal

from monitor.model import Verdict

_MENDS = {
    errno.ENOSPC: "the disk is full; make room and try again",
    errno.EDQUOT: "the quota of this user is full; make room and try again",
    errno.EFBIG: "a file may not become so large here (see ulimit -f)",
    errno.EROFS: "the disk is mounted read-only; mount it for writing, or name another place",
    errno.EACCES: "check the owner and the rights of the file and of its folder",
    errno.EPERM: "check the owner and the rights of the file and of its folder",
    errno.EIO: "the disk failed to read or write; check it before anything else",
}


def of_disk(error: OSError) -> str:
    """What a disk answered, and what to do about it: "No space left on device: the disk is full; make room ..."."""
    said = error.strerror or str(error)
    return f"{said}: {_MENDS[error.errno]}" if error.errno in _MENDS else said


class MonitorError(Exception):
    """Something a person can act on; its text is shown as it stands, never with a traceback."""


class ConfigError(MonitorError):
    """One or more mistakes of the operator, each a line that names the place and the mend."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class MismatchError(ConfigError):
    """Pages saved by hand of which none belongs to the source; it says what was found and what was wanted."""


class SourceError(MonitorError):
    """A source that failed this time.

    verdict: what we had in place of its page; a class says the usual one, whoever raises the exact one. weak: what
    speaks for it also stands on honest pages, so it counts only where nothing of the source's own is there.
    """

    usual: ClassVar[Verdict] = Verdict.UNREACHABLE
    weak = False

    def __init__(self, reason: str, verdict: Verdict | None = None) -> None:
        super().__init__(reason)
        self.verdict = verdict or self.usual


class BlockedError(SourceError):
    """The server answers, but not with its page: a challenge, a firewall, a log-in.

    challenge: what kind of gate it is, in a word or two ("captcha", "script challenge").
    """

    usual = Verdict.CHALLENGED

    def __init__(self, reason: str, challenge: str, verdict: Verdict | None = None) -> None:
        super().__init__(reason, verdict)
        self.challenge = challenge


class FetchError(SourceError):
    """No usable answer.

    retry_after: how long the server asked us to stay away, None when it did not say.
    transient: the same request may succeed later (a time-out may, a 404 will not).
    status: the HTTP status, None when no answer came.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: timedelta | None = None,
        transient: bool = True,
        status: int | None = None,
        verdict: Verdict | None = None,
    ) -> None:
        super().__init__(reason, verdict)
        self.retry_after = retry_after
        self.transient = transient
        self.status = status


class NotSavedError(FetchError):
    """Nobody was asked for it: a person handed pages in, and this one is not among them."""

    def __init__(self) -> None:
        super().__init__("not among the saved pages", transient=False)


class ReadError(SourceError):
    """An answer that does not look as the source's configuration says it should."""

    usual = Verdict.UNREADABLE


class NothingError(ReadError):
    """An answer in which nothing was found; the page itself may prove that there is nothing to find."""


class SuspiciousError(ReadError):
    """An answer that reads well and cannot be true, such as a list that lost most of its items."""

    usual = Verdict.TRUNCATED


class UnreadableError(ReadError):
    """A file of the kind that was wanted which cannot be read: broken, locked, too much for the limits.

    Asking again brings the same file, so a notice is told without its text.
    """


class StoreError(MonitorError):
    """The database, the archive or the disk under them.

    passing: what will be over soon: others are writing (`busy`), or it took too long and was broken off (`slow`).
    unsure: the line broke while it was being written down, and nobody can tell whether it was.
    """

    unsure = False

    def __init__(self, reason: str, *, passing: Literal["", "busy", "slow"] = "") -> None:
        super().__init__(reason)
        self.passing = passing


class BusyError(StoreError):
    """Another `monitor` holds the database; nothing was done."""


class DamagedError(StoreError, ValueError):
    """A row of the database that cannot be read. found: what stands there."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"the database is damaged: {found}; see `monitor verify`; a copy made by `monitor backup` is the way back"
        )
        self.found = found


class TemplateError(MonitorError):
    """A template is wrong; the text names its file and line."""


class DeliveryError(MonitorError):
    """A message did not go out.

    permanent: trying again cannot help (the server refused this recipient for good).
    uncertain: it may have gone out, the answer was lost; trying again may bring it twice (M02).
    content: it is what the message says that was refused, not whom it is for (M05).
    way: it is the way that is shut; what follows on it need not be tried now. retry_after: how long we were asked to wait.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        content: bool = False,
        way: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.uncertain = uncertain
        self.content = content
        self.way = way
        self.retry_after = retry_after
