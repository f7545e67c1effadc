"""The calendar: what happens when, to whom, and the turns of the tool between."""

from __future__ import annotations

import heapq
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Self

from benchmarks.soak import cadence, faults, places, post
from benchmarks.soak.books import Books
from benchmarks.soak.faults import LOGIN, Fault
from benchmarks.soak.ledger import Ledger
from benchmarks.soak.places import Host, Place, Rows
from benchmarks.soak.readers import readers
from benchmarks.soak.words import Marks
from tests.site import Site

START = datetime(2026, 1, 5, 0, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KINDS = [
    *[places.Text] * 46, *[places.Tariff] * 10, *[places.Rows] * 10, *[places.Notices] * 20, *[places.News] * 9, *[places.Answers] * 5,
]  # fmt: skip
STALLING = 0.1  # of the passing faults may be a stall: each costs two real seconds, and a year has 5,000
SITE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Plan:
    """rest: days at the end in which nothing happens any more, so that all can come to rest."""

    days: int = 365
    sources: int = 500
    seed: int = 1
    hosts: int = 40
    changes: float = 12  # days from one change of a source to the next, on the average
    stalls: bool = True
    start: datetime = START

    @property
    def end(self) -> datetime:
        return self.start + DAY * self.days

    @property
    def rest(self) -> int:
        return max(min(14, self.days // 3), 3)


@dataclass
class Week:
    """What was measured at the end of a simulated week."""

    number: int
    rss_mb: float
    cpu_s: float
    wall_s: float
    checks: int
    process: int


class Tool:
    """The process under test, which can be killed and begun again."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._folder, self._environ = folder, environ
        self.begun = 0
        self.cpu_s = 0.0  # of those that ended
        self._cpu_s = 0.0
        self.start()

    def start(self) -> None:
        self.cpu_s, self._cpu_s = self.cpu_s + self._cpu_s, 0.0
        self.begun += 1
        self.process = subprocess.Popen(  # the pipes are ours and closed with it
            [sys.executable, "-m", "benchmarks.soak.tool"],
            cwd=self._folder,
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __call__(self, word: str, at: datetime) -> dict[str, float] | None:
        """What it answers; None when it died on the way."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({word: at.isoformat()}).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            return None
        answer: dict[str, float] = json.loads(line)
        self._cpu_s = answer["cpu_s"]
        return answer

    def kill(self) -> None:
        self.process.kill()

    def reap(self) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait()


@dataclass
class Year:
    """One run. say: where progress goes."""

    plan: Plan
    folder: Path
    say: Callable[[str], None] = lambda _: None
    happened: Counter[str] = field(default_factory=Counter)
    weeks: list[Week] = field(default_factory=list)
    turns: int = 0
    checks: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.plan.seed)
        self.now = self.plan.start
        self._order = count()
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._asleep_until: datetime | None = None
        self._armed: tuple[str, int] | None = None
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._flapping: list[Place] = []

    # -- the stage ---------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        plan = self.plan
        hosts = min(plan.hosts, plan.sources)
        self.hosts = [Host(Site(host=f"127.0.1.{number + 1}", poll_s=1.0)) for number in range(hosts)]
        for host in self.hosts:
            host.site.pages["/login"] = LOGIN
        marks = Marks()
        self.places: list[Place] = []
        for number in range(plan.sources):
            kind = places.Sheets if number % 125 == 60 else KINDS[number * 37 % len(KINDS)]
            rng = random.Random(f"{plan.seed} {number}")
            self.places.append(
                kind(
                    number,
                    self.hosts[number % hosts],
                    cadence.choose(number, rng),
                    marks,
                    rng=rng,
                    now=plan.start,
                )
            )
        self.office = post.Office()
        self.office.box.fatal = self._fatal
        self.readers = readers(self.places)
        self._write()
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
        self.environ |= {
            "MONITOR_SMTP_URL": f"smtp://127.0.0.1:{self.office.port}",
            "PYTHONPATH": str(SITE),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.monitor("init")
        self.books = Books(self.folder / "monitor.db")
        self.ledger = Ledger(self.places, self.readers, marks, self.office.box, self.books, plan.start)
        self.tool = Tool(self.folder, self.environ)
        for host in self.hosts:
            self._watch_requests(host.site)
        return self

    def __exit__(self, *_: object) -> None:
        self.tool.kill()
        self.tool.reap()
        self.books.close()
        if self.office.box.mood != "refused":
            self.office.close()
        for host in self.hosts:
            host.site.close()

    def _write(self) -> None:
        sources = "".join(place.yaml(number) for number, place in enumerate(self.places))
        networks = ", ".join(f"'{host.site.network}'" for host in self.hosts)
        settings = (
            "settings:\n  timezone: Europe/Brussels\n  contact: team@example.com\n  operators: [ops@example.com]\n"
            f"  per_host: {{connections: 1, delay: 0s}}\n  allow_networks: [{networks}]\n"
            "  limits: {retries: 0, page_time: 2s, connect_time: 2s}\n"
        )
        told = "".join(reader.yaml for reader in self.readers)
        text = f"{settings}sources:\n{sources}subscriptions:\n{told}"
        (self.folder / "sources.yaml").write_text(text, encoding="utf-8")

    def monitor(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command, at this time."""
        environ = self.environ | {"MONITOR_CLOCK": self.now.isoformat()}
        call = "import sys; from monitor.cli import main; sys.exit(main())"
        return subprocess.run(
            [sys.executable, "-c", call, *words], cwd=self.folder, env=environ, capture_output=True, text=True, check=False
        )  # fmt: skip

    def _watch_requests(self, site: Site) -> None:
        """Count what is asked, and do not keep it."""
        year = self

        class Counted(list):  # type: ignore[type-arg]
            def append(self, _: object) -> None:
                year.happened["requests"] += 1
                year._fatal("request")

        site.asked = Counted()

    # -- what happens ------------------------------------------------------------------------------

    def at(self, when: datetime, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), what))

    def again(self, mean: timedelta, what: Callable[[], None], *, until: datetime) -> None:
        """Do it at random, on the average so often, until then."""
        when = self.now + mean * self.rng.expovariate(1)
        if when < until:
            self.at(when, partial(self._once_more, mean, what, until))

    def _once_more(self, mean: timedelta, what: Callable[[], None], until: datetime) -> None:
        what()
        self.again(mean, what, until=until)

    def _set_the_stage(self) -> None:
        plan, calm = self.plan, self.plan.end - DAY * self.plan.rest
        self.calm = calm
        begun = plan.start + DAY  # everything was seen once
        self.now = begun
        for place in self.places:
            self.again(DAY * plan.changes, partial(self._change, place), until=calm)
            self.again(DAY * 35, partial(self._passing, place), until=calm)
            self.again(DAY * 90, partial(self._lasting, place), until=calm)
        for host in self.hosts:
            self.again(DAY * 60, partial(self._outage, host), until=calm)
        for place in self.places:
            if isinstance(place, Rows):
                self.again(DAY * 60, partial(self._upheaval, place), until=calm - 3 * place.cadence.usual)
        for place in self.places:
            if isinstance(place, places.Text) and place.cadence.usual <= DAY + HOUR:
                self.again(DAY * 200, partial(self._flap, place), until=calm - DAY * 14)
        self.again(DAY * 5, self._sick_post, until=calm)
        self.again(max(DAY * plan.days / 6, DAY * 3), self._sleep, until=calm)
        self.again(max(DAY * plan.days / 12, DAY * 2), self._drop_state, until=calm)
        half = (
            plan.start + DAY * plan.days / 2
        )  # afterwards one process lives to the end, so that its memory is measured
        self.again(max(DAY * plan.days / 60, DAY), self._arm, until=half)
        self.again(DAY * 30, self._compact, until=calm)
        self.again(DAY * 20, self._release, until=calm)
        self.now = plan.start

    def _change(self, place: Place) -> None:
        if place in self._flapping:
            return
        place.now = self.now
        self.happened[f"change: {place.change()}"] += 1

    def _flap(self, place: places.Text) -> None:
        if place not in self._flapping:
            self._flapping.append(place)
            self.happened["pages that went to and fro"] += 1
            self._next_turn(place, place.turns())

    def _next_turn(self, place: places.Text, turns: Iterator[None]) -> None:
        place.now = self.now
        if next(turns, self) is None:
            self.at(self.now + DAY, partial(self._next_turn, place, turns))
        else:  # it rests a while, so that an edit is not taken for one more turn
            self.at(self.now + DAY * 21, partial(self._flapping.remove, place))

    def _passing(self, place: Place) -> None:
        place.fault = place.fault or faults.passing(
            place.rng,
            place.language,
            slow=self.plan.stalls and place.rng.random() < STALLING,
            bare="body" not in place.keys and place.kind == "page",
        )

    def _lasting(self, place: Place) -> None:
        place.fault = faults.lasting(self.rng, self.now + DAY * self.rng.uniform(0.1, 3))
        self.at(place.fault.until or self.now, partial(self._mend, place))

    def _outage(self, host: Host) -> None:
        name = self.rng.choice(("closed", "status 503", "status 403", "challenge"))
        host.fault = Fault(name, self.now + DAY * self.rng.uniform(0.2, 4))
        self.happened["host outages"] += 1
        self.at(host.fault.until or self.now, partial(self._mend, host))

    def _mend(self, one: Place | Host) -> None:
        if one.fault and one.fault.until and one.fault.until <= self.now:
            one.fault = None

    def _upheaval(self, place: Rows) -> None:
        place.now = self.now
        before = place.upheaval()
        self.happened["upheavals"] += 1
        if self.rng.random() < 0.5:
            self.happened["upheavals undone"] += 1
            self.at(self.now + place.cadence.usual, partial(self._undo, place, before))

    def _undo(self, place: Rows, before: dict[str, tuple[str, list[str]]]) -> None:
        place.now = self.now
        place.undo(before)

    def _sick_post(self) -> None:
        mood = self.rng.choice(post.SICK)
        self.happened[f"post: {mood}"] += 1
        self.office.turn(mood)
        self.at(self.now + HOUR * self.rng.uniform(1, 40), partial(self.office.turn, None))

    def _sleep(self) -> None:
        self._asleep_until = self.now + DAY * self.rng.uniform(0.5, 2.5)
        self.happened["asleep"] += 1

    def _drop_state(self) -> None:
        self.happened["state dropped, store opened anew"] += 1
        self.tool("anew", self.now)

    def _arm(self) -> None:
        step = self.rng.choice(("request", "ehlo", "data", "request"))
        self._armed = step, self.rng.randrange(1, 60) if step == "request" else self.rng.randrange(1, 4)

    def _fatal(self, step: str) -> None:
        """Called on the server's side at each step: an armed death strikes."""
        with self._lock:
            if self._armed is None or self._armed[0] != step:
                return
            left = self._armed[1] - 1
            self._armed = (step, left) if left else None
            if left:
                return
        self.happened[f"killed at: {step}"] += 1
        self.tool.kill()

    def _compact(self) -> None:
        told = self.monitor("compact")
        self.happened["compacted"] += 1
        if told.returncode:
            self.ledger.wrong(f"compact: {told.stderr}")

    def _release(self) -> None:
        for source in self.books.holding()[:1]:
            self.happened["released by hand"] += 1
            if (told := self.monitor("release", source)).returncode:
                self.ledger.wrong(f"release: {told.stderr}")

    # -- the crank ---------------------------------------------------------------------------------

    def run(self) -> Ledger:
        self._set_the_stage()
        asleep = 0
        while self.now <= self.plan.end:
            while self._events and self._events[0][0] <= self.now:
                heapq.heappop(self._events)[2]()
            if self._asleep_until is not None and self.now < self._asleep_until:
                asleep += 1
            else:
                self._asleep_until = None
                if self._is_due():
                    self._turn()
            if (self.now - self.plan.start) % (7 * DAY) < HOUR:
                self._measure()
            self.now += HOUR
        self._turn()
        self.happened["hours asleep"] = asleep
        self.ledger.conclude(self.now)
        verified = self.monitor("verify")
        if verified.returncode:
            self.ledger.wrong(f"verify: {verified.stdout}{verified.stderr}")
        return self.ledger

    def _is_due(self) -> bool:
        """Whether a turn would do anything; the others are left out."""
        planned = self.books.planned()
        waiting = self.books.next_delivery()
        return (
            len(planned) < len(self.places)
            or min(planned.values()) <= self.now
            or (waiting is not None and waiting <= self.now)
            or any(any(reader.slots(self.now - HOUR, self.now)) for reader in self.readers)
        )

    def _turn(self) -> None:
        self.ledger.before(self.now)
        answer = self.tool("turn", self.now)
        self.turns += 1
        deaths = 0
        while answer is None:
            code = self.tool.reap()
            deaths += 1
            if code >= 0 or deaths > 5:  # nobody killed it
                raise RuntimeError(f"the tool ended by itself with {code}; see {self.folder}/tool.log")
            self.ledger.after(self.now, died=True)
            self.tool.start()
            self.now += timedelta(minutes=1)
            self.ledger.before(self.now)
            answer = self.tool("turn", self.now)
            self.turns += 1
        self.checks += self.ledger.after(self.now)
        self.answer = answer

    def _measure(self) -> None:
        week = (self.now - self.plan.start) // (7 * DAY)
        cpu, wall = self.tool.cpu_s + self.answer["cpu_s"], time.monotonic() - self._began
        self.weeks.append(Week(week, self.answer["rss"] / 2**20, cpu, wall, self.checks, self.tool.begun))
        self.say(
            f"week {week:2}: {self.checks:7} checks, {len(self.office.box.mails):5} mails, rss {self.weeks[-1].rss_mb:6.1f} MB, "
            f"tool {cpu:6.1f} CPU-s, {wall / 60:5.1f} min, {len(self.ledger.faults)} faults found"
        )
