"""Plays the story: every morning the site is checked and the digests leave, with that day's clock."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from monitor import pipeline, telling
from monitor.config import load
from monitor.config.starter import starter
from monitor.demo.site import Replica, served
from monitor.demo.story import STORY, opening
from monitor.errors import ConfigError
from monitor.model import Changed, Delivery, First, Good, Outcome, Partial, Unchanged
from monitor.opening import open_world
from monitor.store import create_store, open_store
from monitor.values import dataclass
from monitor.world import World

SOURCES = """\
# What the demo watches: a replica site on loopback, one source of each way of publishing.
settings:
  timezone: Asia/Shanghai
  contact: compliance@example.com
  per_host: {{connections: 1, delay: 0s}}
  allow_networks: ["127.0.0.1:{port}"]
sources:
  - id: cn-gacc-announcements
    authority: General Administration of Customs (海关总署), replica
    jurisdiction: CN
    language: zh
    kind: listing
    url: http://127.0.0.1:{port}/customs/notices/index.html
    every: 1d
    items: "#customs_con ul.news_list > li"
    body: .news_detail_con
    at_least: 5
    reread: [1d, 3d, 7d, 14d, 30d, 60d, 90d]
  - id: cn-gacc-green-channel
    authority: General Administration of Customs, English site, replica
    jurisdiction: CN
    language: en
    kind: page
    url: http://127.0.0.1:{port}/customs/programmes/green-channel.html
    every: 1d
    body: .atcl-cnt
  - id: cn-mee-declaration
    authority: Ministry of Ecology and Environment (生态环境部), replica
    jurisdiction: CN
    language: zh
    kind: page
    url: http://127.0.0.1:{port}/xxgk/solar-declaration.html
    every: 1d
  - id: cn-mofcom-measures
    authority: Ministry of Commerce (商务部), replica
    jurisdiction: CN
    language: zh
    kind: api
    url: http://127.0.0.1:{port}/api/measures.json
    every: 1d
    items: pageInfo.rows
    content: remarks
    success: {{path: code, equals: "200"}}
  - id: press-lighting
    authority: Lighting Trade Press (demo)
    jurisdiction: INT
    language: en
    tier: secondary
    kind: feed
    url: http://127.0.0.1:{port}/press/feed.atom
    every: 1d
include: [programmes.yaml]
subscriptions:
  - name: compliance-daily
    to: [compliance@example.com]
    send: daily 08:00
    labels: [eligibility, hs-mapping, documentation]
    watchlist:
      hs: ["8541.43", "9405.4", "8417-8419"]
      words: [solar street light, 太阳能路灯, 太阳能照明]
    when_quiet: skip
  - name: weekly-proof
    to: [audit@example.com]
    send: weekly mon 08:00
    when_quiet: attest
"""


@dataclass
class Hands:
    """A clock with its hands in our fingers."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def play(out: Path, say: Callable[[str], None]) -> int:
    """The whole story, a morning a day; exit code 0 when it went through."""
    folder = fresh(out)
    replica = opening()
    with served(replica) as port:
        (folder / "programmes.yaml").write_text(shipped_programmes(), encoding="utf-8")
        (folder / "sources.yaml").write_text(SOURCES.format(port=port), encoding="utf-8")
        config = load(folder / "sources.yaml", {})
        create_store(config.database_url)
        hands = Hands(STORY[0].day)
        with (
            closing(open_store(config.database_url, now=hands.now)) as store,
            open_world(config, store, hands) as world,
        ):
            mornings(world, replica, hands, say)
    mails = sorted((folder / "outbox").glob("*.eml"))
    say(f"\n{len(mails)} digests are in {folder / 'outbox'}, each as .eml and .html")
    say(f"look on with: monitor --config {folder / 'sources.yaml'} changes")
    return 0


def mornings(world: World, replica: Replica, hands: Hands, say: Callable[[str], None]) -> None:
    """Every day from the first scene to the last; days on which nothing is to be told are only counted."""
    scenes = {scene.day: scene for scene in STORY}
    day, quiet = STORY[0].day, 0
    while day <= STORY[-1].day:
        if scene := scenes.get(day):
            scene.happens(replica)
        lines, checks = morning(world, hands, day)
        if scene or lines:
            if quiet:
                say(f"\n            {quiet} checks on the days between: nothing changed")
            say(f"\n{day:%Y-%m-%d}  {scene.what if scene else ''}")
            for line in lines or ["nothing changed"]:
                say(f"    {line}")
            quiet = 0
        else:
            quiet += checks
        day += timedelta(days=1)


def morning(world: World, hands: Hands, day: datetime) -> tuple[list[str], int]:
    """The checks a little before eight, the digests at eight: what is worth a line, and how many checks."""
    with world.store.exclusive("demo"):
        hands.now = day - timedelta(minutes=5)
        outcomes = list(pipeline.watch(world, world.config.sources))
        hands.now = day
        deliveries = list(telling.tell(world, day))
    worth = [outcome for outcome in outcomes if not isinstance(outcome, Unchanged)]
    return [*map(told, worth), *map(mailed, deliveries)], len(outcomes)


def fresh(out: Path) -> Path:
    """An empty folder; an earlier demo's is cleared, anybody else's is left alone."""
    if out.exists() and any(out.iterdir()) and not (out / ".demo").exists():
        raise ConfigError(f"{out} is not empty and not an earlier demo: name another folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / ".demo").touch()
    return out


def shipped_programmes() -> str:
    """The two programmes, cut out of the shipped sources.yaml."""
    text = starter()
    start = text.index("\nprogrammes:") + 1
    end = text.find("\nsubscriptions:", start)
    return text[start : end if end > 0 else None]


def told(outcome: Outcome) -> str:
    text = f"{outcome.check.source:24} {outcome.name}"
    if isinstance(outcome, First | Changed | Partial):
        changes = [f"{f.change.name}: {f.change.notice.title}" for f in outcome.findings]
        text += f" ({'; '.join(changes)})" if changes else ""
    return text if isinstance(outcome, Good) else f"{text}: {getattr(outcome, 'reason', '')}"


def mailed(delivery: Delivery) -> str:
    return f"-> {delivery.recipient}: {delivery.message.subject} ({delivery.state.value})"
