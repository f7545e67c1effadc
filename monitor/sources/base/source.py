"""The keys and the reading that all kinds share."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator
from selectolax.lexbor import SelectolaxError

from monitor import dates, urls
from monitor.errors import ReadError, SuspiciousError
from monitor.extract import charset, extract, html, sniff
from monitor.extract.about import About, about
from monitor.extract.landmarks import Landmarks
from monitor.extract.text import fold
from monitor.model import (
    Access,
    Attachment,
    Content,
    Document,
    Flaw,
    Listed,
    Notice,
    Request,
    Table,
    Text,
    Tls,
    Verdict,
)
from monitor.patterns import regex
from monitor.sources.base import orders, places
from monitor.sources.base.keys import (
    Address,
    Charset,
    Cookies,
    Cron,
    Css,
    Headers,
    Id,
    Jurisdiction,
    Language,
    Pause,
    Phrase,
    TlsKeys,
    Where,
    ZoneName,
)
from monitor.sources.base.proposal import texts_of

if TYPE_CHECKING:
    from monitor.compare import Guide

Found = Listed | Notice | Request | Flaw

PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"  # Accept, for what people read in a browser

# What says when to look, whom it concerns and what to do with it, but not what is read.
_NOT_READING = {
    "authority", "tier", "every", "cron", "reread", "announce_since", "at_least", "counts",
    "proxy", "tls", "cookies", "cookies_from", "robots", "ignore", "keep", "row_key",
}  # fmt: skip

MOST_PHRASES = 50  # of one sort a source; each is looked for in every text that changed
_IGNORE = (
    "Phrases that are noise in this source. Plain words; {number}, {date} and {time} stand for any of these, {any} for "
    "whatever else stands in the block. Without {any} a phrase is taken out wherever it stands and the rest is compared; "
    "with {any} it must fit the whole block."
)
_KEEP = (
    "Phrases that are never noise in this source, written as in ignore: a block in which one stands is compared in full, "
    "whatever the built-in rules, ignore or what was learned say."
)
_ROW_KEY = "The columns that rows of this source's tables are known by, as the table's head names them."

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

    at_least: fewer notices than this is a fault, not a quiet week; 0: an empty list is fine where the page proves
    that it is empty. counts: whether the page's own "1-20 of 52" is held against what was read. proof: CSS, or words, that only a
    real page of this source holds (faults Q03). date_order: dmy or mdy, for 03/04/2026 (else as its country writes). drop: query
    parameters that are no part of an address (Q22). remove: CSS of what is taken out of a page before it is read. url: may name the calendar, `/notices/{year}/index.html`
    (`monitor.sources.base.places`). attachments: of which the files are fetched; `site`: those that lie on the site of the
    source or of the notice. fetch: `saved` means that a person hands its pages in. wait_for: CSS that a rendered
    page must hold before it is read. proxy: one of the settings' proxies by name. cookies_from: an address that is
    asked first, for its cookies. robots: whether robots.txt is obeyed. whole: the list shows all there is, so whatever is missing from it has gone.
    ignore, keep: phrases that are noise here, and phrases that never are, whatever else says so: plain words in which {number}, {date}, {time}
    stand for any of these and {any} for the rest of a block (`monitor.compare.noise.phrases`). row_key: the columns by which rows of tables are known.
    """

    # built when a source is: most classes here are only made from, and start-up time counts
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)

    id: Id
    authority: Annotated[str, Field(min_length=1)]
    jurisdiction: Jurisdiction
    language: Language = "en"
    tier: Literal["official", "secondary"] = "official"
    kind: str
    url: Where
    fetch: Literal["http", "browser", "saved"] = "http"
    every: Pause = timedelta(hours=6)
    cron: Cron | None = None
    reread: tuple[Pause, ...] = tuple(timedelta(days=days) for days in (1, 3, 7, 30, 90))
    announce_since: date | None = None
    at_least: Annotated[int, Field(ge=0)] = 1
    counts: Literal["believe", "ignore"] = "believe"
    headers: Headers = {}
    wait_for: Css | None = None
    proxy: Annotated[str, Field(min_length=1)] | None = None
    tls: TlsKeys = TlsKeys()
    cookies: Cookies = {}
    cookies_from: Address | None = None
    robots: Literal["obey", "ignore"] = "obey"
    proof: Annotated[str, Field(min_length=2)] | None = None
    timezone: ZoneName | None = None
    charset: Charset | None = None
    date_order: dates.Order | None = None
    drop: tuple[str, ...] = ()
    remove: Css | None = None
    attachments: Literal["site", "all", "none"] = "site"
    whole: bool = False
    ignore: Annotated[tuple[Phrase, ...], Field(max_length=MOST_PHRASES, description=_IGNORE)] = ()
    keep: Annotated[tuple[Phrase, ...], Field(max_length=MOST_PHRASES, description=_KEEP)] = ()
    row_key: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...], Field(max_length=10, description=_ROW_KEY)
    ] = ()

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.cron is not None and "every" in self.model_fields_set:
            raise ValueError("every and cron both say when to look, keep one of them")
        if places.is_numbered(self.url) and not hasattr(self, "pages"):
            raise ValueError(
                f"a source of kind {self.kind} has one page, so {{page}} in its url says nothing"
            )
        if self.wait_for is not None and self.fetch != "browser":
            raise ValueError("wait_for is for pages that a script fills, it needs fetch: browser")
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

    def further(self, document: Document, now: datetime) -> Request | None:  # noqa: ARG002 - for lists of several pages
        """The list page after this one, however many are read as a rule; None when there is none."""
        return None

    one_edition: ClassVar[bool] = False  # of several editions only the newest that is there is read
    rolls: ClassVar[bool] = (
        False  # the list is the latest in an order of its own; whatever is not in it may have rolled off
    )

    def is_on_the_way(self, document: Document) -> bool:  # noqa: ARG002 - for the kinds whose notices have pages
        """Whether an answer without a text leads to one, as this source's pages may."""
        return False

    def is_its_own(self, document: Document) -> bool:
        """Whether an answer holds what only this source's pages hold, whatever else stands on it."""
        return self.proof is not None and _holds(self.text(document), self.proof)

    def own_text(self, document: Document) -> str:  # noqa: ARG002 - for the kinds that name where a text stands
        """The text in the element that the source names for it; empty where it names none."""
        return ""

    # -- addresses with the calendar in them -------------------------------------------------------

    def editions(self, now: datetime, accept: str = PAGE) -> Iterator[Request]:
        """What to ask for, the newest edition first. Where there are several, each may be missing, but not all."""
        found = places.editions(self.url, now.astimezone(self.zone))
        for address in found:
            yield replace(self.ask(places.numbered(address, 1), accept), spare=len(found) > 1)

    def has_turned(self, since: datetime, now: datetime) -> bool:
        """Whether the calendar made the list another one: last year's notices stand in it no more, and none has gone."""
        return places.is_dated(self.url) and set(self._addresses(since)) != set(self._addresses(now))

    @property
    def shows_all(self) -> bool:
        """Whether what its list does not show has gone: the list is whole, and not only the part of one year."""
        return self.whole and (self.one_edition or not places.is_dated(self.url))

    def _addresses(self, now: datetime) -> tuple[str, ...]:
        return places.editions(self.url, now.astimezone(self.zone))

    def home(self, asked: Request) -> str:
        """The address that stands for the list that was asked for, on whatever page."""
        first = places.numbered(self.url, 1)
        return asked.url if "{" in first else first

    def is_home(self, address: str) -> bool:
        """Whether an address is the source's own, in whatever year and on whatever page."""
        return places.fits(self.url, address)

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
    def guide(self) -> Guide:
        """How versions of its notices are compared, as far as its keys say."""
        from monitor.compare.guide import Guide  # after the first fetch, when the room is needed anyway

        return Guide(self.ignore, self.keep, self.row_key)

    @property
    def zone(self) -> ZoneInfo:
        """The authority's clock: as configured, else its country's, else UTC (faults T06)."""
        return ZoneInfo(self.timezone or _CLOCKS.get(self.jurisdiction, "UTC"))

    @property
    def access(self) -> Access:
        """How every request of this source is made."""
        return Access(
            jar=self.id,
            home=self.url,
            browser=self.fetch == "browser",
            wait_for=self.wait_for,
            proxy=self.proxy,
            tls=Tls(self.tls.ca, self.tls.pin, legacy=self.tls.legacy),
            cookies=tuple(sorted(self.cookies.items())),
            cookies_from=self.cookies_from,
            robots=self.robots == "obey",
        )

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
                f'the answer does not hold its proof "{self.proof}": it is not the page that was meant',
                Verdict.WRONG,
            )

    def text(self, document: Document) -> str:
        return charset.decode(document.body, self.content_type(document)).text

    def is_page(self, document: Document) -> bool:
        """Whether the answer is HTML. Raises ReadError for something else than its address promises (C32)."""
        return sniff.settle(document.body, document.url, document.header("Content-Type")) in ("html", "xml")

    def extract(self, document: Document, selector: str | None = None) -> Content:
        """What a document says, as far as it can be read; see `extract_with_page`."""
        return self.extract_with_page(document, selector)[0]

    def extract_with_page(
        self, document: Document, selector: str | None = None
    ) -> tuple[Content, html.Page | None]:
        """What a document says, as far as it can be read, and the page it was read from; None of a file.

        selector: CSS. The labelled facts around the text (文号, 效力) and the files beside it are taken from the
        whole page: an authority may repeal a notice without touching a word of it, and links its annexes below.
        """
        if not self.is_page(document):
            content = extract(
                document.body,
                content_type=self.content_type(document),
                name=document.url,
                parse=document.parse,
            )
            return _as_file(document, content) if content.unread else content, None
        ours = urls.host(document.request.url) == urls.host(self.url)
        if ours:  # a list may lead to other authorities, whose pages are built otherwise
            self.prove(document)
        page = self.page(document)
        whole = page.whole()
        if not whole.blocks and not whole.attachments and (leads := _LEADS_ON.search(page.text)):
            raise ReadError(
                f"the page has no text and leads on by script to {leads[1][:200]}; where that is an article "
                "of the same site, `stubs: follow` goes there",
                Verdict.MOVED,
            )  # C05
        content = whole
        if selector is not None:
            try:
                content = page.selected(selector)
                files = dict.fromkeys(
                    (*content.attachments, *whole.attachments)
                )  # they often stand below the text
                content = replace(content, fields=whole.fields or content.fields, attachments=tuple(files))
            except SuspiciousError:
                if ours:
                    raise
            except ReadError as error:
                if ours:
                    raise ReadError(f"{error}; {texts_of(page.text)}", error.verdict) from error  # faults Q06
        told = [a for a in content.attachments if sniff.expected(a.url, None) != "picture"]
        if not content.blocks and not told:  # scanned pages are no text
            content = replace(content, unread="the page shows no text")
        return content, page

    def leads_on(self, document: Document) -> str | None:
        """Where a page without text leads on by script, if that is on its own site (C05)."""
        if not self.is_page(document):
            return None
        text = self.text(document)
        found = _LEADS_ON.search(text)
        target = urls.join(document.url, found[1]) if found else None
        if target is None or target == document.url or not urls.same_site(target, document.url):
            return None
        whole = html.read_text(text, base_url=document.url)
        return None if whole.blocks or whole.attachments else target

    def text_in(self, document: Document, selector: str | None) -> str:
        """The text in an element of a page; empty without one."""
        if selector is None or not self.is_page(document):
            return ""
        blocks = self.page(document).selected(selector).blocks
        rows = (row for block in blocks if isinstance(block, Table) for row in (block.columns, *block.rows))
        said = [block.text for block in blocks if isinstance(block, Text)]
        return "\n".join([*said, *map(" ".join, rows)])

    def page(self, document: Document) -> html.Page:
        """An answer in HTML, without what is not to be read of it."""
        return html.Page(self.text(document), document.url, remove=self.remove)

    def about(self, page: html.Page | None, content: Content) -> About:
        """What a page says about its notice; only what its fields say when it is a file."""
        told: str | Landmarks = "" if page is None else page.text if self.remove else page.landmarks
        return about(told, content.fields, order=self.order, years=self.years)

    def titled(self, document: Document) -> str | None:
        """The title that a notice's own page gives it."""
        return self.about(self.page(document), Content()).title if self.is_page(document) else None

    @property
    def order(self) -> dates.Order | None:
        """Which of 03/04/2026 is the day: as configured, else as the source's country writes."""
        return self.date_order or orders.of_country(self.jurisdiction)

    @property
    def years(self) -> dates.Years | None:
        """How the source counts years beside ours, by its country and language."""
        return orders.years_of(self.jurisdiction, self.language)

    def date_of(self, printed: str | None) -> date | None:
        """The calendar date that a source prints; None for what is no date, which is no reason to drop anything."""
        if printed is None:
            return None
        if moment := _moment(printed):
            return moment.astimezone(self.zone).date()
        return dates.parse(printed, order=self.order, years=self.years)


# -- reading the small things -------------------------------------------------------------------------


_LEADS_ON = regex(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|\bhref\s*:)\s*["']([^"']{1,2000})["']"""
)


def _moment(printed: str) -> datetime | None:
    """A point in time, as programs write it: seconds or milliseconds since 1970, or with a zone."""
    if re.fullmatch(r"\d{10}|\d{13}", printed):
        return datetime.fromtimestamp(int(printed[:10]), UTC)
    if (
        ":" not in printed
    ):  # a point in time says its hour; titles, which are looked at as well, mostly do not
        return None
    try:
        moment = datetime.fromisoformat(printed) if printed[:4].isdigit() else parsedate_to_datetime(printed)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


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
