"""Who was told what in the archive, what waits, what is held back or taken back, and what the team decided."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from benchmarks.archive import plan as planned
from benchmarks.archive.rows import Rows, Seen, texts
from monitor.digest.compose import digest_id
from monitor.model import Stand, State, Wish
from monitor.store import chain, schema, steps
from monitor.store.codec import Circumstances, encode

ZONE = ZoneInfo("Asia/Shanghai")
WAY = (
    (State.ASSIGNED,),
    (State.ASSIGNED, State.IN_REVIEW),
    (State.ASSIGNED, State.IN_REVIEW, State.DONE),
    (State.NOT_RELEVANT,),
)
PEOPLE = ("li", "wang", "chen", "garcia")
NOTES = (
    "与客户确认中",
    "Please look at the annex first.",
    "同上一版，仅日期不同",
    "Filed with the broker.",
    None,
    None,
)


def tell(connection: Connection, seen: Sequence[Seen]) -> None:
    """Digests day by day, and the mails that carried them."""
    for name, hour, recipients in (
        ("compliance-daily", 8, ["team@example.com"]),
        ("solar-desk", 9, ["solar@example.com", "lights@example.com"]),
    ):
        connection.execute(insert(schema.subscriptions), {"name": name, "since": planned.BEGUN})
        for slot, some in _by_slot(seen, name, hour):
            _digest(connection, name, slot, some, recipients)


def _wants(one: Seen, name: str) -> tuple[str, ...]:
    if name == "compliance-daily":
        return tuple(f"label {label}" for label in one.labels)
    met = [code for code in one.codes if code.startswith(("8541", "9405"))]
    words = [word for word in ("太阳能路灯", "solar street lights") if word in one.title]
    return (*(f"watchlist hs {code[:4]}" for code in met[:1]), *(f"watchlist word {word}" for word in words))


def _by_slot(
    seen: Sequence[Seen], name: str, hour: int
) -> Iterator[tuple[datetime | None, list[tuple[Seen, tuple[str, ...]]]]]:
    """What is owed at each slot; None: what waits for the next one."""
    day = planned.BEGUN.astimezone(ZONE).date()
    slot = datetime.combine(day, time(hour), ZONE)
    waiting: list[tuple[Seen, tuple[str, ...]]] = []
    for one in seen:
        while one.detected >= slot:
            yield slot, waiting
            slot, waiting = slot + planned.DAY, []
        if why := _wants(one, name):
            waiting.append((one, why))
    yield None, waiting


def _digest(
    connection: Connection,
    name: str,
    slot: datetime | None,
    some: list[tuple[Seen, tuple[str, ...]]],
    to: list[str],
) -> None:
    id_ = digest_id(name, slot) if slot else None
    owed = [{"subscription": name, "change": one.id, "why": texts(*why), "digest": id_} for one, why in some]
    if slot is None or id_ is None:
        if owed:
            connection.execute(insert(schema.owed), owed)
        return
    composed = slot + timedelta(minutes=2)
    quiet = not some and name == "solar-desk"
    said = Circumstances(slot - planned.DAY, slot, planned.SOURCES, {"unchanged": 880, "changed": 20}, ())
    row = {
        "id": id_,
        "subscription": name,
        "slot": slot,
        "composed": composed,
        "lines": len(some),
        "quiet": quiet,
    }
    connection.execute(insert(schema.digests), row | {"said": encode(Circumstances, said).decode()})
    if owed:
        connection.execute(insert(schema.owed), owed)
    rows = [] if quiet else [_delivery(id_, recipient, slot, composed, some) for recipient in to]
    if rows:
        connection.execute(insert(schema.deliveries), rows)
    chain.compose(connection, id_, composed, rows, subscription=name, told=[one.id for one, _ in some])


def _delivery(
    id_: str, to: str, slot: datetime, composed: datetime, some: list[tuple[Seen, tuple[str, ...]]]
) -> dict[str, object]:
    mail = EmailMessage()
    mail["To"], mail["From"], mail["Subject"] = (
        to,
        "monitor@example.com",
        f"{len(some)} changes, {slot:%Y-%m-%d}",
    )
    mail["Message-ID"] = f"<{id_.replace('/', '.')}.{to.partition('@')[0]}@example.com>"
    mail.set_content("\n".join(f"{one.id} {one.title}" for one, _ in some) or "Nothing new.")
    turn = slot.toordinal() % 211
    late = composed > planned.ENDED.astimezone(ZONE) - timedelta(hours=30)
    state = "waiting" if late and turn % 2 else "parked" if turn == 7 else "sent"
    return {
        "digest": id_, "channel": "mail", "recipient": to, "message": mail["Message-ID"], "subject": mail["Subject"],
        "mime": bytes(mail), "tells": " ".join(str(one.id) for one, _ in some), "bare": False, "state": state,
        "attempts": {"sent": 1, "parked": 12, "waiting": 2}[state], "first_try": composed, "next_try": composed,
        "uncertain": 0, "reason": None if state == "sent" else "450 4.2.1 the mailbox is busy", "lease_until": None,
    }  # fmt: skip


def decide(connection: Connection, seen: Sequence[Seen]) -> None:
    """One change in twenty was triaged; of the last year's with labels, one in five."""
    chance = random.Random("decisions")
    sayings = []
    for one in seen:
        recent = one.detected > planned.ENDED - timedelta(days=365)
        if not one.labels or chance.random() > (0.2 if recent else 0.05):
            continue
        at, owner, stand = one.detected, chance.choice(PEOPLE), Stand()
        due = (one.detected + timedelta(days=14)).date() if chance.random() < 0.6 else None
        for state in chance.choices(WAY, (20, 18, 40, 20) if recent else (4, 4, 68, 24))[0]:
            at += timedelta(hours=chance.randrange(1, 40))
            if at > planned.ENDED:
                break
            wish = Wish(state, owner, due, chance.choice(NOTES))
            step, saying = steps.record(connection, one.id, stand, wish, who=chance.choice(PEOPLE), now=at)
            stand = step.stand
            sayings.append(saying)
    chain.append(connection, sayings)


def hold_and_correct(rows: Rows, seen: Sequence[Seen], source_of: dict[int, str]) -> None:
    """A storm that the breaker holds back now, one that ended, and some things that were told wrongly."""
    last = source_of[seen[-1].id]
    held = [one for one in seen[-20_000:] if source_of[one.id] == last][-30:]
    rows.add(
        schema.holds,
        {"source": last, "since": held[0].detected, "reason": "30 of 40 notices changed at once"},
    )
    for one in held:
        rows.add(schema.held, {"change": one.id, "source": last, "ended": None, "untold": None})
    for one in seen[len(seen) // 3 : len(seen) // 3 + 60]:
        if one in held:
            continue
        row = {
            "change": one.id,
            "source": source_of[one.id],
            "ended": one.detected + planned.DAY,
            "untold": "undone since",
        }
        rows.add(schema.held, row)
    for one in seen[:: max(1, len(seen) // 60)]:
        reason = texts("person", "the day was misread") if one.labels else None
        if reason:
            rows.add(
                schema.corrections,
                {"change": one.id, "by": None, "found": one.detected + planned.DAY, "reason": reason},
            )
    for n in range(40):
        day = (planned.ENDED - timedelta(days=5 * n + 3)).date()
        source = source_of[seen[(n * 131) % len(seen)].id]
        found = datetime.combine(day, time(23), planned.ENDED.tzinfo)
        rows.add(schema.missed, {"source": source, "day": day, "found": found, "number": 1 + n % 3})
    rows.add(schema.heartbeats, {"role": "run", "beat": planned.ENDED})
    rows.flush()
