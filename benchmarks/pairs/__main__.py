"""Page pairs whose true difference is known: families, noises and edits that comparing was never tuned on.

    python -m benchmarks.pairs --out FOLDER [--seed 1] [--part open|kept|third|fourth]

Writes input.jsonl ({"id", "old", "new"}), truth.jsonl and a folder a pair. The same seed gives the same pairs.
`open` and `kept` have no family, no noise and no edit in common: what `open` shows may be mended, `kept` is only
for the figure; `third` and `fourth` are packages of their own, each written by somebody who had not read the comparer.
Files whose library is missing are left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from . import dress, edits, files, fourth, noises, third
from .paper import Paper, listing, paper

FILES = {"open": {"csv": "es en zh", "xlsx": "en zh vi", "docx": "zh en ru"}}
FILES["kept"] = {"pdf": "es en id", "json": "en zh", "book": "ko hant en"}
NEEDS = {"xlsx": "openpyxl", "book": "openpyxl", "docx": "docx", "pdf": "reportlab"}
SPOKEN = {  # noises that only some languages know
    "wide-digits": "zh hant ko",
    "corner-quotes": "hant",
    "sign-width": "zh hant",
    "soft-hyphens": "en es vi ru",
    "hard-spaces": "en es vi ru",
    "decomposed-letters": "vi es ru ja",
    "ruby": "ja",
    "zero-width": "en es id zh hant",
}
APART = {"third": third, "fourth": fourth}  # packages that make their pairs themselves
EACH = {"noise": 3, "stack": 25, "content": 4, "combined": 70}


@dataclass(frozen=True)
class Family:
    """name: of the skin, or of the file; form: what is written; langs: the languages it is written in."""

    name: str
    form: str
    langs: tuple[str, ...]


def families(part: str) -> list[Family]:
    found = []
    for path in sorted((Path(__file__).parent / "skins").glob("*.html")):
        skin = dress.skin(path.stem)
        form = "list" if "items" in skin.parts else "html"
        if skin.parts["part"] == part:
            found.append(Family(path.stem, form, tuple(skin.parts["langs"].split())))
    for name, langs in FILES[part].items():
        if name in NEEDS and find_spec(NEEDS[name]) is None:
            print(f"left out: {name}, because {NEEDS[name]} is not installed", file=sys.stderr)
            continue
        found.append(Family(name, name, tuple(langs.split())))
    return found


@dataclass
class Made:
    """One pair, with what is true of it."""

    kind: str
    content: str | None
    noise: list[str]
    family: Family
    pair: noises.Pair
    truth: edits.Truth
    files: tuple[bytes, bytes]


class Part:
    """All pairs of one part."""

    def __init__(self, part: str, seed: int) -> None:
        self.part, self.seed = part, seed
        self.families = families(part)
        self.noises = noises.noises(part)
        self.edits = edits.OPEN if part == "open" else edits.KEPT

    def pairs(self) -> Iterator[Made]:
        """Each class in turn, going round the families that can show it."""
        for name in self.noises:
            for n in range(EACH["noise"]):
                yield from self.made("noise", None, [name], n)
        for n in range(EACH["stack"]):
            yield from self.made("noise", None, self.some(n), n)
        for name in self.edits:
            for n in range(EACH["content"]):
                yield from self.made("content", name, [], n)
        for n in range(EACH["combined"]):
            yield from self.made("combined", list(self.edits)[n % len(self.edits)], self.some(n), n)

    def some(self, n: int) -> list[str]:
        """One to five noises."""
        rng = self.rng("some", n)
        return rng.sample(list(self.noises), rng.randint(1, 5))

    def rng(self, *what: object) -> random.Random:
        return random.Random(zlib.crc32(repr((self.part, self.seed, *what)).encode()))

    def made(self, kind: str, content: str | None, wanted: list[str], n: int) -> Iterator[Made]:
        """The pair, in the first family in which each of it shows; none when no family has it."""
        rng = self.rng(kind, content, wanted, n)
        for family in rng.sample(self.families, len(self.families)):
            if content and not shows(family, self.edits[content][0]):
                continue
            made = self.tried(kind, content, wanted, family, rng)
            if made is not None:
                yield made
                return

    def tried(
        self, kind: str, content: str | None, wanted: list[str], family: Family, rng: random.Random
    ) -> Made | None:
        lang = rng.choice(family.langs)
        old = fresh(family, lang, rng)
        pair = noises.Pair(old, old.copy())
        truth = edits.Truth()
        before = rendered(pair, family)
        worn = []
        for name in wanted:
            forms, noise = self.noises[name]
            form = "html" if family.form == "list" else family.form
            if form in forms and lang in SPOKEN.get(name, lang):
                noise(pair, rng)
                worn.append(name)
        if wanted and (
            rendered(pair, family) == before or not worn or (kind == "noise" and len(worn) < len(wanted) == 1)
        ):
            return None
        if content:
            truth = self.edits[content][1](pair.new, rng)
        written = rendered(pair, family)
        return Made(kind, content, worn, family, pair, truth, written) if written[0] != written[1] else None


def shows(family: Family, forms: frozenset[str]) -> bool:
    return family.form in forms


def fresh(family: Family, lang: str, rng: random.Random) -> Paper:
    if family.form == "list":
        return listing(rng, lang)
    dotted = family.form == "html" and dress.skin(family.name).parts.get("dotted") == "yes"
    return paper(rng, lang, rng.choice((9, 14, 30, 90)), dotted=dotted)


def rendered(pair: noises.Pair, family: Family) -> tuple[bytes, bytes]:
    both = zip((pair.old, pair.new), pair.worn, strict=True)
    if family.name in files.MAKERS:
        make = files.MAKERS[family.name][1]
        first, second = (make(one, worn) for one, worn in both)
    else:
        skin = dress.skin(family.name)
        first, second = (dress.page(one, worn, skin) for one, worn in both)
    return first, second


def truth_of(made: Made) -> dict[str, object]:
    """The line of truth.jsonl, without its id."""
    suffix = suffix_of(made.family)
    known: dict[str, object] = {
        "class": made.kind,
        "content": made.content,
        "noise": made.noise,
        "family": made.family.name,
        "lang": made.pair.lang,
        "format": suffix,
        "rows": sum(len(grid.rows) for grid in made.pair.old.grids),
        "bytes": len(made.files[0]),
        "same": made.content is None,
    }
    if made.content is None:
        return known
    old, new = Counter(made.pair.old.texts()), Counter(made.pair.new.texts())
    units = sorted({*((old - new) | (new - old)), *made.truth.moved})
    truth = made.truth
    known |= {"units": units, "keys": truth.keys, "fact": truth.fact}
    return known if truth.many_ways else known | {"before": truth.before, "after": truth.after}


def suffix_of(family: Family) -> str:
    return files.MAKERS[family.name][0] if family.name in files.MAKERS else "html"


def told(part: str, seed: int) -> Iterator[tuple[str, str, tuple[bytes, bytes], dict[str, object]]]:
    """Each pair's class, suffix, files and truth."""
    if part in APART:
        yield from ((made.kind, "html", made.files, made.truth) for made in APART[part].pairs(seed))
        return
    for made in Part(part, seed).pairs():
        yield made.kind, suffix_of(made.family), made.files, truth_of(made)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--part", choices=("open", "kept", "third", "fourth"), default="open")
    asked = options.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    with (
        (asked.out / "input.jsonl").open("w", encoding="utf-8") as inputs,
        (asked.out / "truth.jsonl").open("w", encoding="utf-8") as truths,
    ):
        for n, (kind, suffix, bodies, truth) in enumerate(told(asked.part, asked.seed)):
            name = f"{asked.part[0]}{n:04}"
            folder = (asked.out / name).resolve()
            folder.mkdir(exist_ok=True)
            paths = [folder / f"{side}.{suffix}" for side in ("old", "new")]
            for path, body in zip(paths, bodies, strict=True):
                path.write_bytes(body)
            inputs.write(json.dumps({"id": name, "old": str(paths[0]), "new": str(paths[1])}) + "\n")
            truths.write(json.dumps({"id": name} | truth, ensure_ascii=False) + "\n")
            counts[kind] += 1
    print(f"{counts.total()} pairs in {asked.out}: {', '.join(f'{n} {kind}' for kind, n in counts.items())}")


if __name__ == "__main__":
    main()
