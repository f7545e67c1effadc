"""What a list says behind the pages that are read as a rule: a notice put in late, an edit that only the list shows.

The next page is looked through once a day, the others once a week, as far as something on them is known, and ten in
all. What stood there at the last such look is read from its archived pages, so nothing of it is news. What stands
below all that was ever seen is older than our first look, or nobody can tell; it is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.check.visit import Visit
from monitor.errors import SourceError
from monitor.model import Document, Known, Listed, Notice, Request
from monitor.sources.base import Found
from monitor.verdict import stood

MOST_PAGES = 10
DAILY = timedelta(hours=20)  # a check that comes early must not put the next page off for a day
WEEKLY = timedelta(days=6, hours=12)


@dataclass
class Behind:
    """The pages behind, as far as they were looked through: what they say, and what they said the last time.

    ended: the list ended there, now and the last time, so nothing can have risen from below.
    """

    entries: list[Listed | Notice] = field(default_factory=list)
    before: set[str] = field(default_factory=set)
    ended: bool = False

    def news(self, known: Mapping[str, Known]) -> list[Listed | Notice]:
        """What nobody has been told."""
        return [*self.late(known), *self.edited(known)]

    def late(self, known: Mapping[str, Known]) -> list[Listed | Notice]:
        """What was put in since: it was never seen, and stands above something that was."""
        seen = [place for place, one in enumerate(self.entries) if one.key in known or one.key in self.before]
        end = len(self.entries) if self.ended else seen[-1] if seen else 0
        fresh = self.entries[:end] if self.before else []
        return [one for one in fresh if one.key not in known and one.key not in self.before]

    def edited(self, known: Mapping[str, Known]) -> list[Listed | Notice]:
        """What we know, and what the list says otherwise of than it did."""
        return [
            one
            for one in self.entries
            if (was := known.get(one.key))
            and was.missing
            and (was.removed or was.listed != (one.listed if isinstance(one, Notice) else one))
        ]


def is_due(visit: Visit) -> bool:
    """Whether this is the first look of its day. Who hands a list in, or reads all of it, has no pages behind."""
    if visit.saved is not None or visit.source.whole:
        return False
    last = visit.state.last_good
    return last is None or visit.anew or last.date() != visit.now.date()


def risen(visit: Visit, known: Mapping[str, Known], listed: Sequence[Listed], last: Document) -> set[str]:
    """The unknown notices of a list that stood behind its pages until now, and were never looked at.

    They stood on a page behind at the last look through those. Where there is none: when others leave a list that
    shows only so many, as many older ones rise at its end.
    """
    places = [place for place, one in enumerate(listed) if one.key in known]
    unknown = {one.key for one in listed if one.key not in known}
    if not unknown or not places:
        return set()
    remembered = {one.key for page in _archived(visit, last) for one in page}
    if remembered:
        return unknown & remembered
    end, tail = listed[places[-1]], listed[places[-1] + 1 :]
    left = stood(known) - {one.key for one in listed}
    later = any(one.published and end.published and one.published > end.published for one in tail)
    if later or len(tail) > len(left) - (len(unknown) - len(tail)):
        return set()
    return {one.key for one in tail}


def look_behind(visit: Visit, known: Mapping[str, Known], last: Document) -> tuple[Behind, str | None]:
    """What the pages behind the last one say, as far as it is time to look; and what went wrong on the way."""
    behind, page = Behind(), last
    try:
        while (request := _next(visit, page, first=page is last)) is not None:
            page = _answer(visit, request)
            entries = _entries(visit.source.read(page, visit.now))
            if not {one.key for one in entries} - {one.key for one in behind.entries}:
                break  # the same page again, under another number
            was = _as_archived(visit, page)
            behind.entries += entries
            behind.before |= {one.key for one in _read_again(visit, was)} if was else set()
            behind.ended = was is not None and _ends(visit, was) and _ends(visit, page)
            if not any(one.key in known for one in entries):
                break
    except SourceError as error:
        return Behind(), f"the list's further pages could not be looked through: {error}"
    behind.before |= {one.key for stood_there in _archived(visit, page) for one in stood_there}
    return behind, None


def _next(visit: Visit, page: Document, *, first: bool) -> Request | None:
    """The page behind one, if it is time to look at it."""
    request = visit.source.further(page, visit.now)
    if request is None or request.page > MOST_PAGES:
        return None
    last = visit.read_at(request)
    due = last is None or visit.now - last >= (DAILY if first else WEEKLY)
    return request if due else None


def _answer(visit: Visit, request: Request) -> Document:
    """A page, behind its shell where it has one."""
    document = visit.ask(request)
    leads = (item for item in visit.source.read(document, visit.now) if isinstance(item, Request))
    behind = next((lead for lead in leads if lead.hop > request.hop), None)
    return document if behind is None else _answer(visit, behind)


def _entries(found: Iterator[Found]) -> list[Listed | Notice]:
    return [item for item in found if isinstance(item, Listed | Notice)]


# -- what they said the last time --------------------------------------------------------------------


def _archived(visit: Visit, last: Document) -> Iterator[list[Listed | Notice]]:
    """The pages behind one, as they were archived when they were last looked through."""
    page: Document | None = last
    while page is not None and page.request.page < MOST_PAGES:
        try:
            request = visit.source.further(page, visit.now)
        except SourceError:
            return
        page = _as_archived(visit, replace(page, request=request, url=request.url)) if request else None
        if page is not None:
            yield _read_again(visit, page)


def _as_archived(visit: Visit, document: Document) -> Document | None:
    body = visit.last_body(document)
    return None if body is None else replace(document, held=body)


def _read_again(visit: Visit, document: Document) -> list[Listed | Notice]:
    try:
        return _entries(visit.source.read(document, visit.now))
    except SourceError:  # what it said then cannot be read any more
        return []


def _ends(visit: Visit, document: Document) -> bool:
    try:
        return visit.source.further(document, visit.now) is None
    except SourceError:
        return False
