"""A digest as short texts for a chat: what matters most first, a few messages at most, the rest counted.

Services take 2,000 characters (Discord), 4,096 (Telegram) or more; a text of ours fits them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from zoneinfo import ZoneInfo

from monitor import shown
from monitor.answers import iso
from monitor.digest import Letterhead, Templates
from monitor.digest.items import item
from monitor.digest.page import page
from monitor.digest.press import POISON, Press, presses
from monitor.digest.render import tidy
from monitor.model import Digest, Line
from monitor.route import Subscription
from monitor.values import dataclass

MOST = 1_800  # characters of a text
TEXTS = 4  # of a digest
_ITEM = 1_000  # characters of a change; an address is told whole or not at all
_LAST = 200  # what the line takes that counts the rest


@dataclass
class Text:
    """One message for a chat. tells: ids of the changes in it, and in the last one of those that it only counts."""

    title: str
    blocks: list[str] = field(default_factory=list)
    tells: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        return tidy("\n\n".join(self.blocks))

    def encoded(self, _id: str) -> bytes:
        """The bytes of it; a chat has no place for our ids."""
        return self.body.encode("utf-8", "replace")

    def fits(self, block: str) -> bool:
        return sum(len(each) + 2 for each in self.blocks) + len(block) <= MOST - _LAST


def texts(
    digest: Digest,
    subscription: Subscription,
    templates: Templates,
    letterhead: Letterhead,
    mistakes: list[str],
    *,
    bare: bool = False,
) -> list[Text]:
    """The texts of a digest. mistakes: takes what is wrong in the operator's own template."""
    zone = ZoneInfo(subscription.timezone) if subscription.timezone else letterhead.timezone
    made, wrong = presses(templates, subscription.language, zone)
    mistakes += wrong
    *own, shipped = made
    for press in own:
        try:
            return _texts(digest, letterhead, press, bare=bare)
        except POISON as error:
            mistakes.append(press.complaint(error))
    return _texts(digest, letterhead, shipped, bare=bare)


def _texts(digest: Digest, letterhead: Letterhead, press: Press, *, bare: bool) -> list[Text]:
    sheet = page(digest, (), letterhead.names, press.words, part=1, parts=1)
    frame = press.set("digest/chat.txt", page=sheet).strip()
    made = [Text(shown.line(sheet.headline, 200), [_cut(frame, MOST // 2)] if frame else [])]
    for line, block in _blocks(digest, letterhead, press, bare=bare):
        if not made[-1].fits(block):
            if len(made) == TEXTS:
                break
            made.append(Text(made[0].title))
        made[-1].blocks.append(block)
        made[-1].tells += (line.change.id,)
    told = sum(len(text.tells) for text in made)
    if rest := tuple(line.change.id for line in digest.lines[told:]):
        command = f"monitor changes --since {iso(digest.coverage.since)}"
        made[-1].blocks.append(press.words.say("chat.more", n=len(rest), command=command))
        made[-1].tells += rest
    return made


def _blocks(
    digest: Digest, letterhead: Letterhead, press: Press, *, bare: bool
) -> Iterator[tuple[Line, str]]:
    today = digest.composed.astimezone(press.words.zone).date()
    for place, line in enumerate(digest.lines, 1):
        link = shown.link(line.change.finding.change.notice.listed.url)
        block = f"{place}. {press.words.say('item.poison', id=line.change.id)}\n{link or ''}".strip()
        if not bare:
            try:
                told = item(line, today, letterhead.names, press.words)
                block = shown.text(press.set("digest/chat_item.txt", item=told, place=place)).strip()
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                pass  # told by its id and address: one change costs nobody the others (M05)
        yield line, _cut(block, _ITEM)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
