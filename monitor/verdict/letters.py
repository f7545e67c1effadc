"""Can a text still be read? Letters that are lost, and texts that are suddenly of another script (faults Q16).

Bytes read in a wrong charset leave ASCII as it is and exchange nearly every other letter for ones that no
language puts there. An authority that rewrites a notice keeps to its own letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from monitor.extract import mojibake, tongues
from monitor.model import Notice, Table
from monitor.patterns import regex

LEAST = 3  # characters, before anybody is accused
ENOUGH = 20  # letters; a shorter text may be in any script
LOST = 0.01  # of a text: replacement characters, or others that stand for nothing
GARBLED = 0.2  # of the letters beyond ASCII, as the readers of charsets measure it
MOST = 0.5  # of the letters
HARDLY = 0.1
FALL = 0.5  # of how well the letters suit the language that they were written in
SUITS = 0.5
_LOOKED_AT = 4_000  # characters of each text

_ASKED = regex(r"\?{3,}")
_GLUED = regex(r"[a-z][\u0370-\u1fff\u3040-\u9fff\uac00-\ud7a3\uff61-\uff9f]+[a-z]")
_TONGUES = (
    *(tongues.CHINESE, tongues.TAIWANESE, tongues.JAPANESE, tongues.KOREAN, tongues.RUSSIAN, tongues.GREEK),
    *(tongues.ARABIC, tongues.HEBREW, tongues.THAI),
    *(*tongues.WESTERN, *tongues.CENTRAL, *tongues.TURKISH, *tongues.BALTIC),
)
_SCRIPTS = {
    name: regex(f"[{ranges}]")
    for name, ranges in {
        "Han": "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff",
        "Hangul": "\u1100-\u11ff\uac00-\ud7a3",
        "Greek": "\u0370-\u03ff",
        "Cyrillic": "\u0400-\u052f",
        "Hebrew": "\u0590-\u05ff",
        "Arabic": "\u0600-\u06ff",
        "Devanagari": "\u0900-\u097f",
        "Thai": "\u0e00-\u0e7f",
        "half-width": "\uff61-\uff9f",
        "accented": "\u00a1-\u024f\u2018-\u203a\u20a0-\u20bf\u2122",  # and the signs beside them in Latin 1
        "Latin": "A-Za-z",
    }.items()
}


def turned(before: Notice, after: Notice) -> bool:
    """Whether a notice that could be read cannot be any more, or is in another script than it was."""
    was, now = _text(before), _text(after)
    return _is_lost(was, now) or _exchanged(was, now) or _other_script(was, now)


def lost(before: Notice, after: Notice) -> bool:
    """Whether its letters are lost, which no authority wants; a text in another script may be a translation."""
    was, now = _text(before), _text(after)
    return _is_lost(was, now) or (_exchanged(was, now) and not _suits_any(now))


def garbled(notice: Notice) -> bool:
    """Whether a text bears the signs of lost letters, whatever stood there before."""
    return _is_garbled(_text(notice))


def sample(notice: Notice) -> str:
    """The beginning of its first text that is not plain ASCII."""
    return next((" ".join(text.split()) for text in _texts(notice) if not text.isascii()), "")


def _is_lost(was: str, now: str) -> bool:
    return _is_garbled(now) and not _is_garbled(was)


def _is_garbled(text: str) -> bool:
    gone = sum(map(text.count, ("\ufffd", "锟斤拷"))) + sum("\ue000" <= letter <= "\uf8ff" for letter in text)
    if gone >= LEAST and gone > LOST * len(text):
        return True
    asked = sum(len(found[0]) for found in _ASKED.finditer(text))
    if asked >= LEAST and asked > GARBLED * len(text):
        return True
    return mojibake.measure(text) >= GARBLED


def _exchanged(was: str, now: str) -> bool:
    """Whether most letters beyond ASCII are others, which do not suit the language that the text was in."""
    were, are = _beyond(was), _beyond(now)
    if min(were.total(), are.total()) < LEAST or (were & are).total() >= MOST * were.total():
        return False
    tongue = max(_TONGUES, key=lambda each: tongues.fit(was, each))
    return tongues.fit(now, tongue) < tongues.fit(was, tongue) - FALL


def _beyond(text: str) -> Counter[str]:
    return Counter(letter for letter in text if letter > "\x7f" and not letter.isspace())


def _suits_any(text: str) -> bool:
    return _GLUED.search(text) is None and any(tongues.fit(text, each) >= SUITS for each in _TONGUES)


def _other_script(was: str, now: str) -> bool:
    """Whether most letters are of a script of which there was hardly one, and the old ones are hardly there."""
    were, are = scripts(was), scripts(now)
    if min(were.total(), are.total()) < ENOUGH:
        return False
    (went, stood), (came, count) = were.most_common(1)[0], are.most_common(1)[0]
    return (
        stood > MOST * were.total()
        and count > MOST * are.total()
        and were[came] < HARDLY * were.total()
        and are[went] < HARDLY * are.total()
    )


def scripts(text: str) -> Counter[str]:
    """How many letters of each script a text holds."""
    return Counter({name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()})


def _text(notice: Notice) -> str:
    return "\n".join(_texts(notice))[:_LOOKED_AT]


def _texts(notice: Notice) -> Iterator[str]:
    """What its page shows; files have charsets of their own."""
    for block in notice.content.blocks:
        if isinstance(block, Table):
            yield from block.columns
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block.text
    yield notice.title
