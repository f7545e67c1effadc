"""How each tool is told to watch the pages, what a pass of it is, and what it says has changed.

Every one is set up as its documentation says for a plain page: whole text, no selector. A pass is one call, as cron makes it.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from benchmarks.peers.notices import chinese

FLOOR = Path(__file__).parents[1] / "floor.py"
_CHANGED = re.compile(r"^(?:\d+\. )?CHANGED: page (\d+)", re.MULTILINE)
_FAILED = re.compile(r"^(?:\d+\. )?ERROR: page (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """Numbers of pages."""

    changed: frozenset[int]
    failed: frozenset[int] = frozenset()


@dataclass
class Tool:
    """folder: its own, where it keeps what it keeps. venvs: where `make peers` installed the others."""

    name: ClassVar[str]
    most: ClassVar[int] = 100_000  # pages; one that takes minutes for a pass is not run with more
    environment: ClassVar[dict[str, str]] = {}
    folder: Path
    urls: list[str]
    venvs: Path
    keeps: tuple[str, ...] = field(default=(), init=False)  # files and folders whose size is its memory

    def program(self, name: str) -> str:
        return str(self.venvs / self.name / "bin" / name)

    def prepare(self) -> list[str] | None:
        """Write its settings; a command that sets up its memory, which is not counted, when there is one."""

    def first(self) -> list[str]:
        """The command of the first pass."""
        raise NotImplementedError

    def again(self) -> list[str]:
        """The command of every later one."""
        return self.first()

    def said(self, _out: str) -> Said:
        """What a pass found, of those that look at all; a floor says nothing."""
        return Said(frozenset())

    def stored(self) -> int:
        """Bytes that it keeps."""
        roots = [self.folder / name for name in self.keeps]
        files = [
            path
            for root in roots
            for path in (root.rglob("*") if root.is_dir() else root.parent.glob(root.name + "*"))
        ]
        return sum(path.stat().st_size for path in files if path.is_file())


class Monitor(Tool):
    name = "monitor"

    def prepare(self) -> list[str]:
        self.keeps = ("monitor.db",)
        hosts = sorted({url.split("/")[2] for url in self.urls})
        config = {
            "settings": {
                "timezone": "Asia/Shanghai",
                "contact": "bench@example.com",
                "per_host": {"connections": 2, "delay": "0s"},
                "allow_networks": hosts,
            },
            "sources": [
                {
                    "id": f"page-{number}",
                    "authority": "Bench",
                    "jurisdiction": "CN",
                    "language": "zh" if chinese(number) else "en",
                    "kind": "page",
                    "url": url,
                    "every": "1h",
                }
                for number, url in enumerate(self.urls)
            ],
        }
        (self.folder / "sources.yaml").write_text(json.dumps(config, indent=1))
        return [self._own(), "init"]

    def _own(self) -> str:
        return str(Path(sys.executable).with_name("monitor"))

    def first(self) -> list[str]:
        return [self._own(), "check", "--all", "--json"]

    def said(self, out: str) -> Said:
        told = [json.loads(line) for line in out.splitlines()]
        number = {answer["source"]: int(answer["source"].removeprefix("page-")) for answer in told}
        return Said(
            frozenset(number[answer["source"]] for answer in told if answer["changes"]),
            frozenset(
                number[answer["source"]]
                for answer in told
                if answer["outcome"] not in ("first", "unchanged", "changed")
            ),
        )


class Urlwatch(Tool):
    name = "urlwatch"

    def prepare(self) -> None:
        self.keeps = ("cache.db",)
        jobs = (
            f"name: page {number}\nurl: {url}\nfilter:\n  - html2text\n"
            for number, url in enumerate(self.urls)
        )
        (self.folder / "urls.yaml").write_text("---\n".join(jobs))
        (self.folder / "hooks.py").write_text("")
        (self.folder / "urlwatch.yaml").write_text(
            "display: {new: true, error: true, unchanged: false}\n"
            "report:\n  text: {line_length: 75, details: true, footer: true, minimal: false}\n"
            "  stdout: {enabled: true, color: false}\n  email: {enabled: false}\n"
            "job_defaults: {all: {}, browser: {}, shell: {}, url: {}}\n"
        )

    def first(self) -> list[str]:
        return [
            self.program("urlwatch"),
            *(
                "--urls",
                "urls.yaml",
                "--config",
                "urlwatch.yaml",
                "--hooks",
                "hooks.py",
                "--cache",
                "cache.db",
            ),
        ]

    def said(self, out: str) -> Said:
        return Said(*(frozenset(map(int, sign.findall(out))) for sign in (_CHANGED, _FAILED)))


class Webchanges(Tool):
    name = "webchanges"
    most = 200

    def prepare(self) -> None:
        self.keeps = ("snapshots.db",)
        jobs = (
            f"name: page {number}\nurl: {url}\nfilter:\n  - html2text\n"
            for number, url in enumerate(self.urls)
        )
        (self.folder / "jobs.yaml").write_text("---\n".join(jobs))
        (self.folder / "config.yaml").write_text(
            "display: {new: false, error: true, unchanged: false}\n"
            "report:\n  text: {line_length: 75, details: true, footer: true, minimal: false}\n"
            "  stdout: {enabled: true, color: false}\n  browser: {enabled: false}\n  email: {enabled: false}\n"
        )

    def first(self) -> list[str]:
        return [
            self.program("webchanges"),
            *("--jobs", "jobs.yaml", "--config", "config.yaml", "--database", "snapshots.db"),
        ]

    said = Urlwatch.said  # it is urlwatch's child, and says it in the same words


class Changedetection(Tool):
    """Its batch mode: add the pages, or look at all of them again, and end. A change is one version more in its history."""

    name = "changedetection.io"
    most = 200
    environment: ClassVar[dict[str, str]] = {
        "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",
        "FETCH_WORKERS": "10",
        "DISABLE_VERSION_CHECK": "true",
        "LLM_FEATURES_DISABLED": "true",
        "MINIMUM_SECONDS_RECHECK_TIME": "0",
    }

    def prepare(self) -> None:
        self.keeps = ("kept",)
        self._versions: dict[int, int] = {}

    def first(self) -> list[str]:
        return [*self._batch(), *(word for url in self.urls for word in ("-u", url))]

    def again(self) -> list[str]:
        return [*self._batch(), "-r", "all"]

    def _batch(self) -> list[str]:
        place = ("-d", "kept", "-C", "-h", "127.0.0.1", "-p", "18811")
        return [self.program("changedetection.io"), *place, "-l", "WARNING", "-b"]

    def said(self, _out: str) -> Said:
        known, failed = dict(self._versions), set()
        for path in (self.folder / "kept").glob("*/watch.json"):
            watch = json.loads(path.read_text())
            number = self.urls.index(watch["url"])
            history = path.with_name("history.txt")
            self._versions[number] = len(history.read_text().splitlines()) if history.exists() else 0
            if watch.get("last_error"):
                failed.add(number)
        changed = {
            number for number, versions in self._versions.items() if known and versions > known.get(number, 0)
        }
        return Said(frozenset(changed), frozenset(failed))


class Floor(Tool):
    """No watcher: a `requests` pool that fetches and hashes, the least that any of them must do."""

    name = "floor, requests"

    def prepare(self) -> None:
        self.keeps = ("state.json",)
        (self.folder / "jobs.txt").write_text("\n".join(self.urls))

    def first(self) -> list[str]:
        return [sys.executable, str(FLOOR), "jobs.txt", "state.json"]


class Curl(Tool):
    """No watcher either: curl fetches, keeps nothing and compares nothing."""

    name = "floor, curl"

    def prepare(self) -> None:
        lines = (f'url = "{url}"\noutput = "/dev/null"\n' for url in self.urls)
        (self.folder / "urls.cfg").write_text("compressed\n" + "".join(lines))

    def first(self) -> list[str]:
        return ["curl", "-sS", "--parallel", "--parallel-max", "50", "-K", "urls.cfg"]


ALL: dict[str, type[Tool]] = {
    kind.name: kind for kind in (Monitor, Urlwatch, Webchanges, Changedetection, Floor, Curl)
}
