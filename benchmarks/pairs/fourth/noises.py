"""What a site and its system show otherwise at the next visit although the office says the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from html import escape
from typing import Any

from .doc import Doc, Maker, said

Chrome = dict[str, Any]  # what one visit shows round the document, by the names of SHOWN and FLAGS
Draw = Callable[[Maker, random.Random, Doc], Any]


def hotline(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    first, last = rng.choice(("7:30", "8:00", "9:00")), rng.choice(("15:00", "15:30", "16:30"))
    text = said(maker.words["noise"]["hotline"], **{"n": 7, "from": first, "to": last})
    return f'<p class="hotline">{text}</p>'


def counter_open(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    return f'<div class="opening"><i class="dot"></i> {rng.choice(maker.words["noise"]["open"])}</div>'


def queue(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    told = maker.words["noise"]
    rows = "".join(
        f"<tr><td>{place}</td><td>{said(told['minutes'], n=5 * rng.randrange(1, 19))}</td></tr>"
        for place in told["places"]
    )
    return f'<section class="widget waits"><h3>{told["queue"]}</h3><table>{rows}</table></section>'


def slogan(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    n = rng.randrange(3)
    text = maker.words["noise"]["slogans"][n]
    return f'<aside class="campaign"><a href="/go/{n}"><img src="/img/c{n}.jpg" alt=""><span>{text}</span></a></aside>'


def session(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    text = said(maker.words["noise"]["session"], n=rng.randrange(3, 30))
    return f'<div class="session-note" role="status">{text}</div>'


def searches(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    found = "".join(f'<li><a href="/find?q={n}">{text}</a></li>' for n, text in some(maker, rng))
    return f'<div class="searches"><h3>{maker.words["noise"]["searches"]}</h3><ul>{found}</ul></div>'


def some(maker: Maker, rng: random.Random) -> list[tuple[int, str]]:
    return rng.sample(list(enumerate(maker.words["goods"])), 4)


def calendar(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    n = rng.randrange(2)
    told, today = maker.words["noise"], rng.randrange(1, 29)
    days = [""] * (0, 2)[n] + [str(day) for day in range(1, (30, 31)[n] + 1)]
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    rows = "".join(f"<tr>{''.join(cell(day, today) for day in week)}</tr>" for week in weeks)
    head = "".join(f"<th>{day}</th>" for day in told["days"].split())
    return f'<div class="calendar"><table><caption>{told["month"].split("|")[n]}</caption><tr>{head}</tr>{rows}</table></div>'


def cell(day: str, today: int) -> str:
    return f'<td class="today">{day}</td>' if day == str(today) else f"<td>{day}</td>"


def legal(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    texts = maker.words["noise"]["legal"]
    shown = [texts[0], texts[rng.randint(1, 2)], *rng.sample(texts[3:5], rng.randrange(3)), texts[5]]
    found = "".join(f'<li><a href="/l/{texts.index(one)}">{one}</a></li>' for one in shown)
    return f'<ul class="legal">{found}</ul>'


def seal(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    code = "-".join(f"{rng.getrandbits(16):04X}" for _ in range(4))
    return f'<p class="seal">{said(maker.words["noise"]["seal"], code=code)}</p>'


def related(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    shown = rng.sample(list(enumerate(maker.related)), 5)
    found = "".join(f'<li><a href="/doc/{n}">{escape(text)}</a></li>' for n, text in shown)
    return f'<section class="related"><h2>{maker.words["noise"]["related"]}</h2><ul>{found}</ul></section>'


def cite(maker: Maker, rng: random.Random, doc: Doc) -> str:
    when = f"{rng.randrange(1, 29):02}.06.2026 {rng.randrange(8, 18):02}:{rng.randrange(60):02}"
    text = said(maker.words["noise"]["cite"], site=maker.words["site"], title=doc.title, when=when)
    return f'<div class="cite"><p>{escape(text)}</p></div>'


def timing(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    seconds = maker.decimal(f"0.{rng.randrange(11, 99)}")
    return f'<p class="hits">{said(maker.words["noise"]["timing"], n=1204, s=seconds)}</p>'


def expand(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    return f'<button class="toggle-all" type="button">{rng.choice(maker.words["noise"]["expand"])}</button>'


def ordering(maker: Maker, rng: random.Random, _doc: Doc) -> str:
    n = rng.randrange(2)
    way = ("desc", "asc")[n]
    return (
        f'<div class="sorting"><a href="?order={way}">{maker.words["noise"]["sort"][n]} {"↓↑"[n]}</a></div>'
    )


def offer(maker: Maker, _rng: random.Random, _doc: Doc) -> str:
    return f'<div class="language-offer"><p>{maker.words["noise"]["offer"]}</p><button>×</button></div>'


def identity(_maker: Maker, rng: random.Random, _doc: Doc) -> str:
    return "".join(rng.choice("abcdefghijklmnop") for _ in range(3)) + f"-c{rng.randrange(100, 400)}"


def icon(_maker: Maker, rng: random.Random, _doc: Doc) -> str:
    return rng.choice(("PDF", "PDF icon", "application/pdf", "pdf.svg", ""))


ANY, READ = frozenset({"notice", "faq", "finder", "list"}), frozenset({"notice", "faq", "finder"})
# Drawn anew at either visit: name -> (where it stands, on which forms, how it is drawn).
DRAWN: dict[str, tuple[str, frozenset[str], Draw]] = {
    "office-hours": ("foot", ANY, hotline),
    "open-now": ("top", ANY, counter_open),
    "queue-times": ("rail", ANY, queue),
    "slogan-rotates": ("above", ANY, slogan),
    "session-note": ("top", ANY, session),
    "top-searches": ("rail", ANY, searches),
    "month-calendar": ("rail", ANY, calendar),
    "legal-links": ("foot", ANY, legal),
    "page-seal": ("below", READ, seal),
    "related-shuffled": ("below", READ, related),
    "citation": ("below", frozenset({"notice"}), cite),
    "result-timing": ("above", frozenset({"finder", "list"}), timing),
    "expand-toggle": ("above", frozenset({"faq", "notice"}), expand),
    "sort-toggle": ("above", frozenset({"finder", "list"}), ordering),
    "icon-texts": ("icon", frozenset({"notice", "list"}), icon),
    "generated-ids": ("uid", ANY, identity),
}
# There at one of the two visits only.
TURNED: dict[str, tuple[str, frozenset[str], Draw]] = {
    "language-offer": ("top", ANY, offer),
    "contents-box": ("contents", frozenset({"notice", "faq"}), lambda *_: True),
    "tooltips": ("tooltips", frozenset({"notice"}), lambda *_: True),
}
NOISES = {**DRAWN, **TURNED}
FLAGS = {"icon-texts", "generated-ids", "contents-box", "tooltips"}
NOTHING = {"icon": "PDF", "uid": "ghk-c117", "contents": False, "tooltips": False}


def visits(wanted: list[str], doc: Doc, maker: Maker, rng: random.Random, form: str) -> tuple[Chrome, Chrome]:
    """The furniture of two visits: what is wanted differs, some of the rest stands on both alike."""
    first: Chrome = {"top": [], "above": [], "below": [], "rail": [], "foot": [], **NOTHING}
    second: Chrome = {name: list(part) if isinstance(part, list) else part for name, part in first.items()}
    for name, (place, forms, draw) in NOISES.items():
        if form not in forms or (name not in wanted and rng.random() > (0.4 if name in DRAWN else 0.2)):
            continue
        old: Any = draw(maker, rng, doc)
        new: Any = old
        if name in wanted and name in TURNED:
            old, new = rng.choice(((old, None), (None, old)))
        while name in wanted and new == old:
            new = draw(maker, rng, doc)
        for chrome, shown in ((first, old), (second, new)):
            if name in FLAGS:
                chrome[place] = shown
            elif shown:
                chrome[place].append(shown)
    return first, second
