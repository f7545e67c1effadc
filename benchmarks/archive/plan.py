"""What the archive watches, and when something happens in it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SOURCES = 300
BEGUN = datetime(2023, 11, 21, tzinfo=UTC)
ENDED = datetime(2026, 11, 20, tzinfo=UTC)
PLACES = (
    "CN",
    "CN",
    "CN",
    "VN",
    "US",
    "EU",
    "ID",
    "TH",
    "MY",
    "JP",
    "KR",
    "IN",
    "BR",
    "CL",
    "ZA",
    "KE",
    "AE",
    "SG",
)
READERS = ("compliance-daily", "solar-desk")
FOLLOWED = 14  # programmes beside the shipped ones

_HEAD = """\
settings: {timezone: Asia/Shanghai, contact: team@example.com}
include: [programmes.yaml]
subscriptions:
  - name: compliance-daily
    to: [team@example.com]
    send: daily 08:00
    labels: [eligibility, hs-mapping, documentation]
    when_quiet: attest
  - name: solar-desk
    to: [solar@example.com, lights@example.com]
    send: daily 09:00
    watchlist: {hs: ["8541", "9405"], words: [太阳能路灯, solar street lights]}
    when_quiet: skip
sources:
"""
_SOURCE = """\
  - id: {id}
    authority: {authority}
    jurisdiction: {place}
    language: {language}
    tier: {tier}
    kind: listing
    url: https://{host}/notices/
    every: 8h
    items: ul.notices > li
"""
_PROGRAMME = """\
  - id: pilot-{n}
    name: Clearance pilot {n}
    aliases: [便利通关试点{n}]
    since: 2024-01-01
    status: official
    baseline:
      - {{name: ports, value: 12, unit: ports, words: [口岸, ports]}}
    awaited:
      - {{question: How to apply, words: [申请程序, how to apply]}}
      - {{question: Who may apply, words: [适用条件, eligibility criteria]}}
"""


@dataclass(frozen=True, slots=True)
class Source:
    """weight: its share of what happens."""

    id: str
    place: str
    language: str
    host: str
    official: bool
    weight: float


def sources() -> tuple[Source, ...]:
    chance = random.Random("sources")
    found = []
    for n in range(SOURCES):
        place = PLACES[n % len(PLACES)]
        language = "zh" if place == "CN" or n % 7 == 0 else "en"
        found.append(
            Source(f"{place.lower()}-authority-{n:03d}", place, language, f"www.authority-{n:03d}.example", n % 20 != 9,
                   chance.paretovariate(1.3))
        )  # fmt: skip
    return tuple(found)


def configuration(folder: Path) -> None:
    """sources.yaml, and the programmes beside it."""
    from monitor.demo.play import shipped_programmes

    more = "".join(_PROGRAMME.format(n=n) for n in range(FOLLOWED))
    (folder / "programmes.yaml").write_text(shipped_programmes().rstrip("\n") + "\n" + more, encoding="utf-8")
    written = _HEAD
    for n, source in enumerate(sources()):
        written += _SOURCE.format(
            id=source.id, place=source.place, language=source.language, host=source.host,
            authority=f"第{n}号主管机关 (Authority {n} of {source.place})", tier="official" if source.official else "secondary",
        )  # fmt: skip
    (folder / "sources.yaml").write_text(written, encoding="utf-8")


def programmes() -> tuple[str, ...]:
    own = tuple(f"pilot-{n}" for n in range(FOLLOWED))
    return ("industrial-equipment-green-channel", "solar-lighting-green-review", *own)


@dataclass(frozen=True, slots=True)
class Plan:
    """rounds: of checks of all sources. happens: by round and source, how many changes are seen."""

    rounds: int
    happens: Counter[tuple[int, int]]
    baseline: int  # notices of each source that stand there at first

    def started(self, turn: int, source: int) -> datetime:
        step = (ENDED - BEGUN) / self.rounds
        return (BEGUN + turn * step + source * step / SOURCES).replace(microsecond=0)


def plan(changes: int, checks: int) -> Plan:
    chance = random.Random("plan")
    rounds = -(-checks // SOURCES)
    weights = [source.weight for source in sources()]
    places = chance.choices(range(SOURCES), weights, k=changes)
    happens = Counter((chance.randrange(1, rounds), place) for place in places)
    return Plan(rounds, happens, max(1, changes * 40 // 200_000))


def outcome(turn: int, source: int, changes: int) -> tuple[str, str | None, str]:
    """How a check went, why, and whether the real page was seen."""
    if turn == 0 or changes:
        return "changed" if turn else "first", None, "real"
    if source % 23 == 4 and turn % 97 < 12:
        return "blocked", "HTTP 412 and a script that asks who we are", "challenged"
    chance = (turn * 7919 + source * 104_729) % 1000
    return next(how for below, how in _LUCK if chance < below)


_LUCK = (
    (6, ("failed", "no answer within 30 s", "unreachable")),
    (9, ("suspicious", "3 notices where 20 stood before", "truncated")),
    (11, ("partial", "2 notices could not be opened", "real")),
    (1000, ("unchanged", None, "real")),
)
GOOD = ("first", "unchanged", "changed")
DAY = timedelta(days=1)
