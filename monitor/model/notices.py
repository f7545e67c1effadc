"""Notices: what was found, how well it was read, and what a reading of a source holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from monitor.model.asking import Listed
from monitor.model.contents import Content
from monitor.values import dataclass

# why the text of a notice is unread of which only the list's words are left
LOST = "its stored text is damaged"


@dataclass(frozen=True, slots=True)
class Notice:
    """What an authority published, as one check read it. language: BCP 47, of the text."""

    listed: Listed
    content: Content
    language: str

    @property
    def key(self) -> str:
        return self.listed.key

    @property
    def title(self) -> str:
        return self.listed.title

    @property
    def url(self) -> str:
        return self.listed.url


class Verdict(StrEnum):
    """Is this the real page? Only real and proven-empty answers are compared with anything."""

    REAL = "real"
    EMPTY = "empty"  # nothing there, and the page itself proves it
    CHALLENGED = "challenged"  # a script or a captcha asks who we are
    BLOCKED = "blocked"  # a firewall, a 403
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    MISSING = "soft-404"  # "not found", whatever the status says
    TRUNCATED = "truncated"  # cut off, or fewer notices than the page itself counts
    MOVED = "moved"
    FEED_GONE = "feed-gone"  # a page where a feed was
    WRONG = "wrong-content"  # another kind of answer, an error message, another page
    UNREADABLE = "unreadable"  # the page was built anew, or its letters are lost
    UNREACHABLE = "unreachable"  # no usable answer


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an answer is only partly readable (a feed cut off in the middle); what was read still counts.

    minor: it concerns single entries, and says nothing against the others. verdict: what it makes of the
    answer, when not minor.
    """

    reason: str
    minor: bool = False
    verdict: Verdict = Verdict.TRUNCATED


@dataclass(frozen=True, slots=True)
class Habit:
    """A place of a source's pages that changes again and again. mark: what it is known by. sample: as it last read.

    history: a letter a reading, the latest last (`monitor.compare.noise.habits`). since, moved: when it changed first and
    last. kept: somebody said that it is no noise. seen: short names of the texts it has shown. id: for people.
    """

    mark: str
    sample: str
    history: str
    since: datetime
    moved: datetime
    kept: bool = False
    seen: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one check found: everything listed, in the page's order, and the notices read in full.

    gone: keys of notices that are no longer listed and whose own page is gone too, or that have no
    page and are missing from a complete list for the second time (Q15). again: keys of notices whose
    own page was asked for again in vain; they are left alone until they are due the next time.
    incomplete: keys of notices of whose files some could not be fetched; the next check reads them again.
    waiting: keys of known notices of which the list says something new and which the next check opens.
    held: those of notices whose new text is not believed yet, and is looked at again soon.
    away: keys of notices that left the list together with most others; nobody counts them as missing.
    alone: notices that a person handed in without their list, which says nothing of the others.
    older: what stands on further pages of the list since before our time; it is kept in mind and never opened.
    turned: keys of notices that read as another version again of those that the site shows in turn (faults Q09),
    and nobody is told. rested: those that stopped doing so.
    habits: the places of its pages of which the reading taught something, as they stand now.
    stood: by key, the SHA-256 of the version that a notice still is, word for word.
    lost: keys of notices whose stored text is damaged, so that nobody can say how they differ from it.
    """

    listed: tuple[Listed, ...]
    notices: Mapping[str, Notice]
    gone: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    alone: bool = False
    habits: tuple[Habit, ...] = ()
    older: tuple[Listed, ...] = ()
    turned: frozenset[str] = frozenset()
    rested: frozenset[str] = frozenset()
    stood: Mapping[str, str] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store remembers of a notice: enough to decide whether to read it again.

    content_sha256: of its last version, None while it was never read in full. attempts: failed
    tries to read it since then. rereads: how often it was read again. missing: good readings in a
    row that no longer listed it. removed: we have said so. pending: listed since the baseline and not
    yet announced, because its own page could not be read so far. edited: when it last turned out to be otherwise.
    flaps: it goes to and fro between versions, or in and out of the list, and further turns are not told.
    heard_sha256: of the version that readers last heard of: told, or the one that stood there at first.
    """

    listed: Listed
    content_sha256: str | None
    first_seen: datetime
    last_read: datetime | None  # when its page was last asked for
    rereads: int = 0
    attempts: int = 0
    missing: int = 0
    removed: bool = False
    pending: bool = False
    edited: datetime | None = None
    flaps: bool = False
    heard_sha256: str | None = None

    @property
    def stood(self) -> bool:
        """Whether it stood in the list at the last good reading."""
        return not (self.missing or self.removed or self.pending)
