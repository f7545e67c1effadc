"""Who is told, and when; the slots are counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.soak.cadence import moment
from benchmarks.soak.places import Place

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """where: countries; sources: by their ids. None of both: everything. times: none is immediately."""

    name: str
    to: tuple[str, ...]
    send: str
    zone: str
    times: tuple[time, ...] = ()
    weekdays: tuple[int, ...] = tuple(range(7))
    where: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    quiet: str = "attest"

    def hears_of(self, place: Place) -> bool:
        return (self.where is None or place.cadence.jurisdiction in self.where) and (
            self.sources is None or place.id in self.sources
        )

    def slots(self, after: datetime, until: datetime) -> Iterator[datetime]:
        zone = ZoneInfo(self.zone)
        day = after.astimezone(zone).date()
        while day <= until.astimezone(zone).date():
            if day.weekday() in self.weekdays:
                yield from (at for each in self.times if after < (at := moment(day, each, zone)) <= until)
            day += DAY

    @property
    def yaml(self) -> str:
        lines = [f"  - name: {self.name}", f"    to: [{', '.join(self.to)}]", f"    send: {self.send}"]
        lines += [f"    timezone: {self.zone}", f"    when_quiet: {self.quiet}"]
        lines += [f"    jurisdictions: [{', '.join(self.where)}]"] if self.where else []
        lines += [f"    sources: [{', '.join(self.sources)}]"] if self.sources else []
        return "\n".join(lines) + "\n"


def readers(places: list[Place]) -> list[Reader]:
    return [
        Reader("at-once", ("alarm@example.com",), "immediately", "UTC"),
        Reader("china", ("li@example.com", "wang@example.com"), "daily 08:00", "Asia/Shanghai", (time(8),), where=("CN",)),
        Reader("night", ("night@example.com",), "daily 02:30", "Europe/Brussels", (time(2, 30),), where=("GB", "IN"), quiet="skip"),
        Reader("desk", ("desk@example.com",), "weekdays 08:00, 16:00", "Europe/Brussels", (time(8), time(16)), (0, 1, 2, 3, 4)),
        Reader(
            "weekly", ("board@example.com",), "weekly mon, thu 09:00", "America/New_York", (time(9),), (0, 3),
            sources=tuple(place.id for place in places[::7]),
        ),
    ]  # fmt: skip
