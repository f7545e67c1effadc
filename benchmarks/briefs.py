"""Seconds and megabytes for a brief over many changes, in every format, each in a process of its own.

    python benchmarks/briefs.py [--changes 50000] [--formats html,md,json,xlsx,pdf] [--keep FOLDER]

The store is written first, which takes minutes: forty sources, half of the changes new notices and half amendments, each
with labels, words, codes, days and what is owed to readers. --keep leaves it there and takes it up again the next time.
Time is wall clock, memory what the process and the processes that it started had at most.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.model import (
    Amended,
    CellEdit,
    Changed,
    Check,
    Classification,
    Comparison,
    Content,
    Count,
    Direction,
    Edit,
    Evidence,
    FactDelta,
    FactKind,
    Facts,
    Finding,
    Label,
    LabelName,
    Listed,
    Mention,
    New,
    Notice,
    Owed,
    Reading,
    Row,
    Saying,
    Status,
    TableEdit,
    Text,
    Thread,
)
from monitor.store import Entry, create_store, open_store

BEGUN = datetime(2026, 10, 1, 1, tzinfo=UTC)
AT_ONCE = 250
SOURCES = 40
CLIENTS = 12

CONFIG = """\
settings: {timezone: Asia/Shanghai, contact: team@example.com}
include: [programmes.yaml]
sources:
"""
SOURCE = """\
  - id: source-{n}
    authority: Authority {n} (第{n}机关)
    jurisdiction: CN
    language: zh
    kind: page
    url: https://authority-{n}.example/notices.html
"""
READERS = """\
subscriptions:
  - name: compliance-daily
    to: [team@example.com]
    clients: all
clients:
"""

PROGRAMMES = ("industrial-equipment-green-channel", "solar-lighting-green-review")


def configuration(folder: Path) -> None:
    from monitor.demo.play import shipped_programmes

    (folder / "programmes.yaml").write_text(shipped_programmes(), encoding="utf-8")
    written = CONFIG + "".join(SOURCE.format(n=n) for n in range(SOURCES)) + READERS
    written += "".join(f'  client-{n}: {{name: Client {n}, hs: ["{84 + n}01"]}}\n' for n in range(CLIENTS))
    (folder / "sources.yaml").write_text(written, encoding="utf-8")


def text(chance: random.Random, n: int) -> Content:
    blocks = [
        Text(
            f"{k}、第{n}号事项：企业应当向海关提交有关单证，税率{chance.randrange(30)}%，商品编号{chance.randrange(10**9, 10**10)}。"
            * 2
        )
        for k in range(16)
    ]
    return Content(tuple(blocks))


def mentions(chance: random.Random) -> tuple[Mention, ...]:
    kinds = list(FactKind)
    return tuple(
        Mention(
            chance.choice(kinds),
            str(chance.randrange(10**6)),
            "提交有关单证",
            f"paragraph {k}",
            k * 90,
            k * 90 + 6,
        )
        for k in range(24)
    )


def finding(chance: random.Random, n: int, key: str, before: Notice | None) -> Finding:
    day = date(2026, 9, 1) + timedelta(days=chance.randrange(240))
    codes = tuple(str(chance.randrange(84 * 10**8, 96 * 10**8)) for _ in range(6))
    listed = Listed(
        key,
        f"关于第{n}号事项的公告 Notice {n}",
        f"https://authority.example/{key}.html",
        f"公告2026年第{n}号",
    )
    notice = Notice(listed, text(chance, n), "zh")
    names = chance.sample(list(LabelName), chance.choice([0, 1, 1, 2]))
    labels = tuple(
        Label(
            name,
            0.9,
            (
                Evidence("企业应当向海关提交有关单证", "应当提交", "paragraph 4"),
                Evidence("税率", "税率", "paragraph 5"),
            ),
            chance.choice(list(Direction)) if name is LabelName.ELIGIBILITY else None,
        )
        for name in names
    )
    facts = Facts(
        number=listed.number, published=day, effective=day if n % 3 else None, hs_codes=codes,
        counts=(Count("12", "个", "口岸"),), mentions=mentions(chance),
    )  # fmt: skip
    threads: tuple[Thread, ...] = ()
    if n % 100 == 0:
        saying = Saying("ports", str(12 + n // 100), f"在{12 + n // 100}个口岸开展。", "12", "ports")
        threads = (Thread(chance.choice(PROGRAMMES), "its name", says=(saying,)),)
    if before is None:
        return Finding(New(notice), Classification(labels, facts), threads, Status.OFFICIAL)
    comparison = Comparison(
        edits=(Edit("replace", "paragraph 4", "企业建议提交有关单证。" * 3, "企业应当提交有关单证。" * 3),),
        tables=(
            TableEdit(
                "附件 1", "商品编号",
                added=(Row(codes[0], (codes[0], "控制器", "5")),), removed=(Row(codes[1], (codes[1], "灯具", "8")),),
                changed=(CellEdit(codes[2], "税率", "8", "5"),),
            ),
        ),
        facts=(
            FactDelta("obligation", "建议", "应当", "paragraph 4"),
            FactDelta("duty rate", "8", "5", f"附件 1, row {codes[2]}, column 税率"),
        ),
    )  # fmt: skip
    return Finding(
        Amended(before, notice, comparison, silent=False),
        Classification(labels, facts),
        threads,
        Status.OFFICIAL,
    )


def write(folder: Path, changes: int) -> None:
    """The store, `AT_ONCE` changes a check."""
    chance = random.Random(6)
    configuration(folder)
    url = f"sqlite:///{folder / 'monitor.db'}"
    create_store(url)
    last: dict[int, list[Notice]] = {}
    with closing(open_store(url, now=BEGUN)) as store:
        for turn, start in enumerate(range(0, changes, AT_ONCE)):
            source, now = turn % SOURCES, BEGUN + timedelta(minutes=20 * turn)
            known = last.get(source)
            numbers = range(start, min(start + AT_ONCE, changes))
            findings = tuple(
                finding(chance, n, known[place].key if known else f"n{n}", known[place] if known else None)
                for place, n in enumerate(numbers)
            )
            notices = [one.change.notice for one in findings]
            last[source] = [] if known else notices
            if known:
                last.pop(source)
            owed = [
                Owed(
                    "compliance-daily",
                    place,
                    (
                        "every change",
                        f"watchlist hs {84 + place % CLIENTS}01; client Client {place % CLIENTS}",
                    ),
                )
                for place in range(len(findings))
                if place % 5 == 0
            ]
            reading = Reading(tuple(one.listed for one in notices), {one.key: one for one in notices})
            check = Check(f"source-{source}", now, timedelta(seconds=1))
            store.record_many([Entry(Changed(check, reading, findings), now + timedelta(days=1), "f", owed)])
            print(f"\r{start + AT_ONCE:,} changes written", end="", file=sys.stderr)
    print(file=sys.stderr)


RUN = """
import gc, resource, sys
gc.set_threshold(50_000, 20, 20)  # as monitor.cli.main does
from monitor.cli import run
run(sys.argv[1:])
for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    print(resource.getrusage(who).ru_maxrss)
"""


def measured(folder: Path, form: str) -> tuple[float, float, int]:
    """Seconds, megabytes at most, size of the file in kilobytes."""
    out = folder / f"brief.{form}"
    words = [
        "--config",
        str(folder / "sources.yaml"),
        "brief",
        "--quarter",
        "2026Q4",
        "--format",
        form,
        "--out",
        str(out),
    ]
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=False)
    took = time.perf_counter() - started
    if not out.exists():
        sys.exit(f"{form}: {done.stderr}")
    megabytes = sum(map(int, done.stdout.split()[-2:])) / 1024
    return took, megabytes, out.stat().st_size // 1024


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--changes", type=int, default=50_000)
    asked.add_argument("--formats", default="html,md,json,xlsx,pdf")
    asked.add_argument("--keep", type=Path)
    wish = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = wish.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "monitor.db").exists():
            write(folder, wish.changes)
        for form in wish.formats.split(","):
            took, megabytes, size = measured(folder, form)
            print(f"{form:5} {took:6.1f} s {megabytes:7.0f} MB {size:8,} KB", flush=True)


if __name__ == "__main__":
    main()
