"""What every source says, whatever its kind. A kind adds its own keys and reads its own answers.

A kind is a module with a class `Source` made from `BaseSource`: `requests` says what to ask for,
`read` says what an answer holds, `open` says where a listed notice has a page of its own. None of
them opens a socket or looks at a clock. Where notices have pages of their own, `PagedSource` reads
those.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor import dates, identity, schedule, urls
from monitor.durations import Duration
from monitor.errors import ReadError
from monitor.extract import charset, extract, html, sniff
from monitor.extract.about import About, about, is_cut
from monitor.extract.text import fold
from monitor.model import Attachment, Content, Document, Flaw, Listed, Notice, Request, Text

Found = Listed | Notice | Request | Flaw

# -- what may stand in YAML, and how to mend what may not ------------------------------------------

_REGIONS = ("INT", "ASEAN", "RCEP", "EAEU", "EAC", "AFRICA")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "user-agent"}
)


def _id(written: str) -> str:
    if re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", written) is None:
        raise ValueError(
            f'"{written}" is no id, write lower-case letters, digits and hyphens: cn-gacc-notices'
        )
    return written


def _jurisdiction(written: str) -> str:
    if written not in _REGIONS and re.fullmatch("[A-Z]{2}", written) is None:
        raise ValueError(
            f'"{written}" is no jurisdiction, write a country (CN, EU) or one of {", ".join(_REGIONS)}'
        )
    return written


def _language(written: str) -> str:
    if re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", written) is None:
        raise ValueError(f'"{written}" is no language tag, write it like zh, en or pt-BR')
    return written


def _zone(written: str) -> str:
    schedule.parse_zone(written)
    return written


def _cron(written: str) -> str:
    next(schedule.cron_times(written, UTC, datetime(2026, 1, 1, tzinfo=UTC)))
    return written


def _charset(written: str) -> str:
    try:
        "".encode(written)
    except LookupError as error:
        raise ValueError(
            f'"{written}" is no charset, write it like utf-8, gb18030 or windows-1252'
        ) from error
    return written


def _headers(written: dict[str, str]) -> dict[str, str]:
    for name, value in written.items():
        if _HEADER.fullmatch(name) is None or not value.isprintable():
            raise ValueError(f'"{name}" is no header, write a name and a value on one line')
        if name.lower() in _OURS:
            raise ValueError(f"{name} is set by the program itself, leave it out")
    return written


def check_css(written: str) -> str:
    try:
        LexborHTMLParser("<p>").css_first(written)
    except SelectolaxError as error:
        raise ValueError(f'"{written}" is no CSS selector, write it like ul.list > li or #zoom') from error
    return written


def _pause(written: timedelta) -> timedelta:
    if not written:
        raise ValueError("0s leaves no time between two looks, write it like 30m, 6h or 1d")
    return written


def _jmespath(written: str) -> str:
    import jmespath

    try:
        jmespath.search(written, {})  # also asks for the functions, which compile() does not
    except jmespath.exceptions.JMESPathTypeError:
        pass  # a function that misses its value in an empty answer
    except jmespath.exceptions.JMESPathError as error:
        at = str(error).splitlines()[0].rstrip(":")
        raise ValueError(
            f'"{written}" is no JMESPath ({at}), write it like data.list or results[].title'
        ) from error
    return written


Address = Annotated[str, AfterValidator(urls.parse), Field(json_schema_extra={"format": "uri"})]
Css = Annotated[str, AfterValidator(check_css)]
Jmes = Annotated[str, AfterValidator(_jmespath)]
Pause = Annotated[Duration, AfterValidator(_pause)]

LONGEST_DATE = 120  # characters kept of a printed date; what is longer is no date

PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"  # Accept, for what people read in a browser

# What says when to look, whom it concerns and what to do with it, but not what is read.
_NOT_READING = {"authority", "tier", "every", "cron", "reread", "announce_since", "at_least"}

# Countries that live by one clock. Others say `timezone`.
_CLOCKS = {
    "AE": "Asia/Dubai", "BD": "Asia/Dhaka", "CN": "Asia/Shanghai", "EG": "Africa/Cairo", "GB": "Europe/London",
    "HK": "Asia/Hong_Kong", "IN": "Asia/Kolkata", "JP": "Asia/Tokyo", "KE": "Africa/Nairobi", "KH": "Asia/Phnom_Penh",
    "KR": "Asia/Seoul", "LA": "Asia/Vientiane", "MM": "Asia/Yangon", "MO": "Asia/Macau", "MY": "Asia/Kuala_Lumpur",
    "NG": "Africa/Lagos", "PH": "Asia/Manila", "PK": "Asia/Karachi", "SA": "Asia/Riyadh", "SG": "Asia/Singapore",
    "TH": "Asia/Bangkok", "TR": "Europe/Istanbul", "TW": "Asia/Taipei", "VN": "Asia/Ho_Chi_Minh",
    "ZA": "Africa/Johannesburg",
}  # fmt: skip


class BaseSource(BaseModel, ABC):
    """The keys that every source has.

    at_least: fewer notices than this is a fault, not a quiet week. proof: CSS, or words, that only a
    real page of this source holds (faults Q03). date_order: dmy or mdy, for 03/04/2026. drop: query
    parameters that are no part of an address (Q22). attachments: of which the files are fetched; `site`: those that lie on the site of the
    source or of the notice. whole: the list shows all there is, so whatever is missing from it has gone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, AfterValidator(_id)]
    authority: Annotated[str, Field(min_length=1)]
    jurisdiction: Annotated[str, AfterValidator(_jurisdiction)]
    language: Annotated[str, AfterValidator(_language)] = "en"
    tier: Literal["official", "secondary"] = "official"
    kind: str
    url: Address
    fetch: Literal["http", "browser"] = "http"
    every: Pause = timedelta(hours=6)
    cron: Annotated[str, AfterValidator(_cron)] | None = None
    reread: tuple[Pause, ...] = tuple(timedelta(days=days) for days in (1, 3, 7, 30, 90))
    announce_since: date | None = None
    at_least: Annotated[int, Field(ge=0)] = 1
    headers: Annotated[dict[str, str], AfterValidator(_headers)] = {}
    proof: Annotated[str, Field(min_length=2)] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    charset: Annotated[str, AfterValidator(_charset)] | None = None
    date_order: dates.Order | None = None
    drop: tuple[str, ...] = ()
    attachments: Literal["site", "all", "none"] = "site"
    whole: bool = False

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.cron is not None and "every" in self.model_fields_set:
            raise ValueError("every and cron both say when to look, keep one of them")
        if self.at_least == 0 and self.proof is None:
            raise ValueError("at_least: 0 lets an error page pass as a quiet week, so it needs proof as well")
        return self

    # -- what a kind does --------------------------------------------------------------------------

    @abstractmethod
    def requests(self, now: datetime) -> Iterator[Request]:
        """What a check asks for first."""

    @abstractmethod
    def read(self, document: Document, now: datetime) -> Iterator[Found]:
        """What an answer holds: notices read or only listed, the next page, or a flaw.

        Raises ReadError when the answer is not what this source's configuration says.
        """

    def open(self, listed: Listed) -> Request | None:  # noqa: ARG002 - for the kinds whose notices have pages
        """The notice's own page; None when the list already says all there is."""
        return None

    @property
    def has_more(self) -> bool:
        """Whether the list has further pages, which may differ though the first one is the same."""
        return False

    # -- what all kinds share ----------------------------------------------------------------------

    def fetches(self, attachment: str, notice: str) -> bool:
        """Whether the file at an address is fetched. notice: where the notice stands that links to it."""
        if self.attachments == "site":
            return any(urls.same_site(attachment, page) for page in (self.url, notice))
        return self.attachments == "all"

    @property
    def fingerprint(self) -> str:
        """The same as long as this configuration reads the same out of the same bytes."""
        told = self.model_dump_json(exclude=_NOT_READING, exclude_defaults=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def zone(self) -> ZoneInfo:
        """The authority's clock: as configured, else its country's, else UTC (faults T06)."""
        return ZoneInfo(self.timezone or _CLOCKS.get(self.jurisdiction, "UTC"))

    def ask(self, url: str, accept: str = PAGE) -> Request:
        return Request(url, headers=tuple(sorted(self.headers.items())), accept=accept)

    def content_type(self, document: Document) -> str | None:
        """The answer's media type; the charset is the configured one where there is one."""
        received = document.header("Content-Type")
        if self.charset is None:
            return received
        return f"{(received or 'text/html').partition(';')[0]}; charset={self.charset}"

    def prove(self, document: Document) -> None:
        """Raise ReadError unless the answer holds the proof that it is the source's own (faults Q03)."""
        if self.proof is not None and not _holds(self.text(document), self.proof):
            raise ReadError(
                f'the answer does not hold its proof "{self.proof}": it is not the page that was meant'
            )

    def text(self, document: Document) -> str:
        return charset.decode(document.body, self.content_type(document)).text

    def is_page(self, document: Document) -> bool:
        """Whether the answer is HTML. Raises ReadError for something else than its address promises (C32)."""
        return sniff.settle(document.body, document.url, document.header("Content-Type")) in ("html", "xml")

    def extract(self, document: Document, selector: str | None = None) -> Content:
        """What a document says, as far as it can be read.

        selector: CSS. The labelled facts around the text (文号, 效力) are taken from the whole page: an
        authority may repeal a notice without touching a word of it.
        """
        if not self.is_page(document):
            content = extract(document.body, content_type=self.content_type(document), name=document.url)
            return _as_file(document, content) if content.unread else content
        ours = urls.host(document.request.url) == urls.host(self.url)
        if ours:  # a list may lead to other authorities, whose pages are built otherwise
            self.prove(document)
        text = self.text(document)
        whole = html.read_text(text, base_url=document.url)
        if not whole.blocks and not whole.attachments and (leads := _LEADS_ON.search(text)):
            raise ReadError(f"the page has no text and leads on by script to {leads[1][:200]}")  # C05
        content = whole
        if selector is not None:
            try:
                content = html.read_text(text, selector=selector, base_url=document.url)
                content = replace(content, fields=whole.fields or content.fields)
            except ReadError:
                if ours:
                    raise
        files = [a for a in content.attachments if sniff.expected(a.url, None) != "picture"]
        return (
            content
            if content.blocks or files  # scanned pages are no text
            else replace(content, unread="the page shows no text")
        )

    def about(self, document: Document, content: Content) -> About:
        """What the document says about its notice; only what its fields say when it is a file."""
        return about(self.text(document) if self.is_page(document) else "", content.fields)

    def date_of(self, printed: str | None) -> date | None:
        """The calendar date that a source prints; None for what is no date, which is no reason to drop anything."""
        if printed is None:
            return None
        if moment := _moment(printed):
            return moment.astimezone(self.zone).date()
        return dates.parse(printed, order=self.date_order)


def _same_page(one: str, other: str) -> bool:
    return urls.canonical(one) == urls.canonical(other)


# -- letters that were lost ------------------------------------------------------------------------

_S = TypeVar("_S")
_Read = Callable[[_S, Document, datetime], Iterator[Found]]

_LOST = "\ufffd"
_FEW = 0.001  # of a text's letters; more, or one in a title, and the text is not compared
_MANY = 0.05  # and it is no text at all


def tells_lost_letters(read: _Read[_S]) -> _Read[_S]:
    """For a kind's `read`: letters that could not be decoded are a flaw, so that no amendment is made of them (Q16)."""

    @wraps(read)
    def reading(source: _S, document: Document, now: datetime) -> Iterator[Found]:
        lost, own = 0, _LOST.encode() in document.body  # somebody else lost them, long before us
        for item in read(source, document, now):
            lost += _lost(item) if isinstance(item, Listed | Notice) and not own else 0
            yield item
        if lost:
            yield Flaw(f"{lost} letters could not be decoded")

    return reading


def _lost(item: Listed | Notice) -> int:
    """How many letters of a notice were lost, if that matters. Raises ReadError when most of it means nothing."""
    if isinstance(item, Listed):
        return _in_title(item)
    text = "".join(_texts(item.content))
    lost = text.count(_LOST)
    if lost > _MANY * len(text):
        raise ReadError(f"the text came garbled: {lost} of {len(text)} letters could not be decoded")
    return _in_title(item.listed) + (lost if lost > _FEW * len(text) else 0)


def _in_title(listed: Listed) -> int:
    """Lost letters of a title, but for its end, where publishing systems cut letters in two."""
    return listed.title.rstrip(_LOST + ".…").count(_LOST)


def _texts(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Text):
            yield block.text
        else:
            yield from (cell for row in (block.columns, *block.rows) for cell in row)
    yield from (value for _, value in content.fields)


# -- reading the small things -------------------------------------------------------------------------


_LEADS_ON = re.compile(r"""(?:location(?:\.href)?\s*=|\bhref\s*:)\s*["']([^"']+)["']""")


def _moment(printed: str) -> datetime | None:
    """A point in time, as programs write it: seconds or milliseconds since 1970, or with a zone."""
    if re.fullmatch(r"\d{10}|\d{13}", printed):
        return datetime.fromtimestamp(int(printed[:10]), UTC)
    try:
        moment = datetime.fromisoformat(printed) if printed[:4].isdigit() else parsedate_to_datetime(printed)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _says_little(title: str) -> bool:
    """Whether a list shows only the beginning of a title, or a mere "Mar."."""
    return is_cut(title) or (len(title) < 6 and title.isascii())


def _is_garbled(title: str) -> bool:
    """Whether a title's letters were replaced on the way: ??????2026?34?."""
    return 3 * (title.count("?") + title.count("\ufffd")) > len(title)


def got(body: bytes) -> str:
    """What came instead of what was wanted, in words."""
    kind = sniff.sniff(body)
    return "nothing" if kind == "empty" else sniff.shown(kind)


def _as_file(document: Document, content: Content) -> Content:
    """A notice that is a file we cannot read yet: its hash still shows when it was exchanged."""
    name = unquote(document.url.rpartition("/")[2]) or document.url
    file = Attachment(name, document.url, document.sha256, None, content.unread)
    return replace(content, attachments=(file,))


def _holds(text: str, proof: str) -> bool:
    """Whether a page holds some words, or an element that CSS names."""
    if proof in text:
        return True
    tree = html.parse(text)
    try:
        if tree.css_first(proof) is not None:
            return True
    except SelectolaxError:
        pass  # words, then
    return fold(proof) in fold(tree.text())


class PagedSource(BaseSource):
    """A source that lists notices which have pages of their own.

    body: CSS for the text on such a page; found when not named.
    """

    body: Css | None = None

    @property
    @abstractmethod
    def opens(self) -> bool:
        """Whether notices are read from their own pages."""

    def open(self, listed: Listed) -> Request | None:
        if not self.opens or listed.url == self.url:  # a notice without a link bears the list's address
            return None
        return replace(self.ask(listed.url), listed=listed)

    def listed(self, entries: Sequence[identity.Marks]) -> Iterator[tuple[int, Listed]]:
        """The notices that a list's entries stand for, each once (Q12), with the place of its entry."""
        garbled = [entry.title for entry in entries if _is_garbled(entry.title)]
        if 2 * len(garbled) > len(entries):
            raise ReadError(
                f'titles came garbled ("{garbled[0][:40]}"); an Accept header or `charset` may mend it'
            )
        seen: set[str] = set()
        for place, (entry, key) in enumerate(zip(entries, identity.keys(entries, self.drop), strict=True)):
            if key in seen:
                continue
            seen.add(key)
            published = self.date_of(entry.date)
            # with a session id in its address the same entry would differ every time
            url = urls.canonical(entry.url) if entry.url else self.url
            printed = entry.date[:LONGEST_DATE] if entry.date else None
            yield place, Listed(key, entry.title, url, entry.number, published, printed)

    def list_or_read(self, listed: Listed, content: Content) -> Listed | Notice:
        """A notice to be opened, or what the list says of it where there is nothing to open."""
        return Notice(listed, content, self.language) if self.open(listed) is None else listed

    def read_page(self, document: Document, listed: Listed) -> Notice:
        """A listed notice from its own page; the page completes what the list cut off or left out."""
        if _same_page(document.url, self.url) and not _same_page(document.request.url, self.url):
            raise ReadError(f"moved to {document.url}, the list that it stood in")  # faults Q08
        content = self.extract(document, self.body)
        told_all = listed.published and not _says_little(listed.title)
        said = about("", content.fields) if told_all else self.about(document, content)
        title = said.title if said.title and _says_little(listed.title) else listed.title
        listed = replace(
            listed,
            title=title,
            number=listed.number or identity.number_of_title(title) or said.number,
            published=listed.published or said.published,
            published_text=listed.published_text or said.published_text,
        )
        return Notice(listed, content, self.language)
