"""The third part: sites, noises and edits that share nothing with the other two parts."""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from .changes import LIST, PAGE, Truth
from .noises import NOISES, chrome, fits, put
from .notice import Maker
from .render import Page, sites

EACH = {"noise": 3, "stack": 22, "content": 3, "combined": 56}


@dataclass
class Made:
    """One pair: the two files, and the line of truth.jsonl without its id."""

    kind: str
    files: tuple[bytes, bytes]
    truth: dict[str, object]


def pairs(seed: int) -> Iterator[Made]:
    """Each class in turn, every time on another site that can show it."""
    edits = [*PAGE, *LIST]
    asked = [("noise", None, [name]) for name in NOISES for _ in range(EACH["noise"])]
    asked += [("noise", None, []) for _ in range(EACH["stack"])]
    asked += [("content", name, []) for name in edits for _ in range(EACH["content"])]
    asked += [("combined", edits[n % len(edits)], []) for n in range(EACH["combined"])]
    used: Counter[str] = Counter()
    for n, (kind, edit, wanted) in enumerate(asked):
        rng = random.Random(zlib.crc32(f"third {seed} {n}".encode()))
        while True:
            made = tried(kind, edit, wanted, used, rng)
            if made.files[0] != made.files[1]:
                break
        used[str(made.truth["family"])] += 1
        yield made


def tried(kind: str, edit: str | None, wanted: list[str], used: Counter[str], rng: random.Random) -> Made:
    forms = {"list" if edit in LIST else "page"} if edit else {"list", "page"}
    able = [one for one in sites() if one.form in forms and all(fits(name, one.form) for name in wanted)]
    site = min(rng.sample(able, len(able)), key=lambda one: used[one.name])
    many = {"noise": (2, 4), "combined": (1, 4)}
    if not wanted and kind in many:
        wanted = rng.sample([name for name in NOISES if fits(name, site.form)], rng.randint(*many[kind]))
    maker = Maker(rng.choice(site.langs), rng)
    old = maker.listing() if site.form == "list" else maker.notice()
    new = old.copy()
    shown = chrome(maker, rng)
    either = (dict(shown), dict(shown))
    for name in wanted:
        put(name, *either, maker, rng)
    truth = {**PAGE, **LIST}[edit](new, maker, rng) if edit else Truth()
    pages = (Page(old, either[0], site), Page(new, either[1], site))
    files = (pages[0].html(), pages[1].html())
    known: dict[str, object] = {
        "class": kind,
        "content": edit,
        "noise": wanted,
        "family": site.name,
        "lang": maker.lang,
        "format": "html",
        "rows": len(old.rows),
        "bytes": len(files[0]),
        "same": edit is None,
    }
    if edit:
        before, after = Counter(old.texts()), Counter(new.texts())
        changed = {*(before - after), *(after - before), *truth.beside} - {""}
        units = sorted(changed.union(*(page.around(changed) for page in pages)))
        known |= {"units": units, "fact": None, **asdict(truth)}
        del known["beside"]
    return Made(kind, files, known)
