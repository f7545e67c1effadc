"""What a source's list pages say: the editions that are there, the pages as a rule, and further ones where needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from monitor import identity
from monitor.check import sweep
from monitor.check.follow import due_again, is_before_us, is_gone
from monitor.check.turns import gone_after
from monitor.check.visit import Visit
from monitor.check.weigh import read
from monitor.errors import SourceError
from monitor.model import Document, Flaw, Known, Listed, Notice, Partial, Request, Verdict
from monitor.sources.base import Found
from monitor.values import dataclass
from monitor.verdict import stood

MOST_PAGES = 10  # list pages that a check reads in search of a known notice (faults Q18)
TOLD_PAGES = 20  # further ones, when a check in between told what stands on them and the gap lies behind
GIVE_UP_AFTER = 5  # partial checks in a row; then a further page that cannot be had holds up nothing more


@dataclass
class Survey:
    """What the list pages say, in their order. same: their bytes are those of the last good reading.

    cut: a person saved only some of them. turned: the calendar made the list another one since the last good
    reading. gap: notices may have come and gone between that one and this. swept: keys of what stands on pages that
    are only looked through now and then. older: what stood there before us.
    """

    listed: dict[str, Listed] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    same: bool = False
    cut: bool = False
    turned: bool = False
    gap: bool = False
    swept: set[str] = field(default_factory=set)
    older: tuple[Listed, ...] = ()
    verdict: Verdict = Verdict.REAL

    def take(self, item: Listed | Notice | Flaw) -> None:
        match item:
            case Flaw(reason, minor, verdict):
                (self.remarks if minor else self.flaws).append(reason)
                self.verdict = self.verdict if minor else verdict
            case Notice():
                self.listed.setdefault(item.key, item.listed)
                self.notices.setdefault(item.key, item)
            case Listed():
                self.listed.setdefault(item.key, item)


def survey(visit: Visit, known: Mapping[str, Known]) -> Survey:
    """Read the list, page by page. Bytes that were read before are not read again."""
    found = Survey()
    documents = _first_pages(visit, found)
    last_good = visit.state.last_good
    found.turned = last_good is not None and visit.source.has_turned(last_good, visit.now)
    read_anew = found.turned or visit.source.has_more or must_read(visit, known)
    behind = None
    if all(map(visit.same, documents)) and not read_anew:
        behind = _behind(visit, known, found, documents[-1])
        if not behind.says_something:
            return _as_it_stood(known, found)
    last = _read(visit, known, documents, found)
    if visit.saved is not None:
        return _as_it_stood(known, found) if all(map(visit.same, visit.documents)) else found
    comparable = last_good is not None and not (visit.anew or found.turned)
    if comparable and not visit.source.whole:
        last = _go_on(visit, known, found, last)
    if last is not None and not found.flaws:
        rolls = comparable and not visit.source.whole  # where all there is stands, nothing rises from below
        visit.old = sweep.risen(known, tuple(found.listed.values())) if rolls else set()
        _take_behind(found, behind or _behind(visit, known, found, last), comparable=comparable)
    return found


def _behind(visit: Visit, known: Mapping[str, Known], found: Survey, last: Document) -> sweep.Behind:
    if not sweep.is_due(visit) or last.request.page > getattr(visit.source, "pages", 1):
        return sweep.Behind()  # where the search for a known notice led there, it is enough for a day
    front = set(found.listed) or stood(known)
    behind, trouble = sweep.look_behind(visit, known, front, last)
    found.remarks += [trouble] if trouble else []
    return behind


def _take_behind(found: Survey, behind: sweep.Behind, *, comparable: bool) -> None:
    """Under another configuration, or in another year's list, nothing behind its first pages is news."""
    found.older = tuple(behind.older)
    for item in (*behind.late, *behind.edited) if comparable else ():
        found.take(item)
        found.swept.add(item.key)


def _as_it_stood(known: Mapping[str, Known], found: Survey) -> Survey:
    return Survey({key: known[key].listed for key in stood(known)}, remarks=found.remarks, same=True)


def must_read(visit: Visit, known: Mapping[str, Known]) -> bool:
    """Whether even the same bytes have something to tell.

    A notice that was missing once may be missing for the second time (faults Q15); and where the page
    holds the notice itself, the file that it links to may have been exchanged.
    """
    return bool(visit.kept) or any(
        _may_rest(visit, was)
        or (0 < was.missing < gone_after(visit, was) and not was.removed)
        or (not is_before_us(was) and due_again(visit, was) and visit.source.open(was.listed) is None)
        for was in known.values()
    )


def _may_rest(visit: Visit, was: Known) -> bool:
    """Whether a page reads otherwise than readers last heard, and may come to rest with that."""
    unheard = was.heard_sha256 not in (None, was.content_sha256) and not was.removed
    return unheard and visit.source.open(was.listed) is None


def keep_keys(seen: Survey, known: Mapping[str, Known], drop: tuple[str, ...]) -> None:
    """Give a notice whose number or address is another one the key that it is known by."""
    rename(seen, identity.recognised(list(seen.listed.values()), known, drop))


def rename(seen: Survey, keys: Mapping[str, str]) -> None:
    if keys:
        listed = [replace(entry, key=keys.get(key, key)) for key, entry in seen.listed.items()]
        seen.listed = {entry.key: entry for entry in listed}
        seen.swept = {keys.get(key, key) for key in seen.swept}
        seen.notices = {
            keys.get(key, key): replace(notice, listed=seen.listed[keys.get(key, key)])
            for key, notice in seen.notices.items()
        }


# -- the pages that are read as a rule -------------------------------------------------------------


def _first_pages(visit: Visit, found: Survey) -> list[Document]:
    """The first page of every edition that is there, the newest first; not one of them there is a failure."""
    documents: list[Document] = []
    away: SourceError | None = None
    for request in visit.source.requests(visit.now):
        if not visit.has(request):
            continue
        try:
            documents.append(visit.ask(request))
        except SourceError as error:
            if not (request.spare and is_gone(error)):
                raise
            error.args = (f"{request.url}: {error}",)
            away = away or error
            found.remarks.append(f"not there (yet): {error}")
        if documents and visit.source.one_edition:
            break
    if away is not None and not documents:
        raise away
    return documents


def _read(
    visit: Visit, known: Mapping[str, Known], documents: list[Document], found: Survey
) -> Document | None:
    """Read the pages and those that they lead to; the last one read. An edition that holds nothing yet is remarked."""
    waiting, last = deque(documents), None
    away: SourceError | None = None
    while waiting:
        document = waiting.popleft()
        asked = document.request
        try:
            for asked in _take(read(visit, known, document), found):
                if visit.has(asked):
                    waiting.append(visit.ask(asked))
                else:
                    found.cut = True
        except SourceError as error:
            if not (asked.spare and is_gone(error)):
                raise
            away = away or error
            found.remarks.append(f"{asked.url} holds nothing (yet): {error}")
        else:
            last = document
    if away is not None and last is None:
        raise away
    return last


def _take(items: list[Found], found: Survey) -> Iterator[Request]:
    """Keep what an answer holds; what it leads to comes back."""
    for item in items:
        if isinstance(item, Request):
            yield item
        else:
            found.take(item)


# -- further ones ----------------------------------------------------------------------------------


def _go_on(visit: Visit, known: Mapping[str, Known], found: Survey, last: Document | None) -> Document | None:
    """Read further pages until a notice appears that was known at the last good reading (faults Q18); the last one.

    What only a partial check since then told does not count: behind it the gap is still open. Where the search
    ends among unknown notices there may be a gap, and that is said. Further pages are also read where the list
    holds less than half of what it held, as it does after such a search: what stood on them has not gone.
    """
    if last is None or not (found.listed and known):  # an emptied list is looked into elsewhere (faults Q04)
        return None
    before = {key: was for key, was in known.items() if _was_read(visit, was)}
    page = tuple(found.listed)
    told = last.request.page if _is_told(known, page) else 0  # pages in whose search nothing is new
    while last.request.page < MOST_PAGES + min(told, TOLD_PAGES) and _wants_more(visit, known, before, found):
        count, request = len(found.listed), None
        try:
            request = visit.source.further(last, visit.now)
            if request is None:
                break
            last = _one_more(visit, known, request, found)
        except SourceError as error:
            _breaks_off(visit, known, found, f"{request.url if request else last.url}: {error}")
            return last
        if len(found.listed) == count:  # the same page again, under another number
            break
        page = tuple(found.listed)[count:]
        told += _is_told(known, page)
    last_page = [found.listed[key] for key in page]
    if _is_strange(visit, before, found.listed.values()) and _is_strange(visit, known, last_page):
        found.gap = True
        news = "the page" if last.request.page == 1 else f"{last.request.page} pages"
        found.flaws.append(
            f"gap possible: every notice on {news} is new, so there may have been more since the last look"
        )
    return last


def _breaks_off(visit: Visit, known: Mapping[str, Known], found: Survey, trouble: str) -> None:
    """Say that a further page cannot be had. When it stays away, and nothing before it is new, that is no flaw
    any more: it must not hold up what happens to all the others.
    """
    found.gap = True
    looks = visit.world.store.looks(visit.source.id, GIVE_UP_AFTER)
    waited = len(looks) == GIVE_UP_AFTER and all(look.outcome == Partial.name for look in looks)
    lasts = waited and _is_told(known, found.listed)
    (found.remarks if lasts else found.flaws).append(f"gap possible: {trouble}")


def _one_more(visit: Visit, known: Mapping[str, Known], request: Request, found: Survey) -> Document:
    """One further page, behind its shell where it has one."""
    document = visit.ask(request)
    leads = [*_take(read(visit, known, document), found)]
    behind = next((lead for lead in leads if lead.hop > request.hop), None)
    return document if behind is None else _one_more(visit, known, behind, found)


def _wants_more(visit: Visit, known: Mapping[str, Known], before: Mapping[str, Known], found: Survey) -> bool:
    return 2 * len(found.listed) < len(stood(known)) or _is_strange(visit, before, found.listed.values())


def _was_read(visit: Visit, was: Known) -> bool:
    """Whether a notice was known at the last good reading."""
    return visit.state.last_good is not None and was.first_seen <= visit.state.last_good


def _is_told(known: Mapping[str, Known], keys: Iterable[str]) -> bool:
    return all(key in known for key in keys)


def _is_strange(visit: Visit, known: Mapping[str, Known], entries: Iterable[Listed]) -> bool:
    """Whether not one of the notices is known, also under another key."""
    listed = list(entries)
    if any(entry.key in known for entry in listed):
        return False
    return not identity.recognised(listed, known, visit.source.drop)
