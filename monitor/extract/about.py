"""What a page says about its notice beside the text: title, number, and its three dates.

When it was published (发布日期), signed (成文日期) and takes effect (施行日期) are three facts; where a page
tells only when it was signed, that day stands for its publication.

The tags that publishing systems write for each other are more stable than what people see, so they
go first; `createDate` and its like, which tell when the page was built, are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from monitor import dates, identity
from monitor.extract import html
from monitor.extract.landmarks import Landmarks
from monitor.patterns import regex
from monitor.values import dataclass

_TITLE_METAS = ("articletitle", "og:title", "dc.title", "dcterms.title")
_TITLE_LABELS = ("标题", "名称", "title")
_SITE_NAME = regex(r"\s[-|–—]\s|[_|]")  # what follows in a <title> is the site's name
_DATE_METAS = (
    "pubdate", "firstpublishedtime", "article:published_time", "publishdate", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "datepublished",
)  # fmt: skip
_DATE_LABELS = (
    "发布日期", "发布时间", "公布日期", "印发日期", "发文日期", "published", "published on", "date published",
    "publication date", "date of issue", "issue date", "date issued",
)  # fmt: skip
_WRITTEN_LABELS = ("成文日期", "成文时间", "生成日期")
_EFFECTIVE_LABELS = (
    "施行日期", "实施日期", "生效日期", "effective date", "date effective", "entry into force",
)  # fmt: skip
_NUMBER_LABELS = (
    "文号", "发文字号", "公告文号", "文件编号", "document number", "document no", "notice number", "notice no",
    "circular number", "circular no",
)  # fmt: skip
_CUT = regex(r"(?:…|⋯|\.{3,})$")


@dataclass(frozen=True, slots=True)
class About:
    """What a page says about its notice. published_text: the date as printed. written: when it was signed (成文日期)."""

    title: str | None = None
    number: str | None = None
    published: date | None = None
    published_text: str | None = None
    written: date | None = None
    effective: date | None = None


def is_cut(title: str) -> bool:
    """Whether only the beginning of a title is shown."""
    return _CUT.search(title) is not None


def about(
    page: str | Landmarks,
    fields: Sequence[tuple[str, str]],
    *,
    order: dates.Order | None = None,
    years: dates.Years | None = None,
) -> About:
    """What a page says about its notice.

    page: as HTML, or what was found in its tree; empty where there is none. fields: the labelled facts found on it.
    order: how its source writes days in digits. years: how it counts them.
    """
    metas, headings, head = (
        _told_by(Landmarks(html.parse(page)) if isinstance(page, str) else page) if page else _NOTHING
    )
    labelled = {label.lower(): value for label, value in reversed(fields)}
    titles = chain(
        map(metas.get, _TITLE_METAS), headings, (labelled.get(name) for name in _TITLE_LABELS), (head,)
    )
    printed = [*map(metas.get, _DATE_METAS), *map(labelled.get, (*_DATE_LABELS, *_WRITTEN_LABELS))]
    day, as_printed = _first_day(printed, order, years)
    number = next((labelled[name] for name in _NUMBER_LABELS if labelled.get(name)), None)
    return About(
        title=next((identity.title(title) for title in titles if title and title.strip()), None),
        number=number and (identity.number(number) or number),
        published=day,
        published_text=as_printed,
        written=_first_day(map(labelled.get, _WRITTEN_LABELS), order, years)[0],
        effective=_first_day(map(labelled.get, _EFFECTIVE_LABELS), order, years)[0],
    )


_Told = tuple[dict[str, str], Iterable[str], str]
_NOTHING: _Told = ({}, (), "")


def _told_by(landmarks: Landmarks) -> _Told:
    """What a page's tags for programs say by their names, its headings, and its title without the site's name."""
    metas = dict(map(_meta, reversed(landmarks.metas)))
    return metas, landmarks.headings, _SITE_NAME.split(landmarks.head_title)[0]


def _first_day(
    printed: Iterable[str | None], order: dates.Order | None, years: dates.Years | None
) -> tuple[date | None, str | None]:
    """The first of some printed texts that is a date, with how it is printed."""
    found = ((dates.parse(told, order=order, years=years), told) for told in printed if told)
    return next((one for one in found if one[0] is not None), (None, None))


def _meta(attributes: dict[str, str | None]) -> tuple[str, str]:
    name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
    return name.lower(), attributes.get("content") or ""
