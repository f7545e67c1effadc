"""Why a line, or a piece of it between bars, is only the page speaking of itself; in any language we know words of.

A piece is known to its last letter: a label and the number, moment or token behind it, or a word of a tool. So a
sentence that begins with the same words is never taken for it.
"""

from __future__ import annotations

import re
from functools import cache

from monitor import calendars
from monitor.compare.noise import sayings, widgets
from monitor.compare.noise.sayings import COUNTER, MADE, TECHNICAL
from monitor.extract.chrome import heads_related, says_something
from monitor.patterns import regex

LONGEST = 160  # characters of a piece
_LABEL = 60  # characters of a label
_NUMBER = r"\d{1,12}(?:[.,' ٬]\d{3}){0,4}"
_COUNT = regex(rf"[:=#()]*{_NUMBER}[)\]]?")
_COUNTED = regex(
    rf"[ :=]{{0,3}}{_NUMBER} ?(?:人次|次|人|回|명|회|lần|lượt|ครั้ง|คน|kali|veces|vezes|fois|раз|чел)?"
)
_BEFORE = regex(rf"\(?({_NUMBER}) ?")
_CLOCK_WITH_SECONDS = regex(r"\d{1,2}:\d{2}:\d{2}")
_TIME = regex(r"\d{1,2}[:.h時时点시]\d{2}")
# an hour, a year, three numbers of a date, or a number beside the name of a month
_DAY_OR_HOUR = regex(
    r"\d{1,2}[:h时時点시]\d{2}|(?<![\d.,])\d{4}(?![\d,])|\d{1,2}([-/.])\d{1,2}\1\d{2}(?!\d)|\d{1,2} ?[月월]|\d{1,2}\.? (?:de )?[^\W\d_]{3}"
)
_WORD = regex(r"[^\W\d_][^\W\d_'.]*")
_TOKEN = regex(
    r"[:=#]?(?=[^\s]{0,79}\d)[\w./+:@=-]{2,80}(?: ?(?:ms|s|sec|seconds|秒|毫秒|мс|с))?\.?", re.IGNORECASE
)
_USER = regex(r"[:=]?[^\s:;,]{1,30}")
_SIGNS = " :=-·,.;()[]/#\"'*>«»|!"
# of letters, Latin or Cyrillic
_SIZES = regex(r"(?:[a\u0430][-+]{0,2}|[大中小])(?: ?(?:[a\u0430][-+]{0,2}|[大中小])){0,4}")
_JOINTS = regex(r"[:,/]")  # between tools
_CODE = regex(r"\d{4}\.\d\d(?:\.\d+)*")
_BARS = regex(r"[|·]")
_OF_PAGES = regex(
    r"(?:第\d{1,6}/\d{1,6}|\d{1,6}/\d{1,6})(?:页|頁|ページ|페이지)|(?:全|총|共|계)\d{1,9}(?:件|건|条|筆|笔)(?:中|,)?.{0,30}(?:件|건|페이지|页|頁)?(?:を?表示)?"
    r"|(?:page|página|pagina|halaman|muka surat|trang|หน้า(?:ที่)?|страница|стр\.?|صفحة|الصفحة|sayfa|seite) ?\d{1,6} ?(?:/|of|de|sur|dari|daripada|trên|trong|จาก|из|من|von|ใน) ?\d{1,6}"
    r"|(?:showing|displaying|mostrando|exibindo|affichage de|menampilkan|memaparkan|hiển thị|แสดง|показано|показаны|عرض|gösterilen|results|resultados|ergebnisse|записи)[: ]{0,2}"
    r"\d{1,9}[^\d%]{1,12}\d{1,9}[^\d%]{1,12}\d[\d.,]{0,12}(?: ?[^\W\d_]{1,12}){0,2}",
    re.IGNORECASE,
)  # fmt: skip


def bars(form: str) -> list[str]:
    """The pieces of a normal form between its bars; one where it has none."""
    return [piece.strip(" ") for piece in _BARS.split(form)] if "|" in form or "·" in form else [form]


def reason(piece: str) -> str | None:
    """Why a piece of a line, in its normal form, means nothing; None when it may mean something."""
    if len(piece) > LONGEST:
        return None
    small = piece.casefold().strip(_SIGNS)
    if not small:
        return None
    if all(_is_tool(word.strip(_SIGNS)) for word in _JOINTS.split(small)):
        return "a tool of the page"
    if _is_row_of_tools(small):
        return "a row of tools of the page"
    if heads_related(piece):
        return "the heading of a box with other notices"
    return (
        _labelled(small)
        or _counted(small)
        or _row_of_counters(small)
        or _pager(small)
        or _clock(small)
        or _made_by(small)
        or _neighbour(small)
        or _rights(small)
        or widgets.reason(small)
    )


def _is_tool(word: str) -> bool:
    return word in sayings.tools() or _SIZES.fullmatch(word) is not None


_LONGEST_ROW = 60  # characters
_OF_LETTERS = frozenset({"a", "\u0430", "大", "中", "小"})
_BESIDE_A_TOOL = frozenset(" :-+,./()[]|·")


def _is_row_of_tools(small: str) -> bool:
    """Tools in a row, one to set the letters among them, and one more: Listen A- A A+ Print.

    A normal form has lost some of its blanks, so words are looked for wherever the one before them ends.
    """
    if len(small) > _LONGEST_ROW or any(map(str.isdigit, small)) or _OF_LETTERS.isdisjoint(small):
        return False
    bare = small.replace(" ", "")
    reached: dict[int, tuple[int, int]] = {0: (0, 0)}  # place -> letters, other tools before it
    for start in range(len(bare)):
        if start not in reached:
            continue
        letters, tools = reached[start]
        if bare[start] in _BESIDE_A_TOOL:
            reached.setdefault(start + 1, (letters, tools))
        elif bare[start] in _OF_LETTERS:
            reached.setdefault(start + 1, (letters + 1, tools))
        for word in sayings.row_tools():
            if bare.startswith(word, start):
                reached[start + len(word)] = (letters, tools + 1)
    letters, tools = reached.get(len(bare), (0, 0))
    return letters >= 2 and tools >= 1


def _labelled(small: str) -> str | None:
    """A label and behind it a number, a moment, a token: each where it belongs."""
    if not sayings.begins_with_label(small):
        return None
    for end in range(min(len(small), _LABEL), 1, -1):
        why = sayings.labels().get(small[:end].rstrip(" :="))
        if why is None or not _ends_word(small, end):
            continue
        rest = small[end:].strip(" ")
        if why == COUNTER and _is_count(rest):
            return why
        if why == TECHNICAL and _TOKEN.fullmatch(rest) and not _CODE.fullmatch(rest):
            return why
        if why not in (COUNTER, TECHNICAL) and is_moment(rest):
            return why
        if why == MADE and _is_moment_and_maker(rest):
            return why
    return None


def _ends_word(text: str, end: int) -> bool:
    """Whether a word of a script with blanks may end there."""
    if end >= len(text) or not text[end].isalpha() or not text[end - 1].isalpha():
        return True
    return text[end - 1] >= "\u2e80" or "\u0e00" <= text[end - 1] < "\u1000"


def _is_count(rest: str) -> bool:
    found = _COUNT.match(rest)
    if found is None:
        return False
    unit = rest[found.end() :].strip(" .)]")
    return not unit or unit in _units()


@cache
def _units() -> frozenset[str]:
    return frozenset(sayings.fold(unit) for unit in sayings.UNITS.split("|"))


def _counted(small: str) -> str | None:
    found = _BEFORE.match(small)
    return COUNTER if found and small[found.end() :].strip(" .)") in sayings.times() else None


def _row_of_counters(small: str) -> str | None:
    """Several counters one after the other: 当前在线46人 总访问量612122."""
    if not small[-1].isdigit() and not small.endswith(tuple(_units())):
        return None
    found = [part for part in _COUNTED.split(small) if part.strip(_SIGNS)]
    said = [part.strip(_SIGNS) for part in found]
    return (
        COUNTER if 1 < len(said) <= 6 and all(sayings.labels().get(one) == COUNTER for one in said) else None
    )


def _pager(small: str) -> str | None:
    return "a pager" if any(map(str.isdigit, small)) and _OF_PAGES.fullmatch(small) else None


def _clock(small: str) -> str | None:
    """A moment with seconds and a weekday, or behind "now": a hearing has a day and an hour, only a clock has seconds."""
    if not _CLOCK_WITH_SECONDS.search(small):
        return None
    if is_moment(small) and _WORD.search(small):
        return sayings.CLOCK
    for word in sayings.begins_with_now(small):
        if _ends_word(small, len(word)) and is_moment(small[len(word) :].lstrip(_SIGNS)):
            return sayings.CLOCK
    return None


def _made_by(small: str) -> str | None:
    """Who made this copy: a name of one word, or one with the moment behind it."""
    if not sayings.begins_with_maker(small):
        return None
    for end in range(min(len(small), _LABEL), 3, -1):
        if small[:end].rstrip(" :=") in sayings.makers() and _ends_word(small, end):
            rest = small[end:].strip(" :=")
            return MADE if _is_maker_and_moment(rest) else None
    return None


def _is_maker_and_moment(rest: str) -> bool:
    if not rest or says_something(rest, plainly=True):
        return False
    if _USER.fullmatch(rest):
        return True
    for start in range(1, min(len(rest), 40)):
        if _labelled(rest[start:]) == MADE:
            return True
        if rest[start - 1] in " ,(" and _TIME.search(rest, start) and is_moment(rest[start:]):
            return True
    return False


def _is_moment_and_maker(rest: str) -> bool:
    """3 November 2026 10:20 by zhang.san; the hour must be there, or it may be who issued something."""
    for word in (
        " by ",
        " por ",
        " par ",
        " oleh ",
        " bởi ",
        " โดย ",
        " von ",
        ",打印人",
        "打印人",
        "导出人",
    ):
        when, found, who = rest.partition(word)
        if found and _TIME.search(when) and is_moment(when) and len(who) <= 40:
            return not says_something(who, plainly=True)
    return False


def _neighbour(small: str) -> str | None:
    """The notice before or behind this one, by its title."""
    for sign in (":", ">", "»", "→"):
        head, found, title = small.partition(sign)
        if found and head.strip(" [(") in sayings.neighbours():
            return None if says_something(title, plainly=True) else "a link to a neighbouring notice"
    return None


def _rights(small: str) -> str | None:
    """Whose a site is, where nothing but names stands beside it."""
    for said in sayings.rights():
        if said in small:
            rest = small.replace(said, "", 1)
            return None if says_something(rest, plainly=True) or _SPEAKS.search(rest) else "a copyright line"
    return None


_SPEAKS = regex(r"[;:?]|\d{2,}\D+\d{2,}.*\d")


def is_consent(form: str) -> bool:
    """Whether a normal form is a site that speaks of its cookies: the word, that they are used, and by a site."""
    if any(map(str.isdigit, form)):
        return False
    small = form.casefold()
    return all(any(word in small for word in words) for words in sayings.cookies())


def is_languages(form: str) -> bool:
    """Whether a normal form is a row of names of languages, or of their codes with EN among them."""
    words = [word.strip(" []()").casefold() for word in re.split(r"[|/·,:>]| - ", form)]
    words = [word for word in words if word]
    if len(words) < 2 or len(form) > LONGEST:
        return False
    if all(word in sayings.languages() for word in words):
        return True
    return "en" in words and all(word in sayings.codes() for word in words)


def is_moment(text: str) -> bool:
    """Whether a text is a day, an hour, or both, and nothing else."""
    if len(text) > 80 or "%" in text or not _DAY_OR_HOUR.search(text):
        return False
    spaced, unspaced = sayings.of_moments()
    left = text.casefold()
    if not left.isascii():
        for word in unspaced:
            left = left.replace(word, " ")
    return all(
        word in spaced or word.rstrip(".") in spaced or calendars.month(word) for word in _WORD.findall(left)
    )
