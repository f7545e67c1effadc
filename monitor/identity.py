"""Which notice is which: document numbers in one form, and the key a notice keeps for life.

A key must survive what happens to a notice that stays the same: its site moves, its address gains a
session id, its guid is made anew, a status word flips in its title. So the authority's own number
goes first, then the address, then the feed's guid, and at last title and date together.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from monitor import urls
from monitor.extract.text import fold
from monitor.model import Known, Listed
from monitor.patterns import regex
from monitor.values import dataclass

# -- document numbers ------------------------------------------------------------------------------

_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_OPEN, _CLOSE = "〔\\[【(", "〕\\]】)"
_ISSUER = r"(?P<issuer>[\u4e00-\u9fff][\u4e00-\u9fff 、,]{0,60}?)"
_YEAR = r"(?P<year>(?:19|20)\d{2}|[一二][〇○零O一二三四五六七八九]{3})"
_SERIAL = r"第? ?(?P<serial>\d{1,6}) ?号"
_SPACED = regex(
    # 2026年第34号, 〔2026〕34号, and the kind may follow: 2026年第34号公告
    rf"{_ISSUER} ?[{_OPEN}]? ?{_YEAR} ?(?:年|[{_CLOSE}]) ?{_SERIAL}(?: ?(?P<kind>公告|通告|令))?"
)
_DECREE = regex(r"(?P<issuer>[\u4e00-\u9fff][\u4e00-\u9fff 、,]{0,60}?令) ?第 ?(?P<serial>\d{1,6}) ?号")
_KINDS = ("公告", "通告", "令")  # the kinds counted by "year and number"; files of other kinds use brackets

# An issuer is a name. These words show that the number stands in a sentence about another document.
_SENTENCE = regex(r"关于|的|根据|按照|依据|解读|贯彻|落实|执行|废止|修订|修改|一图读懂")
_ITS_OWN = regex(r"[〕\])】]?(?:$|[ (:《〔【\[—,、-](?! ?(?:附件|更正|解读))|关于|公布|发布)")
_CLOSING = regex(rf"[{_OPEN}]([^()]{{4,60}}号)[{_CLOSE}]$")
_ABOUT_IT = regex(r"解读|答问|问答|答记者问|读懂|图解|说明会|发布会")


def number(text: str) -> str | None:
    """The document number at the start of a text, in the one form we use for it; None without one.

    海关总署公告2026年第34号, 海关总署公告〔2026〕34号 and 海关总署公告（２０２６年 第34号） are the same document
    and all give the first. Numbers of letters and circulars keep their brackets: 财关税〔2026〕12号.
    """
    match = _opening(_plain(text))
    return _written(match) if match else None


@lru_cache(maxsize=2048)
def number_of_title(title: str) -> str | None:
    """The number of the document that a title names as its own.

    It opens the title or closes it in brackets. A title about another document's number (an
    interpretation, a correction, an annex) has none: it must not be taken for that document.
    """
    plain = _plain(title)
    if _ABOUT_IT.search(_outside_quotes(plain)):
        return None
    if opening := _opening(plain):
        return _written(opening) if _ITS_OWN.match(plain, opening.end()) else None
    closing = _CLOSING.search(plain)
    return number(closing[1]) if closing else None


def number_alone(text: str) -> str | None:
    """The number that a line is, and nothing else, as it stands above many notices' text."""
    plain = _plain(text) if len(text) <= 80 else ""
    opening = _opening(plain)
    return _written(opening) if opening and opening.end() == len(plain) else None


def _opening(plain: str) -> re.Match[str] | None:
    match = _SPACED.match(plain) or _DECREE.match(plain)
    return None if match is None or _SENTENCE.search(match["issuer"]) else match


def _written(match: re.Match[str]) -> str:
    found = match.groupdict()
    issuer = re.sub(r"[ 、,]", "", match["issuer"]) + (found.get("kind") or "")
    serial = match["serial"].lstrip("0") or "0"
    if "year" not in found:
        return f"{issuer}第{serial}号"
    year = match["year"].translate(_DIGITS)
    return f"{issuer}{year}年第{serial}号" if issuer.endswith(_KINDS) else f"{issuer}〔{year}〕{serial}号"


def _plain(text: str) -> str:
    """Width narrowed (brackets and digits too), unseen marks gone, blanks folded."""
    narrow = unicodedata.normalize("NFKC", text)
    if narrow.isprintable():
        return " ".join(narrow.split())
    seen = "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split())


def _outside_quotes(text: str) -> str:
    return re.sub(r"《[^》]*》", "", text) or text


# -- titles ----------------------------------------------------------------------------------------

_STATUS_WORDS = "进行中|正在进行|征集中|正在征集|征求意见中|未开始|已结束|已截止|已反馈|置顶|最新|热点|推荐|open|closed|new|hot"
_STATUS = rf"[【\[(（［]\s*(?:{_STATUS_WORDS})\s*[】\])）］]"
_LEADING = regex(rf"^(?:\s*{_STATUS})+[\s\-–—]*", re.IGNORECASE)
_TRAILING = regex(rf"[\s\-–—]*(?:{_STATUS}\s*)+$", re.IGNORECASE)


LONGEST_TITLE = 5_000  # characters, 20 KB at most (C17); what is cut off is shown by its sign


@lru_cache(maxsize=2048)  # asked several times of each title on a list
def title(printed: str) -> str:
    """A title as it is kept: on one line, without the status word a consultation wears for a while.

    【进行中】 becomes (已结束) though the document stays the same.
    """
    line = fold(printed)
    if len(line) > LONGEST_TITLE:
        return line[:LONGEST_TITLE] + "…"
    return _TRAILING.sub("", _LEADING.sub("", line)) or line


def is_status(text: str) -> bool:
    """Whether a text is nothing but a consultation's status word."""
    return _LEADING.fullmatch(text) is not None


def is_cut_of(short: str, full: str) -> bool:
    """Whether one wording of a title is the other one cut off, or nothing beside it."""
    if len(full) <= len(short):
        return False
    begun, whole = letters(short), letters(full)
    return whole.startswith(begun) and whole != begun


@lru_cache(maxsize=2048)  # asked several times of each title on a list
def letters(printed: str) -> str:
    """A title without what does not tell titles apart: width, case, blanks, punctuation, status words, and
    letters of another alphabet that only look like those of their word (faults C28).
    """
    plain = _plain(title(printed)).casefold()
    if not plain.isascii():
        plain = _of_one_alphabet(plain.translate(_UNSEEN))
    return "".join(filter(str.isalnum, plain))


# Letters of Cyrillic and Greek and the Latin ones that are drawn the same, small or as capitals.
_TO_LATIN = str.maketrans("асԁеһіјӏорԛѕԝхуѵвкмнтοανυρικ", "acdehijlopqswxyvbkmhtoavupik")
_TO_CYRILLIC = str.maketrans("abcehijkmopstxyοανυρ", "авсеніјкморѕтхуоауур")
_WORD = regex("[a-z\u00df-\u024f\u0370-\u052f]+")
_UNSEEN = dict.fromkeys((0x115F, 0x1160, 0x3164))  # letters by name, of which nothing is to be seen


def _of_one_alphabet(plain: str) -> str:
    """A title, each word of two alphabets in one: that of most of the title, if it then is; else as it was."""
    foreign, latin = _foreign(plain), sum("a" <= letter <= "z" for letter in plain)
    if not foreign or not latin:
        return plain
    tables = (_TO_LATIN, _TO_CYRILLIC) if latin >= foreign else (_TO_CYRILLIC, _TO_LATIN)

    def one(word: re.Match[str]) -> str:
        if _is_of_one(word[0]):
            return word[0]
        return next(filter(_is_of_one, (word[0].translate(table) for table in tables)), word[0])

    return _WORD.sub(one, plain)


def _is_of_one(word: str) -> bool:
    return _foreign(word) in (0, len(word))


def _foreign(text: str) -> int:
    """How many letters are Greek or Cyrillic."""
    return sum("\u0370" <= letter <= "\u052f" for letter in text)


# -- keys ------------------------------------------------------------------------------------------


LONGEST_KEY = 400  # characters; PostgreSQL indexes at most 2,704 bytes


@dataclass(frozen=True, slots=True)
class Marks:
    """What a list tells of one notice that it could be known by. date: as printed, or ISO 8601."""

    title: str
    number: str | None = None
    url: str | None = None
    guid: str | None = None
    date: str | None = None


def keys(entries: Sequence[Marks], drop: tuple[str, ...] = ()) -> list[str]:
    """The key of every entry of one document, in order; entries with equal keys are the same notice.

    The first of number, canonical address, guid that is the entry's own; else title and date. A mark
    that entries of different titles share in one document is nobody's identity (faults Q13).
    drop: query parameters that are no part of an address, beside those that never are.
    """
    keep = telling(((entry.title, entry.url) for entry in entries), drop)
    marks = [list(_marks(entry, drop, keep)) for entry in entries]
    wearers: dict[str, set[str]] = {}
    for entry, mine in zip(entries, marks, strict=True):
        for mark in mine:
            wearers.setdefault(mark, set()).add(letters(entry.title))
    return [_short(next((mark for mark in mine if len(wearers[mark]) == 1), mine[-1])) for mine in marks]


def _short(key: str) -> str:
    """A key that every database can index (faults C26); a long one keeps its beginning, for people."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:LONGEST_KEY]} {hashlib.sha256(key.encode()).hexdigest()[:32]}"


def telling(links: Iterable[tuple[str, str | None]], drop: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The parameters that look like a session id, and by which alone links of one list lead to different notices.

    links: title and address of each. Two links of one title are one notice, whose session may have changed,
    and words that stand on links to several pages ("more") are no title.
    """
    alike: dict[str, dict[str, dict[str, str]]] = {}  # by what else the address says, then by title
    pages: dict[str, set[str]] = {}
    for title, url in links:
        if url and (found := urls.dice(url, drop)):
            rest, name = address(url, drop), letters(title)
            alike.setdefault(rest, {}).setdefault(name, found)
            pages.setdefault(name, set()).add(rest)
    keep: set[str] = set()
    for by_title in alike.values():
        titled = [found for name, found in by_title.items() if len(pages[name]) == 1]
        keep |= {name for found in titled for name in found if len({one.get(name) for one in titled}) > 1}
    return tuple(sorted(keep))


def address(url: str, drop: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> str:
    """An address as identity: a site that turns to https publishes nothing anew.

    keep: what looks like a session id and is none, as `telling` says.
    """
    return urls.canonical(url, drop, keep).replace("http://", "https://", 1)


def _marks(entry: Marks, drop: tuple[str, ...], keep: tuple[str, ...]) -> Iterator[str]:
    if entry.number:
        yield entry.number
    if entry.url:
        yield address(entry.url, drop, keep)
    if entry.guid:
        yield entry.guid
    yield f"{letters(entry.title)} {entry.date or ''}".strip()


# -- the same notice under another key -------------------------------------------------------------


def recognised(
    listed: Sequence[Listed], known: Mapping[str, Known], drop: tuple[str, ...] = ()
) -> dict[str, str]:
    """For listed keys we do not know: the known key of the same notice, where there is no doubt.

    A notice that gains or loses its number, or whose address moves, keeps the key it had. It is known
    again by its address, or by title and date, when exactly one known notice that is no longer listed
    could be meant and nobody else lays claim to it. Two different numbers are two documents.
    """
    present = {entry.key for entry in listed}
    standing = {key: notice.listed for key, notice in known.items() if not notice.removed}
    places = _own_addresses(listed, drop) & _own_addresses(list(standing.values()), drop)
    gone: dict[object, set[str]] = {}
    for key, entry in standing.items():
        if key not in present:
            for trace in _traces(entry, places, drop):
                gone.setdefault(trace, set()).add(key)
    found: dict[str, str] = {}
    claims: Counter[str] = Counter()
    for entry in {entry.key: entry for entry in listed if entry.key not in known}.values():
        traces = _traces(entry, places, drop)
        candidates = {key for trace in traces for key in gone.get(trace, ())}
        candidates = {key for key in candidates if _may_be(entry, standing[key])}
        claims.update(candidates)
        if len(candidates) == 1:
            found[entry.key] = candidates.pop()
    return {key: old for key, old in found.items() if claims[old] == 1}


_OWN_TITLE = 8  # letters of a title that one notice alone bears


def _own_addresses(entries: Sequence[Listed], drop: tuple[str, ...]) -> set[str]:
    """The addresses, and their paths, that one notice alone has; one that several share is nobody's (faults Q13)."""
    found = [address(url, drop) for _, url in {(entry.key, entry.url) for entry in entries}]
    wearers = Counter([*found, *map(_path, found)])
    return {place for place, count in wearers.items() if count == 1}


def _path(place: str) -> str:
    """An address without its host: what stays when a site takes another name."""
    return f"/{place.split('/', 3)[3]}"


def _traces(entry: Listed, places: set[str], drop: tuple[str, ...]) -> list[object]:
    """What a notice could be known by again, when its key is another one."""
    traces: list[object] = [place] if (place := address(entry.url, drop)) in places else []
    if entry.published and (bare := letters(entry.title)):
        traces.append((bare, entry.published))
    if entry.number:
        traces.append(("number", entry.number))
    path = _path(place)
    if path in places and len(letters(entry.title)) >= _OWN_TITLE:  # the site has another name now
        traces.append((path, letters(entry.title)))
    return traces


def _may_be(entry: Listed, known: Listed) -> bool:
    return not entry.number or not known.number or entry.number == known.number


# -- the same notice on several sites --------------------------------------------------------------

_PARTS = regex(r"(?P<issuer>.*?)(?:(?:19|20)\d{2}年第|〔\d{4}〕|第)\d{1,6}号")
_STATE = "中华人民共和国"
_SHORTEST_NAME = 2  # letters of an issuer
_LONG_TITLE = 24  # letters, a Chinese one counting for two; shorter titles stand on many sites


def shared(listed: Listed, *, home: str, official: bool) -> bytes | None:
    """The same value for one notice on several sites of a country, None where nothing sure is known (M19).

    A number with its issuer says it alone; one without needs the title as well; without a number a long
    title and the day say it. The press is never a copy of an authority. home: the jurisdiction.
    """
    mark = _mark_everywhere(listed) if official else None
    return hashlib.sha256(f"{home}\n{mark}".encode()).digest()[:16] if mark else None


def _mark_everywhere(listed: Listed) -> str | None:
    bare = letters(listed.title)
    if listed.number and not _ABOUT_IT.search(_outside_quotes(_plain(listed.title))):
        written = _PARTS.fullmatch(listed.number)
        issuer = re.sub("|".join(_KINDS), "", written["issuer"].removeprefix(_STATE)) if written else ""
        if len(issuer) >= _SHORTEST_NAME:
            return listed.number.removeprefix(_STATE)
        return f"{listed.number}\n{bare}" if len(bare) >= _LONG_TITLE // 3 else None
    weight = len(bare) + sum("\u4e00" <= sign <= "\u9fff" for sign in bare)
    if listed.published is None or listed.number or weight < _LONG_TITLE:
        return None
    return f"{listed.published}\n{bare}"
