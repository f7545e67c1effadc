"""The fourth part: sites, noises and edits that share nothing with the other three."""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from .changes import EDITS, Truth
from .doc import Doc, Maker
from .noises import NOISES, Chrome, visits
from .render import Page, Site, sites

EACH = {"noise": 2, "stack": 10, "content": 2, "combined": 30}


@dataclass
class Made:
    """One pair: the two files, and the line of truth.jsonl without its id."""

    kind: str
    files: tuple[bytes, bytes]
    truth: dict[str, object]


def pairs(seed: int) -> Iterator[Made]:
    """Each class in turn, every time on the site that was used least of those that can show it."""
    edits = list(EDITS)
    asked: list[tuple[str, str | None, list[str]]] = []
    asked += [("noise", None, [name]) for name in NOISES for _ in range(EACH["noise"])]
    asked += [("noise", None, []) for _ in range(EACH["stack"])]
    asked += [("content", name, []) for name in edits for _ in range(EACH["content"])]
    asked += [("combined", edits[n % len(edits)], []) for n in range(EACH["combined"])]
    used: Counter[str] = Counter()
    for n, (kind, edit, wanted) in enumerate(asked):
        rng = random.Random(zlib.crc32(f"fourth {seed} {n}".encode()))
        while True:
            made = tried(kind, edit, wanted, used, rng)
            if made.files[0] != made.files[1]:
                break
        used[str(made.truth["family"])] += 1
        yield made


def tried(kind: str, edit: str | None, wanted: list[str], used: Counter[str], rng: random.Random) -> Made:
    able = [one for one in sites() if edit is None or EDITS[edit][0] & one.shows]
    able = [one for one in able if all(one.form in NOISES[name][1] for name in wanted)]
    site = min(rng.sample(able, len(able)), key=lambda one: used[one.name])
    if kind == "combined" or not (wanted or edit):
        fitting = [name for name, (_, forms, _) in NOISES.items() if site.form in forms]
        wanted = rng.sample(fitting, rng.randint(2, 4))
    maker = Maker(rng.choice(site.langs), rng)
    old = maker.doc(site.form)
    new = old.copy()
    truth = EDITS[edit][1](new, maker, rng) if edit else Truth()
    chromes = visits(wanted, old, maker, rng, site.form)
    shown = [Page(doc, chrome, site).html() for doc, chrome in zip((old, new), chromes, strict=True)]
    coding = site.rules.get("coding", "utf-8")
    files = (shown[0].encode(coding, "xmlcharrefreplace"), shown[1].encode(coding, "xmlcharrefreplace"))
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
        known |= {"units": units(old, new, chromes, site, truth), "keys": truth.keys, "fact": None}
    if edit and truth.before is not None:
        known |= {"before": truth.before, "after": truth.after}
    return Made(kind, files, known)


def units(old: Doc, new: Doc, chromes: tuple[Chrome, Chrome], site: Site, truth: Truth) -> list[str]:
    """Every text that truly differs, and the lines of the page that hold it."""
    before, after = Counter(old.texts()), Counter(new.texts())
    found = {*(before - after), *(after - before)}
    for chrome in chromes if not truth.renumbers else ():
        first, second = (Counter(lines(Page(doc, chrome, site).html())) for doc in (old, new))
        found |= {*(first - second), *(second - first)}
    return sorted({re.sub(r"</?del>", "", text) for text in found} - {""})


def lines(html: str) -> list[str]:
    """The text of each line, every text in it with the address it leads to, and the addresses."""
    found = []
    for line in html.splitlines():
        texts = [unescape(text).strip() for text in re.split(r"<[^>]*>", line)]
        targets = re.findall(r'(?:href|src)="([^"]*)"', line)
        names = [target.rsplit("/", 1)[-1] for target in targets]
        found += [" ".join(texts).strip(), *targets]
        found += [f"{text} {target}" for text in {*texts, *names} - {""} for target in targets]
    return found
