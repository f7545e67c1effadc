"""A view -> an HTML page that stands alone: side by side, inline, or fit for a mail.

What other people wrote is only ever a value in a template, escaped by Jinja (C13). The pages ask nobody for
anything and run nothing. Each is kept under a size: first folds stop opening, then changes are counted
instead of shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor import shown
from monitor.digest.moved import SETS, value
from monitor.digest.press import Press, Printed, Templates, from_best_press
from monitor.digest.words import Words
from monitor.values import dataclass
from monitor.views.fitting import fitted
from monitor.views.sheet import Fact, Line, Piece, Section, View

SIZE_BYTES = 1_000_000
MAIL_BYTES = 100_000  # mail programs cut off what is longer
LANGUAGES = ("en", "zh")
UTC = ZoneInfo("UTC")


class Look(StrEnum):
    """How a page shows both versions."""

    INLINE = "inline"
    SIDE = "side"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class About:
    """What stands above a view. address: of the notice, a link when it may be one. kind: what happened, as the
    words call it. id: of the recorded change.
    """

    title: str
    language: str = "und"
    kind: str = "compared"
    address: str = ""
    source: str = ""
    detected: datetime | None = None
    id: str = ""


def printed(
    view: View,
    about: About,
    templates: Templates,
    look: Look,
    *,
    language: str = "en",
    zone: ZoneInfo = UTC,
    most_bytes: int | None = None,
) -> Printed:
    """The view as a page of at most so many bytes. The same values give the same page."""
    most = most_bytes or (MAIL_BYTES if look is Look.MAIL else SIZE_BYTES)
    return from_best_press(
        "diff", templates, language, zone, lambda press: _page(view, about, press, look, most)
    )


def _page(view: View, about: About, press: Press, look: Look, most: int) -> str:
    """The page, with less and less in it until it is small enough."""
    room = most
    while True:
        page = _set(fitted(view, room, folds=look is not Look.MAIL), about, press, look)
        if len(page.encode()) <= most or room < most // 500:
            return page
        room = room * 2 // 3


def _set(view: View, about: About, press: Press, look: Look) -> str:
    html = press.set(
        f"diff/{look}.html", view=view, about=_shown(about, press.words), tell=Teller(press.words)
    )
    if look is not Look.MAIL:
        return str(html)
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)
    # what stays a style sheet is put first, and a browser looks for the charset in the first kilobyte only
    return str(inliner.inline(html)).replace("<head>", '<head><meta charset="utf-8">', 1)


def _shown(about: About, words: Words) -> Mapping[str, object]:
    told = (
        words.say("item.source", source=shown.line(about.source)) if about.source else "",
        words.say("item.detected", moment=words.moment(about.detected)) if about.detected else "",
        words.say("item.evidence", id=shown.line(about.id)) if about.id else "",
    )
    return {
        "title": shown.line(about.title),
        "language": shown.line(about.language) or "und",
        "kind": about.kind,
        "address": shown.line(about.address),
        "link": shown.link(about.address) if about.address else None,
        "trail": words.say("sign.dot").join(part for part in told if part),
    }


@dataclass(frozen=True, slots=True)
class Teller:
    """What a view's values are called in the reader's language."""

    words: Words

    def place(self, line: Line) -> str:
        if not line.place:
            return ""
        return shown.line(line.place) if line.role == "field" else self.where(line.place)

    def where(self, path: str) -> str:
        """A place in the reader's language: "paragraph 4", "Annex 1, row 8541430010"; names stay as they are."""
        return self.words.say("sign.comma").join(self._spot(part) for part in shown.line(path).split(", "))

    def _spot(self, part: str) -> str:
        kind, _, which = part.partition(" ")
        if which and f"spot.{kind}" in self.words.phrases:
            return self.words.say(f"spot.{kind}", which=which)
        return self.words.name("spot_alone", part)

    def note(self, line: Line) -> str:
        return shown.line(line.note, 160)

    def fact(self, fact: Fact) -> str:
        """What moved, and in which place: "Rate, row 8541430010"."""
        name = self.words.name("fact", shown.line(fact.name).removeprefix("count:"))
        where = self.where(fact.place) if fact.place else name
        return name if where == name else f"{name}{self.words.say('sign.comma')}{where}"

    def sides(self, fact: Fact) -> tuple[str, str]:
        """Its values; of a set only those that went, and those that came."""
        before, after = fact.before, fact.after
        if fact.name in SETS:
            old, new = before.split(", "), after.split(", ")
            before = ", ".join(each for each in old if each not in new)
            after = ", ".join(each for each in new if each not in old)
        return value(before, self.words), value(after, self.words)

    def skipped(self, piece: Piece) -> str:
        return self.words.say(f"diff.{piece.mark}", n=piece.count)

    def section(self, section: Section) -> str:
        if section.kind != "file":
            return self.words.say(f"diff.{section.kind}")
        return self.words.say("diff.file", name=section.name)
