"""What may differ between two visits although the notice is the same.

Markup that stands round a notice comes out of noise/PART.txt, a line each:
`name | slot | how | language | markup`. how: `volatile` (another number each time), `comes` (one of the two
visits has it) or `turns` (old~~new). The rest are functions below, in the table at the end.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from string import Template

from .dress import Dress
from .paper import HERE, Paper, day, listed


@dataclass
class Pair:
    """Two visits to one notice; edits touch the papers, noises the dresses."""

    old: Paper
    new: Paper
    worn: tuple[Dress, Dress] = field(default_factory=lambda: (Dress(), Dress()))

    @property
    def lang(self) -> str:
        return self.old.lang


Noise = Callable[[Pair, random.Random], None]
WEB = frozenset({"html"})
BOOK = frozenset({"xlsx", "book"})
ALL = frozenset({"html", "csv", "xlsx", "docx", "pdf", "json", "book"})
HREF = re.compile(r'href="(/[^"#]*)"')
FILE = re.compile(r'href="(/files/[^"?]*)"')


@cache
def snippets(part: str) -> dict[str, list[list[str]]]:
    """Lines of noise/PART.txt by name."""
    found: dict[str, list[list[str]]] = {}
    for line in (HERE / "noise" / f"{part}.txt").read_text(encoding="utf-8").splitlines():
        name, *rest = line.split(" | ", 4)
        found.setdefault(name, []).append(rest)
    return found


def snippet(lines: list[list[str]], pair: Pair, rng: random.Random) -> None:
    """Put a piece of markup round the notice, other on each visit."""
    slot, how, _, markup = next((line for line in lines if line[2] in (pair.lang, "*")), lines[0])
    old, _, new = markup.partition("~~")
    first, second = filled(old, pair.lang, rng), filled(new or old, pair.lang, rng)
    if how == "comes":
        first, second = rng.choice((("", second), (first, "")))
    for dress, more in zip(pair.worn, (first, second), strict=True):
        dress.slots[slot] = dress.slots.get(slot, "") + more


def filled(markup: str, lang: str, rng: random.Random) -> str:
    topics = rng.sample(listed(lang, "topics"), 2)
    return Template(markup).safe_substitute(
        n=rng.randint(100, 999),
        m=rng.randint(100, 999),
        s=rng.randint(10, 59),
        s2=rng.randint(10, 59),
        d0=rng.randint(1, 9),
        hex=f"{rng.randrange(16**12):012x}",
        clock=f"{rng.randint(8, 20):02}:{rng.randint(0, 59):02}",
        when=day(lang, 2027, rng.randint(1, 12), rng.randint(1, 28)),
        topic1=topics[0],
        topic2=topics[1],
    )


def flag(name: str, pair: Pair, rng: random.Random) -> None:
    """Another way to set the same, on one of the two visits."""
    rng.choice(pair.worn).flags.add(name)


def spoken(change: Callable[[str], str], pair: Pair, _: random.Random) -> None:
    """Another way to write the same signs, on the newer visit."""
    pair.worn[1].words.append(change)


def whole(change: Callable[[str], str], pair: Pair, _: random.Random) -> None:
    pair.worn[1].after.append(change)


def nav_order(pair: Pair, rng: random.Random) -> None:
    pair.worn[1].mixed = rng.randint(1, 999)


def file_version(pair: Pair, rng: random.Random) -> None:
    for dress in pair.worn:
        stamp = f'href="\\1?v={rng.randint(10**9, 10**10)}"'
        dress.after.append(partial(FILE.sub, stamp))


def schemes(pair: Pair, _: random.Random) -> None:
    for dress, scheme in zip(pair.worn, ("http", "https"), strict=True):
        dress.after.append(partial(HREF.sub, f'href="{scheme}://www.authority.example\\1"'))


TOP = {"en": "Back to top", "es": "Subir", "id": "Ke atas", "ko": "맨 위로", "ar": "أعلى الصفحة"}
TOP |= {"hant": "返回頁首", "zh": "返回顶部"}


def back_to_top(pair: Pair, _: random.Random) -> None:
    pair.worn[1].slots["section"] = f'<p class="totop"><a href="#top">{TOP[pair.lang]}</a></p>'


def file_flag(pair: Pair, rng: random.Random) -> None:
    """The file is saved anew; files.py sees the flag and sets the same otherwise."""
    pair.worn[1].flags.add("saved")
    pair.worn[1].mixed = rng.randint(1, 999)


def soft_hyphens(text: str) -> str:
    return re.sub(r"([^\W\d_]{4})(?=[^\W\d_]{4})", "\\1\u00ad", text)


def zero_width(text: str) -> str:
    return re.sub(r"([^\W\d_]{2})(?=[^\W\d_])", "\\1\u200b", text)


def wide_digits(text: str) -> str:
    return text.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})


def new_sign(html: str) -> str:
    return html.replace("</a></h3>", '</a> <img src="/images/new.gif" alt="NEW"></h3>', 3).replace(
        '<a href="/files/', '<img src="/images/new.gif" alt="NEW" border="0"><a href="/files/', 1
    )


def ruby(html: str) -> str:
    for word, sound in (("貨物", "かもつ"), ("税率", "ぜいりつ"), ("証明書", "しょうめいしょ")):
        html = re.sub(
            f"{word}(?=[^<>]*</p>)", f"<ruby>{word}<rp>（</rp><rt>{sound}</rt><rp>）</rp></ruby>", html
        )
    return html


def labelled(html: str) -> str:
    html = html.replace("<table ", '<table role="table" aria-label="data" ')
    return re.sub(r'<a (href="[^"]*")', r'<a aria-label="link" tabindex="0" \1', html)


TRACKED = partial(HREF.sub, 'href="\\1?utm_source=portal&amp;utm_medium=web&amp;spm=a2c.1"')
QUOTES = str.maketrans("「」", "“”")
MARKS = str.maketrans("，；：（）", ",;:()")

OPEN: dict[str, tuple[frozenset[str], Noise]] = {
    "labels-for-readers": (WEB, partial(whole, labelled)),
    "tracking-parameters": (WEB, partial(whole, TRACKED)),
    "soft-hyphens": (WEB | {"docx"}, partial(spoken, soft_hyphens)),
    "hard-spaces": (ALL, partial(spoken, lambda text: text.replace(" ", "\u00a0"))),
    "dash-form": (ALL, partial(spoken, lambda text: re.sub(r"(?<=:\d\d)-", "–", text))),
    "decomposed-letters": (ALL, partial(spoken, partial(unicodedata.normalize, "NFD"))),
    "nav-order": (WEB, nav_order),
    "new-sign": (WEB, partial(whole, new_sign)),
    "bodies-split": (WEB, partial(flag, "bodies")),
    "row-stripes": (WEB, partial(flag, "stripes")),
    "nested-boxes": (WEB, partial(flag, "nested")),
    "bullets-as-text": (WEB, partial(flag, "bullets")),
    "heading-level": (WEB, partial(flag, "level")),
    "file-version": (WEB, file_version),
    "ruby": (WEB, partial(whole, ruby)),
    "csv-saved-anew": (frozenset({"csv"}), file_flag),
    "book-saved-anew": (frozenset({"xlsx"}), file_flag),
    "letter-saved-anew": (frozenset({"docx"}), file_flag),
}
KEPT: dict[str, tuple[frozenset[str], Noise]] = {
    "scheme": (WEB, schemes),
    "back-to-top": (WEB, back_to_top),
    "zero-width": (WEB | {"json"}, partial(spoken, zero_width)),
    "wide-digits": (ALL, partial(spoken, wide_digits)),
    "corner-quotes": (ALL, partial(spoken, lambda text: text.translate(QUOTES))),
    "sign-width": (ALL, partial(spoken, lambda text: text.translate(MARKS))),
    "column-widths": (WEB, partial(flag, "widths")),
    "head-of-table": (WEB, partial(flag, "thead")),
    "caption-place": (WEB, partial(flag, "caption")),
    "lines-as-breaks": (WEB, partial(flag, "breaks")),
    "note-signs": (WEB, partial(flag, "marks")),
    "empty-rows": (WEB, partial(flag, "spacers")),
    "print-view": (WEB, partial(flag, "print")),
    "json-saved-anew": (frozenset({"json"}), file_flag),
    "pdf-laid-anew": (frozenset({"pdf"}), file_flag),
    "sheet-saved-anew": (frozenset({"book"}), file_flag),
}


def noises(part: str) -> dict[str, tuple[frozenset[str], Noise]]:
    """Every noise of a part by name: the formats it is for, and what it does."""
    round_it = {name: (WEB, partial(snippet, lines)) for name, lines in snippets(part).items()}
    return {**round_it, **(OPEN if part == "open" else KEPT)}
