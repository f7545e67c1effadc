"""From a list to its notices: which of them to open, and what comes of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import timedelta

from monitor import schedule
from monitor.check.turns import gone_after
from monitor.check.visit import Visit, names_its_notice
from monitor.compare import flapping
from monitor.compare.notices import same_title
from monitor.errors import BlockedError, FetchError, ReadError, SourceError, UnreadableError
from monitor.extract import extract, links, sniff
from monitor.model import Attachment, Content, Document, Flaw, Known, Listed, Notice, Part, Request
from monitor.values import dataclass

CONFIRM = 3  # good readings without a notice, after the first, in which its own page is asked (faults Q15)
GIVE_UP_AFTER = 3  # tries to read a new notice; then it is told without its text (faults C31)
GATES = 3  # notices in a row that a gate kept from us; the others are asked for at the next check
_PAGE = "a page, not a file"
MOST_HOPS = 6  # requests on the way to one notice's text


@dataclass(frozen=True)
class Wanted:
    """A notice to open. news: nobody was told of it yet, so leaving it out would have to be said.

    away: it stands in the list no more, and its own page may be gone as well. missing: it should stand there.
    """

    entry: Listed
    before: Known | None
    news: bool = False
    away: bool = False
    missing: bool = False


@dataclass
class Opened:
    """What came of opening notices one by one.

    failed: to be tried again at the next check. again: asked for again in vain, the next age will do.
    incomplete: without some of their files, remarks: which and why. waiting: edited, says the list, and not opened yet.
    """

    notices: dict[str, Notice] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    incomplete: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    flaws: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def wanted(
    visit: Visit, known: Mapping[str, Known], listed: Mapping[str, Listed], missing: Collection[str]
) -> list[Wanted]:
    """What to open: news first, then what the list says anew, then what is due to be read again.

    missing: known notices that the list should show and does not. A notice that stands in no list any
    more is opened from the second time on: its page may be gone (faults Q15), or edited (faults Q14).
    """
    news, edited, again = [], [], []
    for key, entry in listed.items():
        before = known.get(key)
        if before is None or before.pending:
            news.append(Wanted(entry, before, news=True))
        elif before.removed or before.listed != entry or key in visit.kept:
            edited.append(Wanted(entry, before))
        elif due_again(visit, before):
            again.append(Wanted(entry, before))
    away = [] if visit.anew else [key for key in known if key not in listed]
    unlisted = [key for key in away if not is_before_us(known[key]) and not is_unheard(known[key])]
    for key, before in ((key, known[key]) for key in unlisted):
        needed = gone_after(visit, before) - 1
        absent = key in missing and before.missing >= needed
        confirm = absent and before.missing <= max(CONFIRM, needed + 1)
        due = key in visit.kept or (before.missing and (confirm or due_again(visit, before)))
        if due and not before.removed:
            again.append(Wanted(before.listed, before, away=True, missing=absent))
    return [*news, *edited, *again]


def is_before_us(was: Known) -> bool:
    """Whether a notice was only ever seen far down in the list, where nobody opens any."""
    return was.content_sha256 is None and was.missing > CONFIRM and not was.pending


def is_unheard(was: Known) -> bool:
    """Whether a notice was read and left the list before anybody was told of it."""
    return was.pending and was.content_sha256 is not None


def due_again(visit: Visit, before: Known) -> bool:
    """Whether a notice's own page is to be read, for the first time or once more."""
    return (
        visit.anew
        or before.content_sha256 is None
        or schedule.reread_due(before, visit.source.reread, visit.now)
        or rest_due(visit, before)
    )


def rest_due(visit: Visit, was: Known) -> bool:
    """Whether a notice whose last wording nobody heard of may have come to rest since it was read."""
    if was.heard_sha256 in (None, was.content_sha256) or was.last_read is None:
        return False
    every = schedule.interval(visit.source, visit.now)
    begun = was.edited or was.first_seen
    last = max(visit.source.reread, default=timedelta(0)) + flapping.rest(every)
    ages = (last, *(flapping.rest(every, 2**step) for step in range(4)))
    return any(was.last_read < begun + age <= visit.now for age in ages)


def follow(visit: Visit, entries: Sequence[Wanted], *, first: bool) -> Opened:
    """Open notices one by one; one that fails is said and does not stop the others."""
    opened = Opened()
    requests = [(want, request) for want in entries if (request := visit.source.open(want.entry))]
    gates, most = 0, visit.world.config.settings.limits.opened
    for place, (want, request) in enumerate(requests):
        if gates == GATES or place == most:  # a gate is before all of them
            if not first:  # in a baseline nothing is news
                _put_off(
                    [later for later, _ in requests[place:]], opened, said=most if place == most else None
                )
            break
        try:
            opened.notices |= {notice.key: notice for notice in _open(visit, want, request, opened)}
            gates = 0
        except SourceError as error:
            _missed(visit, error, want, opened)
            gates = gates + 1 if isinstance(error, BlockedError) else 0
    return opened


def _put_off(entries: Sequence[Wanted], opened: Opened, *, said: int | None) -> None:
    """Leave notices for the next check. said: how many are opened at once, where that is the reason.

    New ones are a flaw. That edited ones wait is none: a check with a flaw tells of no edit at all, so they would
    never come to an end.
    """
    news = sum(want.news for want in entries)
    edited = {want.entry.key for want in entries if want.before and want.before.listed != want.entry}
    edited -= {want.entry.key for want in entries if want.news}
    opened.waiting |= edited
    if said and news:
        opened.flaws.append(f"{news} new notices wait for the next check, {said} are opened at once")
    if said and edited:
        opened.remarks.append(
            f"{len(edited)} edited notices wait for the next check, {said} are opened at once"
        )


def _open(visit: Visit, want: Wanted, request: Request, opened: Opened) -> Iterator[Notice]:
    """A notice from its own page, or from where that leads; each answer on the way is one of the check's."""
    waiting = deque([request])
    while waiting:
        asked = waiting.popleft()
        document = visit.ask(asked)
        for item in visit.source.read(document, visit.now):
            match item:
                case Notice():
                    yield as_titled(visit, item, document) if want.away else item
                case Request() if item.hop <= asked.hop or item.hop > MOST_HOPS:
                    raise ReadError(f"leads on to {item.url} and still not to the text")
                case Request():
                    waiting.append(item)
                case Flaw(reason):
                    opened.flaws.append(f"{asked.url}: {reason}")


def _missed(visit: Visit, error: SourceError, want: Wanted, opened: Opened) -> None:
    """A notice that could not be read: gone, told without its text, left alone, or for next time.

    Only what may go well the next time is a flaw of the check, and only for so long: a page that stays
    dead must not hold up what happens to all the others. Gone is only what the list should show: the page of one
    that scrolled off may be dead because the site has moved.
    """
    key, before = want.entry.key, want.before
    gone = want.away and is_gone(error)
    if gone and want.missing:
        opened.gone.add(key)
        return
    lasting = gone or not passing(error) or was_told_unread(visit, want)
    if not (lasting or is_tired(before)):
        opened.failed.add(key)
        opened.flaws.append(f"{want.entry.url}: {error}")
        return
    if before is None or before.content_sha256 is None:
        opened.notices[key] = Notice(want.entry, Content(unread=str(error)), visit.source.language)
        return
    opened.again.add(key)
    opened.remarks.append(f"{want.entry.url}: {error}")


def passing(error: SourceError) -> bool:
    """Whether the same request may go well the next time. A gate may open, a page may be mended; a 404 stays,
    and so does a file that no parser can read.
    """
    if isinstance(error, FetchError):
        return error.transient
    return not isinstance(error, UnreadableError)


def is_gone(error: SourceError) -> bool:
    """Whether a notice's own page is no more: by its status, or because something else stands in its place."""
    if isinstance(error, FetchError):
        return error.status in (404, 410)
    return isinstance(error, ReadError)


def is_tired(before: Known | None) -> bool:
    """Whether one more failure is the last that is waited for."""
    return before is not None and before.attempts + 1 >= GIVE_UP_AFTER


def was_told_unread(visit: Visit, want: Wanted) -> bool:
    """Whether a notice was told without its text; then its dead page is known, and no flaw any more."""
    if want.before is None or want.before.content_sha256 is None:
        return False
    stood = visit.world.store.notices(visit.source.id, [want.entry.key]).get(want.entry.key)
    return stood is not None and stood.content.unread is not None


# -- attachments -----------------------------------------------------------------------------------


def complete(visit: Visit, notice: Notice) -> tuple[Notice, str | None]:
    """The notice with its attachments: their bytes' hash, and their text or why that is not available.

    Beside it, what failed on the way and may go well the next time.
    """
    files = [_fetched(visit, attachment, notice.url) for attachment in notice.content.attachments]
    trouble = next((trouble for _, trouble in files if trouble), None)
    attachments = tuple(attachment for attachment, _ in files)
    return replace(notice, content=replace(notice.content, attachments=attachments)), trouble


def _fetched(visit: Visit, attachment: Attachment, page: str) -> tuple[Attachment, str | None]:
    """A file that cannot be read yet is fetched all the same: that it was exchanged shows in its hash."""
    if attachment.sha256 is not None:  # the notice itself is this file
        return attachment, None
    if attachment.unread is not None and not attachment.url.startswith(("http:", "https:")):
        return attachment, None  # only a script knows where it is
    if not visit.source.fetches(attachment.url, page):
        return replace(attachment, unread=f"not fetched (attachments: {visit.source.attachments})"), None
    try:
        document = visit.ask(Request(attachment.url, part=Part.ATTACHMENT), visit.for_attachments)
        if _is_page(document, attachment):
            return replace(attachment, unread=_PAGE), None
        content = _said(document, attachment)
    except SourceError as error:
        trouble = f"{attachment.url}: {error}" if passing(error) else None
        return replace(attachment, unread=str(error)), trouble
    blocks = content.blocks if content.blocks or not content.unread else None
    return replace(attachment, sha256=document.sha256, blocks=blocks, unread=content.unread), None


def _is_page(document: Document, attachment: Attachment) -> bool:
    """Whether a link that only its words called a file leads to a page, which has menus and clocks on it."""
    if (
        links.ending(attachment.url) not in (None, "xml")
        or b"schemas-microsoft-com:office" in document.body[:4096]
    ):
        return False
    return sniff.settle(document.body, document.url, document.header("Content-Type")) == "html"


def _said(document: Document, attachment: Attachment) -> Content:
    """What a file says; one that is broken, locked or a bomb is kept and told as such (faults C20, C31).

    Of a file without a name its link may have one, which tells a table in plain text from a text.
    """
    named = links.ending(document.url) or not attachment.name.lower().endswith(".csv")
    try:
        return extract(
            document.body,
            content_type=document.header("Content-Type"),
            name=document.url if named else attachment.name,
            parse=document.parse,
        )
    except UnreadableError as error:
        return Content(unread=str(error))


def as_dated(notice: Notice, before: Notice) -> Notice:
    """The notice with the last known date and number where the list shows none any more; another one is an edit."""
    listed, was = notice.listed, before.listed
    if listed.published is None and was.published is not None:
        listed = replace(listed, published=was.published, published_text=was.published_text)
    return replace(notice, listed=replace(listed, number=listed.number or was.number))


def as_titled(visit: Visit, notice: Notice, document: Document) -> Notice:
    """A notice that no list shows any more, by the title that its own page has given it since it was read last.

    Only where that page gave it the known title then. One that stands on the page still, though not in the new one,
    is no less the title: the page was only built otherwise.
    """
    if visit.same(document):
        return notice
    title, known = visit.source.titled(document), notice.listed.title
    if title is None or same_title(title, known) or (names_its_notice(document) and known not in title):
        return notice
    body = visit.last_body(document)
    was = visit.source.titled(replace(document, held=body)) if body else None
    if was is None or not same_title(was, known):
        return notice
    return replace(notice, listed=replace(notice.listed, title=title))


def as_it_stood(notice: Notice, before: Notice) -> Notice:
    """The notice with the last known state of every attachment that could not be fetched this time."""
    stood = {one.url: one for one in before.content.attachments if one.sha256}
    files = tuple(
        replace(stood[one.url], name=one.name) if one.sha256 is None and one.url in stood else one
        for one in notice.content.attachments
    )
    return replace(notice, content=replace(notice.content, attachments=files))
