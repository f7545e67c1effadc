"""The catalogue as a page for people: docs/sources.md is what this prints.

python -m monitor.catalogue.table > docs/sources.md
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from monitor import catalogue
from monitor.catalogue import PREFIX, REACHES, Entry, Reach

HEAD = """\
<!-- Made by `python -m monitor.catalogue.table > docs/sources.md` from monitor/catalogue: mend it there. -->

# Sources that are known

{total} places where authorities publish, each with what is needed to read it. No site was asked for this page: it
says what public code and documents say, and how old the newest sign of that is.

    monitor sources catalogue 互认 AEO        searches it; one id shows the entry whole
    monitor sources add gacc-news             writes an entry into sources.yaml, to be mended there
    monitor sources add cn-districts          writes a whole pack
    monitor sources test gacc-news            reads it once and shows what would be read

In sources.yaml, `include: [catalogue/cn-districts]` brings a pack as it is in the installed version, without
the entries that need a person. A source of your own with the same id goes before that of the pack, and a file
`catalogue/cn-districts` beside sources.yaml before the pack itself.

**Reached by** says how it was read when somebody last did: by plain *HTTP*; by a *browser* (`fetch: browser`); only
by a *person*, who saves what a captcha, a login or a key of their own opens (`fetch: saved`); or *unverified*:
address or selectors are a guess, to be tested first (where the address is seen in code, it is the list that is not). **Confidence** is *seen-in-code* when public code uses the address,
*documented* when documents state it, *unverified* otherwise. **Evidence** is the day, month or year of the newest
sign that this holds; results differ by the network they are asked from.
"""

TITLES: dict[Reach, str] = {
    "http": "Plain HTTP",
    "browser": "A browser",
    "person": "A person",
    "unverified": "Unverified",
}


def page() -> str:
    """docs/sources.md, whole."""
    entries = list(catalogue.entries())
    parts = [HEAD.format(total=len(entries)), "## By jurisdiction\n", _counts(entries), _packs()]
    for reach in REACHES:
        chosen = [entry for entry in entries if entry.known.reach == reach]
        parts += [f"## {TITLES[reach]}: {len(chosen)}\n", _listing(chosen)]
    return "\n".join(parts)


def _counts(entries: Sequence[Entry]) -> str:
    places = sorted({entry.jurisdiction for entry in entries})
    by_place = {place: Counter(e.known.reach for e in entries if e.jurisdiction == place) for place in places}
    by_place = dict(sorted(by_place.items(), key=lambda pair: (-pair[1].total(), pair[0])))
    rows = [
        (place, *(str(count[reach] or "") for reach in REACHES), str(count.total()))
        for place, count in by_place.items()
    ]
    whole = Counter(entry.known.reach for entry in entries)
    rows.append(("all", *(str(whole[reach]) for reach in REACHES), str(whole.total())))
    return _table(("jurisdiction", *(TITLES[reach] for reach in REACHES), "all"), rows)


def _packs() -> str:
    rows = [(f"`{PREFIX}{name}`", str(len(catalogue.pack(name)))) for name in catalogue.packs()]
    return "## Packs\n\n" + _table(("pack", "entries"), rows)


def _listing(entries: Sequence[Entry]) -> str:
    columns = ("id", "", "authority", "topic", "confidence", "evidence")
    return _table(columns, (_row(entry) for entry in entries))


def _row(entry: Entry) -> tuple[str, ...]:
    known, url = entry.known, str(entry.source["url"])
    linked = f"`{entry.id}`" if "{" in url or len(url) > 120 else f"[`{entry.id}`]({url})"
    evidence = known.evidence or "unknown"
    return (linked, entry.jurisdiction, entry.authority, known.topic, known.confidence, evidence)


def _table(columns: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '¦') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
