"""How often labels of a given weight are right, on labelled notices: the points of monitor/rules/scores.yaml.

    python benchmarks/calibrating.py benchmarks/notices/open/zh.jsonl benchmarks/notices/open/en.jsonl

Only notices that the rules have not been mended on give an honest answer. Neighbouring weights are put
together until no share falls (pool adjacent violators).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from monitor.classify import classify
from monitor.rules import shipped_rules

LEAST = 12  # labels a point stands on


def answers(paths: list[str]) -> Iterator[tuple[float, bool]]:
    rules = replace(shipped_rules(), scores=())
    for path in paths:
        for line in Path(path).read_text("utf-8").splitlines():
            notice = json.loads(line)
            found = classify(notice["title"], notice.get("body") or "", rules, language=notice["lang"])
            yield from ((label.score, label.name in notice["labels"]) for label in found.labels)


def points(given: list[tuple[float, bool]]) -> Iterator[tuple[float, float, int]]:
    blocks: list[list[float]] = []
    for weight, right in sorted(given):
        if blocks and blocks[-1][2] < LEAST:
            blocks[-1] = [blocks[-1][0] + weight, blocks[-1][1] + right, blocks[-1][2] + 1]
        else:
            blocks.append([weight, float(right), 1])
        while len(blocks) > 1 and blocks[-1][2] >= LEAST and _share(blocks[-2]) > _share(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = [mine + more for mine, more in zip(blocks[-1], last, strict=True)]
    yield from ((block[0] / block[2], _share(block), int(block[2])) for block in blocks)


def _share(block: list[float]) -> float:
    return block[1] / block[2]


if __name__ == "__main__":
    for weight, share, count in points(list(answers(sys.argv[1:]))):
        print(f"  - [{weight:.2f}, {share:.2f}]  # {count} labels")
