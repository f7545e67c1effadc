"""The figures of a run as a table, also into a document between two marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

BEGIN, END = "<!-- peers: made by `make peers` -->", "<!-- /peers -->"


@dataclass(frozen=True)
class Row:
    """One pass of one tool. stored: bytes it keeps afterwards. told, alarms, missed, failed: pages."""

    tool: str
    pages: int
    title: str
    cpu_s: float
    wall_s: float
    peak_mib: float
    stored: int
    told: int
    alarms: int
    missed: int
    failed: int

    @property
    def ms(self) -> float:
        return 1000 * self.cpu_s / self.pages

    def line(self) -> str:
        return (
            f"{self.tool:18} {self.pages:5} {self.title:22} {self.ms:8.2f} ms a page, {self.wall_s:6.1f} s, {self.peak_mib:4.0f} MiB, "
            f"{self.stored / self.pages / 1024:6.1f} KiB a page; told {self.told}, alarms {self.alarms}, missed {self.missed}, failed {self.failed}"
        )


def markdown(rows: list[Row], grown: dict[str, float], titles: list[str]) -> str:
    """A table for each number of pages; medians over the rounds."""
    parts = [
        _one([row for row in rows if row.pages == pages], grown, titles)
        for pages in sorted({row.pages for row in rows})
    ]
    return "\n\n".join(parts)


def _one(rows: list[Row], grown: dict[str, float], titles: list[str]) -> str:
    pages = rows[0].pages
    head = [
        f"{pages:,} pages",
        *titles,
        "peak MiB",
        "KiB a page",
        "bytes a version",
        "noise, 1 %: told / alarms / missed",
    ]
    lines = [head, ["---"] * len(head)]
    for tool in dict.fromkeys(row.tool for row in rows):
        own = [row for row in rows if row.tool == tool]

        def of(title: str, what: Callable[[Row], float], own: list[Row] = own) -> float:
            return median(what(row) for row in own if row.title == title)

        watcher = not tool.startswith("floor")
        last = titles[-1]
        said = " / ".join(f"{of(last, what):.0f}" for what in (_told, _alarms, _missed))
        lines.append(
            [
                tool,
                *(f"{of(title, lambda row: row.ms):.2f}" for title in titles),
                f"{max(row.peak_mib for row in own):.0f}",
                f"{of(titles[0], lambda row: row.stored) / pages / 1024:.1f}" if watcher else "",
                f"{grown[tool]:,.0f}" if watcher and tool in grown else "",
                said if watcher else "",
            ]
        )
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _told(row: Row) -> float:
    return row.told


def _alarms(row: Row) -> float:
    return row.alarms


def _missed(row: Row) -> float:
    return row.missed


def write(text: str, path: Path) -> None:
    """Put the table between the marks of a document, which must have them."""
    document = path.read_text()
    if BEGIN not in document or END not in document:
        raise SystemExit(f"{path}: no place for the table; it needs the lines {BEGIN} and {END}")
    before, rest = document.split(BEGIN, 1)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END, 1)[1]}")
