"""Places in an address that are filled in when it is asked for.

    https://a.example/notices/{year}/index.html            the calendar, by the source's own clock
    https://a.example/list?page={page}&from={offset}       which page of a list
    /view.do?key={a@onclick(1)}                            a value from the page or answer at hand

Calendar: `{year}` 2026, `{month}` 1, `{mm}` 01, `{day}` 5, `{dd}` 05, `{date}` 2026-01-05, `{date-30d}` thirty
days earlier. Pages: `{page}` counts from 1, `{page-1}` from 0, `{offset}` counts notices from 0.
What else stands in braces is a value: see `monitor.sources.base.values`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from difflib import get_close_matches
from urllib.parse import quote, urlsplit

from monitor import urls
from monitor.errors import ReadError
from monitor.extract.text import clean
from monitor.patterns import regex

_CALENDAR = regex(r"\{(year|month|mm|day|dd|date)(?:-(\d{1,4})d)?\}")
_NUMBERED = regex(r"\{(?:page(?:([+-])(\d{1,4}))?|(offset))\}")
_PLACE = regex(r"\{([^{}]*)\}")
_NAMES = ("year", "month", "mm", "day", "dd", "date", "date-30d", "page", "page-1", "offset")
_SAMPLE = datetime(2026, 1, 2)  # noqa: DTZ001 - never shown, only filled in to see whether an address comes of it
_BACK = {
    "day": (0, 1, 2, 3),
    "month": (0, 7),
    "year": (0, 31),
}  # days in which the former page is asked as well

# -- the calendar ----------------------------------------------------------------------------------


def dated(written: str, day: datetime) -> str:
    """The address as it is on a day, which is the source's own."""
    return _CALENDAR.sub(lambda place: _of_day(place, day), written)


def editions(written: str, now: datetime) -> tuple[str, ...]:
    """The addresses to ask, the newest first: this year's, and in January last year's as well.

    Where the month is named, the former one is asked in the first seven days; where the day is, the last
    four days are: gazettes rest at week-ends, and a notice may be put in late.
    """
    if "{" not in written:
        return (written,)
    named = {place[1] for place in _CALENDAR.finditer(written)}
    unit = (
        "day"
        if named & {"day", "dd"}
        else "month"
        if named & {"month", "mm"}
        else "year"
        if "year" in named
        else None
    )
    back = _BACK[unit] if unit else (0,)
    return tuple(dict.fromkeys(dated(written, now - timedelta(days=days)) for days in back))


def is_dated(written: str) -> bool:
    """Whether an address turns into another one with the calendar; a window that slides by a day does not count."""
    return "{" in written and any(place[1] != "date" for place in _CALENDAR.finditer(written))


def _of_day(place: re.Match[str], day: datetime) -> str:
    day -= timedelta(days=int(place[2] or 0))
    told = {
        "year": f"{day:%Y}", "month": str(day.month), "mm": f"{day:%m}",
        "day": str(day.day), "dd": f"{day:%d}", "date": f"{day:%Y-%m-%d}",
    }  # fmt: skip
    return told[place[1]]


# -- pages -----------------------------------------------------------------------------------------


def numbered(written: str, page: int, size: int | None = None) -> str:
    """The text for one page of a list. size: notices on a page, for `{offset}`."""

    def number(place: re.Match[str]) -> str:
        sign, by, offset = place.groups()
        if offset:
            return str((page - 1) * (size or 0))
        return str(page + int(f"{sign}{by}") if by else page)

    return written if "{" not in written else _NUMBERED.sub(number, written)


def is_numbered(written: str) -> bool:
    return _NUMBERED.search(written) is not None


def counts_notices(written: str) -> bool:
    """Whether `{offset}` stands in it, which is known only with the size of a page."""
    return any(place[3] for place in _NUMBERED.finditer(written))


# -- values ----------------------------------------------------------------------------------------


def of_values(written: str) -> Iterator[str]:
    """The values that a text asks for, beside calendar and page."""
    for place in _PLACE.finditer(written):
        if not (_CALENDAR.fullmatch(place[0]) or _NUMBERED.fullmatch(place[0])):
            yield place[1]


def filled(written: str, value: Callable[[str], str | None], base: str) -> str:
    """The address with its values, each encoded for its place. Raises ReadError when one is missing or leads away.

    A value at the very beginning may be a whole address; elsewhere it can change neither host nor path upwards.
    """
    opening = _PLACE.match(written)
    start = _needed(opening[1], written, value) if opening else ""
    rest = written[opening.end() :] if opening else written
    pieces, query, at = [start], "?" in start, 0
    for place in _PLACE.finditer(rest):
        before = rest[at : place.start()]
        query = query or "?" in before or "#" in before
        found = _needed(place[1], written, value)
        is_query = place[1].endswith("&")  # encoded already
        pieces += [before, found if is_query else quote(found, safe="" if query else "/")]
        at = place.end()
    address = urls.join(base, "".join([*pieces, rest[at:]]))
    if address is None:
        raise ReadError(f'"{written}" came out as "{"".join(pieces)[:200]}", which is no http address')
    if not opening and urls.host(address) != urls.host(urls.join(base, _PLACE.sub("", written)) or base):
        raise ReadError(f'"{written}" came out as {address[:200]}, which is on another host')
    if not opening and "/../" in f"{urlsplit(''.join([*pieces, rest[at:]])).path}/":
        raise ReadError(f'"{written}" came out with a path that leads upwards')
    return address


def with_values(written: str, value: Callable[[str], str | None]) -> str:
    """A text that is no address, such as a form's field, with its values as they are."""
    return _PLACE.sub(lambda place: _needed(place[1], written, value), written)


def _needed(what: str, written: str, value: Callable[[str], str | None]) -> str:
    found = clean(value(what) or "")
    if not found:
        raise ReadError(f'"{{{what}}}" found nothing to put into "{written}"')
    return found


# -- what a person may write -------------------------------------------------------------------------


def check_address(written: str) -> str:
    """An address of which calendar and page may be left open. ValueError says what is wrong with it."""
    sample = sample_of(written)
    for name in re.findall(r"\{([A-Za-z][\w+-]*)\}", sample):
        near = get_close_matches(name, _NAMES, n=1)
        hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(_NAMES)}"
        raise ValueError(f'"{{{name}}}" stands for nothing in an address, {hint}')
    if sample == written:
        return urls.parse(written)
    if "{" in urlsplit(written).netloc:
        raise ValueError(f'"{written}" leaves open whose address it is, write the host out')
    urls.parse(sample)
    found = [place[0] for place in _PLACE.finditer(written) if sample_of(place[0]) != place[0]]
    kept = {place: f"7place{number}place7" for number, place in enumerate(found)}
    for place, name in kept.items():
        written = written.replace(place, name)
    parsed = urls.parse(written)
    for place, name in kept.items():
        parsed = parsed.replace(name, place)
    return parsed


def sample_of(written: str) -> str:
    """The text with a calendar and a page in it, for who looks whether an address comes of it."""
    return numbered(dated(written, _SAMPLE), 2)


def check_link(written: str) -> str:
    """An address, whole or from the site's root or page, in which values may stand."""
    whose = urlsplit(_PLACE.sub("{}", written)).netloc.removesuffix("{}")
    if "{" in whose or "://{" in written:
        raise ValueError(f'"{written}" leaves open whose address it is, write the host out')
    if urls.join("https://host.example/list/", _PLACE.sub("/1", sample_of(written))) is None:
        raise ValueError(
            f'"{written}" is no address, write it like /notice/{{id}} or https://a.example/notice/{{id}}'
        )
    return written


def fits(written: str, address: str) -> bool:
    """Whether an address is one that comes of a text with calendar and page in it."""
    if "{" not in written:
        return written == address
    pieces = re.split(r"\{[^{}]*\}", written)
    return re.fullmatch(r"[\d-]{1,12}".join(map(re.escape, pieces)), address) is not None
