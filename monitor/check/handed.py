"""Pages that a person saved: which one is the list, whose notices the others are, what was not saved.

What a person did not save is not asked for. A notice whose page is not among the files is known, or
told, by the list alone; a page handed in without the list says something of its own notice and nothing
of the others, nor of the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor import identity, urls, verdict
from monitor.check.follow import Opened, Wanted
from monitor.check.visit import Visit
from monitor.errors import BlockedError, MismatchError, NotSavedError, SourceError
from monitor.extract.about import about
from monitor.model import Attachment, Content, Known, Listed, Notice, Part, Request
from monitor.saved import Saved, SavedPages, is_older
from monitor.saved.files import shown

NOT_SAVED = str(NotSavedError())
ALONE = "notices saved by hand, read without their list"
CUT = "only some pages of the list were saved; what stood on the others is taken as it stood"
NAMED = 5  # files and addresses that a message names


def seat_list(visit: Visit, door: SavedPages, known: Mapping[str, Known]) -> bool:
    """Whether the source's own list is among the files; the one that reads as the list becomes it."""
    asked = list(visit.source.requests(visit.now))
    if any(door.find(request) for request in asked):
        return True
    theirs = {door.find(request) for was in known.values() if (request := visit.source.open(was.listed))}
    free = [file for file in door.files if not file.part and file.said is None and file not in theirs]
    lists = [file for file in free if _reads_as_list(visit, door, asked[0], file)]
    if len({file.body for file in lists}) != 1:
        return False
    door.seat(asked[0], lists[0])
    return door.find(asked[0]) is not None


def _reads_as_list(visit: Visit, door: SavedPages, request: Request, file: Saved) -> bool:
    """Whether the source finds its notices in a file. Where they have no pages, any file of it is tried."""
    document = replace(door.document(request, file), parse=visit.world.parse)
    door.used.discard(file)
    try:
        found = [item for item in visit.source.read(document, visit.now) if isinstance(item, Listed | Notice)]
    except (
        SourceError
    ):  # a gate's page does not read as a list either; alone, it is judged in the list's place
        return len(door.files) == 1 and not _has_pages(visit)
    return bool(found)


def _has_pages(visit: Visit) -> bool:
    """Whether notices of this source have pages of their own."""
    return (
        visit.source.open(Listed("probe", "probe", urls.join(visit.source.url, "/probe") or "")) is not None
    )


# -- with the list ---------------------------------------------------------------------------------


def split(
    visit: Visit,
    door: SavedPages,
    known: Mapping[str, Known],
    listed: Mapping[str, Listed],
    wants: Sequence[Wanted],
) -> tuple[list[Wanted], list[Wanted]]:
    """The notices whose pages were handed in, and the wanted ones whose pages were not.

    A page that somebody took the trouble to save is read, due or not.
    """
    by_key = {want.entry.key: want for want in wants}
    for key, entry in {**{key: was.listed for key, was in known.items()}, **listed}.items():
        if key not in by_key and _is_there(visit, door, entry):
            by_key[key] = Wanted(entry, known.get(key), away=key not in listed)
    there = [want for want in by_key.values() if _is_there(visit, door, want.entry)]
    keys = {want.entry.key for want in there}
    paged = [want for want in wants if visit.source.open(want.entry) is not None]
    return there, [want for want in paged if want.entry.key not in keys]


def _is_there(visit: Visit, door: SavedPages, entry: Listed) -> bool:
    request = visit.source.open(entry)
    return request is not None and door.find(request) is not None


def by_list_only(visit: Visit, wants: Sequence[Wanted], opened: Opened, *, first: bool) -> None:
    """What becomes of notices whose pages were not saved: new ones are told by their titles, edited ones
    by what the list says; the others stay as they are, and all wait for a later save.
    """
    for want in wants:
        if want.news and not first:
            content = Content(unread=NOT_SAVED)
            opened.notices[want.entry.key] = Notice(want.entry, content, visit.source.language)
        elif (
            want.before and not want.away and want.before.content_sha256 and want.before.listed != want.entry
        ):
            opened.again.add(want.entry.key)


# -- without it, or beside it ----------------------------------------------------------------------


def beside(
    visit: Visit, door: SavedPages, known: Mapping[str, Known], listed: Mapping[str, Listed], opened: Opened
) -> None:
    """What is among the files and no list led to: notices that nobody knows, and files of known ones."""
    for found in strangers(visit, door, known, listed):
        if isinstance(found, SourceError):
            opened.remarks.append(str(found))
        else:
            opened.notices.setdefault(found.key, found)
    with_files(visit, door, known, opened)
    opened.remarks += [
        is_older(file, door.older[file])
        if file in door.older
        else f"{shown(file.name)}: belongs to no notice of this source"
        for file in unused(door)
    ]


def strangers(
    visit: Visit, door: SavedPages, known: Mapping[str, Known], listed: Mapping[str, Listed]
) -> Iterator[Notice | SourceError]:
    """The notices of pages that neither the list nor we know, as far as they are the source's own.

    A page that cannot be read is handed back as its error.
    """
    for page in door.pages:
        own = page not in door.used and _own_address(visit, page)
        request = visit.source.open(Listed("", "", own)) if own else None
        if request is None or door.find(request) is not page:
            continue
        try:
            yield from _stranger(visit, request, known, listed)
        except SourceError as error:
            yield named(error, page)


def _own_address(visit: Visit, page: Saved) -> str | None:
    told = [page.said] if page.said else list(page.hints)
    own = (urls.canonical(one) for one in told if urls.same_site(one, visit.source.url))
    return next((one for one in own if urls.canonical(visit.source.url) != one), None)


def _stranger(
    visit: Visit, request: Request, known: Mapping[str, Known], listed: Mapping[str, Listed]
) -> Iterator[Notice]:
    """A notice that nobody listed, called and dated as its own page says."""
    document = visit.ask(request)
    said = about(visit.source.text(document), ())
    entry = Listed(
        key="",
        title=said.title or "",
        url=request.url,
        number=identity.number_of_title(said.title or ""),
        published=said.published,
        published_text=said.published_text,
    )
    for item in visit.source.read(replace(document, request=replace(request, listed=entry)), visit.now):
        if isinstance(item, Notice) and item.title and (item.content.blocks or item.content.attachments):
            marks = identity.Marks(item.title, item.listed.number, request.url)
            key = identity.keys([marks], visit.source.drop)[0]
            found = replace(item.listed, key=key)
            if key not in known:
                away = {name: was for name, was in known.items() if name not in listed}
                found = replace(
                    found, key=identity.recognised([found], away, visit.source.drop).get(key, key)
                )
            yield replace(item, listed=found)


def named(error: SourceError, page: Saved) -> SourceError:
    """The same error, with the file it concerns."""
    error.args = (f"{page.name}: {error}", *error.args[1:])
    return error


def with_files(visit: Visit, door: SavedPages, known: Mapping[str, Known], opened: Opened) -> None:
    """Notices of which only a file was handed in: as they stood, to be read again with it."""
    loose = [file for file in door.files if file not in door.used and not file.part and not file.is_page]
    if not loose:
        return
    keys = {key for key, was in known.items() if was.content_sha256 and key not in opened.notices}
    for key, notice in visit.world.store.notices(visit.source.id, keys).items():
        files = notice.content.attachments
        if any(_handed_in(door, file) for file in files):
            asked = tuple(_anew(file) if _handed_in(door, file) else file for file in files)
            opened.notices[key] = replace(notice, content=replace(notice.content, attachments=asked))


def _handed_in(door: SavedPages, file: Attachment) -> bool:
    return file.url.startswith("http") and door.find(Request(file.url, part=Part.ATTACHMENT)) is not None


def _anew(file: Attachment) -> Attachment:
    return Attachment(file.name, file.url)


# -- what to say -----------------------------------------------------------------------------------


def nothing_read(visit: Visit, door: SavedPages) -> SourceError | MismatchError:
    """Why not one notice came of the files: a gate stands in them, or they are somebody else's."""
    for document in visit.documents:
        try:
            verdict.judge(document, now=visit.now)
        except SourceError as error:
            return error
    for page in door.pages:
        asked = Request(visit.source.url)
        try:
            verdict.judge(door.document(asked, page), now=visit.now)
        except BlockedError as error:
            return named(error, page)
        except SourceError:
            pass
    return mismatch(visit, door)


def mismatch(visit: Visit, door: SavedPages) -> MismatchError:
    """None of the files belongs to the source: what was found, what was wanted, and how to save it better.

    Or they do, and are older than what stands.
    """
    door.used.clear()
    if door.older:
        told = [is_older(file, stands) for file, stands in list(door.older.items())[:NAMED]]
        return MismatchError(f"{visit.source.id}: {'; '.join(told)}")
    files = [file for file in door.files if not file.part] or list(door.files)
    found = [f"{shown(file.name)} ({_origin(file)})" for file in files[:NAMED]]
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return MismatchError(
        f"{visit.source.id}: none of the saved files belongs to it: found {', '.join(found)}{more}; "
        f"wanted {visit.source.url} or the page of one of its notices. "
        'Save it as "Webpage, Complete" or "Single file" (.mhtml), which keep the address'
    )


def _origin(file: Saved) -> str:
    if file.said:
        return f"saved from {shown(file.said)}"
    return f"calls itself {shown(file.hints[0])}" if file.hints else "no address in it"


def unused(door: SavedPages) -> list[Saved]:
    """The pages and documents that answered nothing."""
    entries = door.entries
    return [file for file in door.files if not file.part and file.entry not in entries]
