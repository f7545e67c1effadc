"""Can an answer be believed? Weighed by what it says of itself and by the last good reading (Build 5).

The reader says what an answer holds; this says whether that is all: fewer notices than the page counts, a page
cut off in its middle, an address that has moved for good; an empty list only where the page proves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import identity
from monitor.check.follow import is_before_us, is_tired
from monitor.check.visit import Visit
from monitor.errors import NothingError, ReadError, SuspiciousError
from monitor.extract import sniff
from monitor.model import (
    Document,
    Flaw,
    Known,
    Listed,
    Notice,
    Partial,
    Request,
    Suspicious,
    Verdict,
)
from monitor.sources.base import Found, PagedSource
from monitor.verdict import bodies, counts, doubts, drift, quiet, stood
from monitor.verdict.lists import MEND_EMPTY

ODD = (Suspicious.name, Partial.name)
LOOKS = 2  # earlier checks that must have said the same before an odd answer is believed
STANDS = timedelta(minutes=30)  # that it must have stood for (faults Q04)
CUT = ("...", "…")  # how a list ends a title that it shortens
FULL = 0.75  # of what a page counts; a list with less is only a part of it


def read(visit: Visit, known: Mapping[str, Known], document: Document) -> list[Found]:
    """What a page of the list holds, with what speaks against its being all. Raises as the reader does."""
    try:
        found = list(visit.source.read(document, visit.now))
    except (NothingError, SuspiciousError) as error:
        if isinstance(error, NothingError) and stood(known):
            raise explained(visit, document, error) from error
        if not proven_empty(visit, document):
            if isinstance(error, SuspiciousError) and isinstance(visit.source, PagedSource):
                error.args = (f"{error}; {MEND_EMPTY}",)
            raise explained(visit, document, error) from error
        return []
    except ReadError as error:
        raise explained(visit, document, error) from error
    entries = sum(isinstance(item, Listed | Notice) for item in found)
    if entries:
        found += short(visit, document, entries)
    elif not any(isinstance(item, Request) for item in found) and not proven_empty(visit, document):
        unproven(visit)
    return [*found, *cut_off(visit, document), *rebuilt(visit, known, document, found)]


# -- empty -----------------------------------------------------------------------------------------


def proven_empty(visit: Visit, document: Document) -> bool:
    """Whether a list with nothing in it says so itself; what says it is kept as the visit's proof."""
    source = visit.source
    if not isinstance(source, PagedSource):
        return False
    if source.at_least == 0 and source.proof is not None:
        visit.proof = f'it holds "{source.proof}"'
    elif source.at_least == 0 or "at_least" not in source.model_fields_set:
        visit.proof = counts.empty(document.body, source.text(document), weak=source.at_least == 0)
    return visit.proof is not None


def unproven(visit: Visit) -> None:
    if visit.source.at_least == 0 and isinstance(visit.source, PagedSource):
        raise NothingError(
            "the list is empty and nothing on the page proves it; name what a real page holds as `proof`"
        )


# -- not all ---------------------------------------------------------------------------------------


def short(visit: Visit, document: Document, entries: int) -> list[Found]:
    """A flaw when the page itself counts clearly more notices than were read from it.

    One that always counts as many more, for as long as it takes to believe anything odd, counts something else:
    it must not hide for ever what happens to the notices that are read.
    """
    source = visit.source
    if source.counts == "ignore" or not isinstance(source, PagedSource):
        return []
    told = counts.told(document.body, source.text(document), page=document.request.page)
    if told.here is not None and entries < told.here:  # what the notices themselves count is another matter
        told = counts.told(document.body, source.beside(document), page=document.request.page)
    if told.here is None or entries >= told.here:
        return []
    said = f"{entries} notices were read where the page counts {told.here} ({told.words})"
    if entries >= FULL * told.here:
        return [Flaw(said, minor=True)]
    said = f"{said}; mend `items`, or say `counts: ignore`"
    return [Flaw(said, minor=as_ever(visit, document, entries, told.here))]


def as_ever(visit: Visit, document: Document, entries: int, here: int) -> bool:
    """Whether a page counted just as many more than were read before, at the last good reading or often enough."""
    if re.search(rf"\b{entries} notices were read where the page counts {here}\b", visit.state.reason or ""):
        return visit.state.outcome != Partial.name or stands(visit, Verdict.TRUNCATED)
    before = visit.last_body(document)
    if before is None or not isinstance(visit.source, PagedSource):
        return False
    was = replace(document, held=before)
    told = counts.told(before, visit.source.beside(was), page=document.request.page)
    if told.here is None:
        return False
    stood = sum(isinstance(item, Listed | Notice) for item in visit.source.read(was, visit.now))
    return here - entries <= told.here - stood


def cut_off(visit: Visit, document: Document) -> list[Found]:
    """A flaw when a page ends in the middle and the last good one did not (faults N03)."""
    if sniff.sniff(document.body) != "html" or drift.is_closed(document.body):
        return []  # the one before it is got from the archive only where this one ends oddly
    before = visit.last_body(document)
    if not before or not drift.is_cut(before, document.body) or stands(visit, Verdict.TRUNCATED):
        return []
    return [Flaw("the page ends in the middle: its closing </html> is missing", verdict=Verdict.TRUNCATED)]


# -- odd, and why ----------------------------------------------------------------------------------


def doubted(visit: Visit, before: Mapping[str, Known], entries: Sequence[Listed]) -> str | None:
    """Why something may have been missed in the list as a whole. Raises as `verdict.doubts` does, and says why."""
    source = visit.source
    try:
        return doubts(
            before,
            entries,
            last_good=visit.state.last_good,
            at_least=source.at_least,
            whole=source.whole,
            proof=visit.proof,
        )
    except ReadError as error:
        first = next((one for one in visit.documents if one.request.listed is None), None)
        raise (explained(visit, first, error) if first else error) from error


def rebuilt(
    visit: Visit, known: Mapping[str, Known], document: Document, found: Sequence[Found]
) -> list[Found]:
    """A remark when a list that holds mostly unknown notices also stands in another template than before."""
    keys = [item.key for item in found if isinstance(item, Listed | Notice)]
    if (
        not known
        or 2 * sum(key in known for key in keys) >= len(keys)
        or sniff.sniff(document.body) != "html"
    ):
        return []
    before = visit.last_body(document)
    if before and (change := drift.drift(before, document.body)).rebuilt:
        return [Flaw(f"the page is built otherwise than at the last good reading ({change})", minor=True)]
    return []


def explained(visit: Visit, document: Document, error: ReadError) -> ReadError:
    """The error, with what else is odd about the page: built otherwise, or in a foreign script."""
    if odd := oddities(visit, document):
        error.args = ("; ".join([str(error), *odd]),)
    return error


def oddities(visit: Visit, document: Document) -> list[str]:
    if sniff.sniff(document.body) != "html":
        return []
    odd = []
    before = visit.last_body(document)
    if before and (change := drift.drift(before, document.body)).rebuilt:
        odd.append(f"the page is built otherwise than at the last good reading ({change})")
    if drift.is_foreign(visit.source.text(document), visit.source.language):
        odd.append(f"not a letter on it belongs to the source's language ({visit.source.language})")
    return odd


def stands(visit: Visit, verdict: Verdict) -> bool:
    """Whether an odd answer was seen so often, and for so long, that it is to be believed."""
    looks = visit.world.store.looks(visit.source.id, LOOKS)
    odd = [look for look in looks if look.verdict is verdict and look.outcome in ODD]
    return len(odd) == LOOKS and visit.now - odd[-1].started >= STANDS


def believed(
    visit: Visit, known: Known, notice: Notice, before: Notice, listed: Mapping[str, Listed]
) -> Notice:
    """The notice; as it stood before when it lost nearly all of its text at once, until it stays like that.

    A loss with a sign of the authority needs no second look: the new text speaks of repeal, or the list says
    something else of the notice as well. The source's own page makes the whole check suspicious; a listed notice
    waits for its next tries. listed: what the list says now.
    """
    own = notice.key == identity.address(visit.source.url, visit.source.drop)  # kind: page
    lost = bodies.lost(before.content, notice.content)
    if lost is None and own:
        lost = bodies.unreadable(before.content, notice.content)
    if lost is None or visit.saved is not None:  # who saved it by hand saw it
        return notice
    if bodies.repealed(before.content, notice.content):
        return notice
    if own:
        if stands(visit, Verdict.TRUNCATED):
            return notice
        raise SuspiciousError(f"{lost}; it is believed when it stays like that")
    if (entry := listed.get(notice.key)) is not None and signed(known.listed, entry):
        return notice
    if is_tired(known) and visit.now - held_since(visit, known) >= STANDS:
        return notice
    visit.held[notice.key] = f"{notice.url}: {lost}; its new text is held back until it stays like that"
    return before


def signed(before: Listed, after: Listed) -> bool:
    """Whether a list gives another title, date or number to a notice than it did."""
    pairs = ((before.published, after.published), (before.number, after.number))
    cut = before.title.endswith(CUT) or after.title.endswith(CUT)
    retitled = not cut and identity.letters(before.title) != identity.letters(after.title)
    return retitled or any(was and now and was != now for was, now in pairs)


def held_since(visit: Visit, known: Known) -> datetime:
    """When the first of the tries was that found a notice otherwise than it stood."""
    looks = visit.world.store.looks(visit.source.id, known.attempts)
    return looks[-1].started if looks else visit.now


# -- lasting ----------------------------------------------------------------------------------------


def moved(visit: Visit) -> Iterator[str]:
    """That the address leads elsewhere for good: one day it will lead nowhere (faults N07)."""
    for document in visit.documents:
        if document.moved_to is not None and document.request.listed is None and document.request.page == 1:
            yield f"moved for good to {document.moved_to}, write that as `url`"


def silence(visit: Visit, known: Mapping[str, Known]) -> Iterator[str]:
    """That nothing new came for far longer than usual, when it is time to say so again (faults Q07)."""
    last = visit.state.last_good
    if last is None or not isinstance(visit.source, PagedSource):
        return
    zone = visit.source.zone
    ours = (was for was in known.values() if not is_before_us(was))
    came = [(was.listed.published, was.first_seen) for was in ours]
    found = quiet.silence_of(came, zone, visit.now)
    if found and found.is_news(last.astimezone(zone).date()):
        yield str(found)
