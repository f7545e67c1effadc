"""What a person typed into the search, as a value.

    口岸 查验              both words, anywhere in the text
    "carbon footprint"     these words side by side; so do “ ” and 「 」
    光伏 -组件             without that word
    solar OR 太阳能        either
    illumin*               words that begin so
    8541.43, 8541 43       an HS code that begins so, with dots, blanks or neither
    公告2026年第58号       the document of that number, in whichever form it is cited

Nothing in it has another meaning than these: it is taken apart here, and no database ever reads it as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from monitor import hs
from monitor.errors import ConfigError
from monitor.patterns import regex
from monitor.search.folding import END, fold
from monitor.search.tokens import code_mark, grouped_mark, is_sign, numbers_in, tokens
from monitor.values import dataclass

LONGEST = 500  # characters
MOST = 24  # words
SIDE_BY_SIDE = 100  # signs, words and numbers of all of them; each is a way through the whole index
SHORTEST_BEGINNING = 3  # letters before a *


class Mistake(StrEnum):
    """What is wrong with a query."""

    EMPTY = "empty"
    SIGNS = "signs"  # nothing in it is a word, a sign or a number
    QUOTE = "quote"
    WITHOUT = "without"  # only words that must not stand there
    LONG = "long"
    MANY = "many"
    WORDY = "wordy"  # few words, but of very many signs
    SHORT = "short"  # too few letters before a *


_SAID = {
    Mistake.EMPTY: "nothing to search for: write a word, a number or an HS code",
    Mistake.SIGNS: "{word}: there is no word or number in it to search for",
    Mistake.QUOTE: '{word}: a quotation mark is missing; write "words side by side"',
    Mistake.WITHOUT: "only words to leave out: add one that shall be found",
    Mistake.LONG: f"too long: {LONGEST} characters are read",
    Mistake.MANY: f"too many words: {MOST} are read",
    Mistake.WORDY: f"too much at once: {SIDE_BY_SIDE} signs and words are read; a part of the sentence will do",
    Mistake.SHORT: f"{{word}}: write {SHORTEST_BEGINNING} letters or more before *",
}


class QueryError(ConfigError):
    """A query that says nothing to look for. mistake: of which sort. word: where in it."""

    def __init__(self, mistake: Mistake, word: str = "") -> None:
        super().__init__(_SAID[mistake].format(word=word))
        self.mistake, self.word = mistake, word


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens side by side. beginning: the last one only begins so. marks: it is one of `tokens.marks`."""

    tokens: tuple[str, ...]
    beginning: bool = False
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """What must stand in a text in one of these ways. written: as it was typed."""

    written: str
    ways: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """wanted: each of them stands in the text. unwanted: none does. written: as it was typed."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()
    written: str = ""


_WORD = regex(
    r"(?P<without>(?<!\S)[-－−–])?(?:(?P<open>[\"“”„«「『＂])(?P<quoted>[^\"“”„«»「」『』＂]*)(?P<close>[\"“”»」』＂])?"
    r"|(?P<bare>[^\s\"“”„«»「」『』＂]+)|(?P<stray>[»」』]))"
)


def parse(written: str) -> Query:
    """The query that a person typed. Raises QueryError when there is nothing in it to look for."""
    if not written.strip():
        raise QueryError(Mistake.EMPTY)
    if len(written) > LONGEST:
        raise QueryError(Mistake.LONG)
    wanted: list[Term] = []
    unwanted: list[Term] = []
    either, words = False, 0
    for match, word in _words(written):
        if word == "OR" and not match["without"]:
            either = bool(wanted)
            continue
        found = tuple(_terms(match, word))
        words += len(found)
        if match["without"]:
            unwanted += found
        elif either and found:
            wanted[-1] = _either(wanted[-1], found[0])
            wanted += found[1:]
        else:
            wanted += found
        either = False
    if not wanted:
        raise QueryError(Mistake.WITHOUT) if unwanted else QueryError(Mistake.SIGNS, written.strip()[:40])
    if words > MOST:
        raise QueryError(Mistake.MANY)
    if sum(max(len(way.tokens) for way in term.ways) for term in (*wanted, *unwanted)) > SIDE_BY_SIDE:
        raise QueryError(Mistake.WORDY)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)), written)


def _either(first: Term, second: Term) -> Term:
    return Term(f"{first.written} OR {second.written}", first.ways + second.ways)


def _words(written: str) -> Iterator[tuple[re.Match[str], str]]:
    """What stands between blanks, and a code that is written with blanks as one: 8541 43 00."""
    found = list(_WORD.finditer(written))
    while found:
        some = found[:_GROUPS]
        while len(some) > 1 and not _is_spaced_code(some):
            some.pop()
        del found[: len(some)]
        yield some[0], " ".join(match["bare"] or "" for match in some)


def _is_spaced_code(some: Sequence[re.Match[str]]) -> bool:
    if any(match["bare"] is None for match in some) or any(match["without"] for match in some[1:]):
        return False
    match = _SPACED.fullmatch(fold(" ".join(match["bare"] for match in some)))
    if match is None:
        return False
    first, *others = match[1].split()
    if len(others[0]) == 4 and hs.editions(others[0]):  # two headings
        return False
    if _IS_BOTH.fullmatch(first) and len(others) == 1 and others[0] <= "12":  # a year and a month
        return False
    return bool(hs.editions("".join((first, *others))[:6]))


def _terms(match: re.Match[str], word: str) -> Iterator[Term]:
    if match["open"]:
        if not match["close"]:
            raise QueryError(Mistake.QUOTE, match[0][:40])
        if side_by_side := _side_by_side(fold(match["quoted"])):
            yield Term(match["quoted"], (Phrase(side_by_side),))
    elif word:
        yield from _of_word(word)
    else:
        raise QueryError(Mistake.QUOTE, match[0])


def _of_word(word: str) -> Iterator[Term]:
    """What a word without quotation marks means: a document's number, a code, a number, a beginning, or itself."""
    folded = fold(word)
    number = next(numbers_in(folded), None)
    if number:
        mark, start, end = number
        yield Term(word, (Phrase((mark,), mark=True),))
        for rest in (_ISSUERS_KIND.sub("", folded[:start]), _KIND.sub("", folded[end:])):
            if side_by_side := _side_by_side(rest):
                yield Term(rest, (Phrase(side_by_side),))
    elif ways := (*_as_code(folded), *_as_number(folded)):
        yield Term(word, ways)
    elif side_by_side := _side_by_side(folded):
        begins = folded.endswith("*")
        last = side_by_side[-1]
        if begins and not is_sign(last) and len(last) < SHORTEST_BEGINNING:
            raise QueryError(Mistake.SHORT, word)
        yield Term(word, tuple(_forms(side_by_side, begins=begins and not is_sign(last))))


_ISSUERS_KIND = regex(r"(?:公告|通告|令)?[\s〔\[【(]*$")
_KIND = regex(r"^[\s〕\])】]*(?:公告|通告|令)?")
_CALLED = r"(?:hs(?:code)?|税号|税则号列|品目|子目|商品编[码号])?[.:]?"
_BLANKS = r"\d{4}(?: \d{2}){1,3}|\d{4} \d{4}(?: \d{2})?|\d{6}(?: \d{2}){1,2}|\d{8} \d{2}"
_CODE = regex(
    rf"{_CALLED}(\d{{4,14}}|\d{{4}}(?:\.\d{{1,4}}){{1,4}}(?:-\d{{2,4}})?|\d{{2}}\.\d{{2}}|{_BLANKS})\*?",
    re.ASCII,
)
_SPACED = regex(rf"{_CALLED}({_BLANKS})\*?", re.ASCII)
_GROUPS = 4  # of digits in a code
_IS_BOTH = regex(r"190[1-5]|200[1-9]", re.ASCII)  # years that are headings: pasta, juices
_YEAR = regex(rf"(?!{_IS_BOTH.pattern})(?:19|20)\d\d", re.ASCII)
_NUMBER = regex(r"\d{1,3}(?:,\d{3})+|\d{1,15}", re.ASCII)


def _as_code(folded: str) -> Iterator[Phrase]:
    match = _CODE.fullmatch(folded)
    if match is None or _YEAR.fullmatch(folded):
        return
    mark = code_mark(match[1])
    yield Phrase((mark,), beginning=True, mark=True)
    yield Phrase((mark[1:],), beginning=True)


def _as_number(folded: str) -> Iterator[Phrase]:
    """A number, and the same with or without commas."""
    if _NUMBER.fullmatch(folded):
        mark = grouped_mark(folded)
        yield Phrase((mark,), mark=True)
        yield Phrase((mark[1:],))
        if "," in folded:
            yield Phrase(tuple(tokens(folded)))


def _forms(side_by_side: tuple[str, ...], *, begins: bool) -> Iterator[Phrase]:
    """The word, and a plain English one in its other number too."""
    yield Phrase(side_by_side, beginning=begins)
    word = side_by_side[0]
    if len(side_by_side) > 1 or begins or len(word) < 4 or not (word.isascii() and word.isalpha()):
        return
    if not word.endswith("s"):
        yield Phrase((word + "s",))
    elif not word.endswith(("ss", "us", "is")):
        yield Phrase((word[:-1],))


def _side_by_side(folded: str) -> tuple[str, ...]:
    found = tokens(folded)
    while found and found[-1] == END:
        found.pop()
    while found and found[0] == END:
        found.pop(0)
    return tuple(found)
