"""A brief as Markdown: for a wiki, a ticket, a message. What other people wrote cannot become markup in it."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.brief.html import text
from monitor.brief.sheet import Brief
from monitor.brief.tables import STANDS, Row, Section, Source, Table
from monitor.brief.told import told
from monitor.digest.words import Words
from monitor.patterns import regex

MOST = 300  # rows of a section
QUOTES = 2
_SIGNS = regex(r"([\\`*_{}\[\]<>#|~&$@])")  # what Markdown obeys anywhere
_FIRST = regex(r"^([-+=>]|[0-9]{1,9}(?=[.)]))")  # and what only where a text begins
_LINKS = regex(r"(?<=[a-zA-Z]):(?=//)|(?<=www)\.")  # what some make a link of by themselves
_HEADS = {  # the columns that a row is called by
    "days": ("day", "title"),
    "codes": ("old", "new", "goods"),
    "papers": ("document",),
    "access": ("title",),
    "programmes": ("fact", "question"),
    "impacts": ("title",),
    "rumours": ("claim",),
    "doubts": ("source",),
    "changes": ("title",),
}
_UNTOLD = {"programmes": ("programme",), "impacts": ("client",), "doubts": ("link",)}


def markdown(brief: Brief, words: Words, rest: str) -> Iterator[str]:
    """The brief, line by line. rest: the command that lists every change."""
    said = told(brief, words, rest, most=MOST)
    yield f"# {escaped(words.say('brief.kicker'))}: {escaped(said.title)}\n\n"
    if said.span != said.title:
        yield f"{escaped(said.span)}  \n"
    yield f"{escaped(words.say('sign.dot').join(said.about))}\n\n"
    yield f"{escaped(words.say('sign.sentence').join(said.lead))}\n\n"
    for figure in said.figures:
        yield f"- **{figure.shown}** {escaped(figure.name)}\n"
    yield f"\n## {escaped(words.say('brief.first'))}\n\n"
    for row in said.first:
        yield f"- **{escaped(str(row.cells['level']))}**: {escaped(str(row.cells['title']))}"
        yield f"{_more(row, ('labels', 'moved', 'why'), words)}\n"
    if not said.first:
        yield f"{escaped(words.say('brief.none_first'))}\n"
    for section in said.sections:
        yield from _section(section, words)
    yield f"\n## {escaped(words.say('section.coverage'))}\n\n{escaped(words.say('sign.sentence').join(said.coverage))}\n\n---\n\n{escaped(said.foot)}\n"


def escaped(written: str) -> str:
    """The text on one line, with nothing in it that Markdown would obey."""
    flat = _LINKS.sub(lambda met: f"\\{met[0]}", _SIGNS.sub(r"\\\1", " ".join(written.split())))
    first = _FIRST.match(flat)
    if first is None:
        return flat
    return f"\\{flat}" if not first[0].isdigit() else f"{first[0]}\\{flat[first.end() :]}"


def _section(section: Section, words: Words) -> Iterator[str]:
    yield f"\n## {escaped(section.title)}\n\n"
    if not section.tables:
        yield f"{escaped(section.empty)}\n"
        return
    yield f"{escaped(section.lead)}\n"
    for table in section.tables:
        yield "\n"
        if table.title:
            yield f"### {escaped(table.title)}\n\n"
        if table.note:
            yield f"{escaped(table.note)}\n\n"
        for row in table.rows:
            yield from _row(row, table, section.id, words)
    for more in section.more:
        yield f"\n> {escaped(more)}\n"


def _row(row: Row, table: Table, section: str, words: Words) -> Iterator[str]:
    heads = _HEADS[section]
    called = [text(row.cells.get(name), words) for name in heads]
    name = " → ".join(called[:2]) if section == "codes" and all(called[:2]) else ""
    name = " · ".join(each for each in ([name, *called[2:]] if name else called) if each)
    others = [column.id for column in table.columns if column.id not in (*heads, *_UNTOLD.get(section, ()))]
    yield f"- **{escaped(name)}**{_more(row, others, words)}\n"
    if row.source is not None:
        said = {text(cell, words) for cell in row.cells.values()}
        for quote, place in row.source.quotes[:QUOTES]:
            if quote not in said:
                where = f" {escaped(words.say('sign.round', text=place))}" if place else ""
                yield f"  - {escaped(words.say('item.quote', text=quote))}{where}\n"
        yield f"  - {proof(row.source, words)}\n"


def _more(row: Row, columns: tuple[str, ...] | list[str], words: Words) -> str:
    """The other cells behind the first, each under its name where it needs one."""
    said = []
    for name in columns:
        cell = text(row.cells.get(name), words)
        if not cell or cell == STANDS:
            continue
        plain = name in (
            "level",
            "change",
            "labels",
            "moved",
            "why",
            "sort",
            "what",
            "how",
            "state",
            "direction",
            "told",
            "note",
        )
        label = "" if plain else f"{words.say(f'column.{name}')}{words.say('sign.colon')}"
        said.append(escaped(f"{label}{cell}"))
    return f" · {' · '.join(said)}" if said else ""


def proof(source: Source, words: Words) -> str:
    """Where a line comes from."""
    parts = [escaped(f"{source.authority} ({source.source})")]
    if source.number:
        parts.append(escaped(words.say("item.number", number=source.number)))
    if source.link:
        parts.append(f"[{escaped(words.say('item.open'))}](<{address(source.link)}>)")
    else:
        parts.append(escaped(words.say("item.unsafe", address=source.address)))
    parts.append(escaped(words.say("item.evidence", id=source.id)))
    if source.status:
        parts.append(escaped(source.status))
    return " · ".join(parts)


def address(link: str) -> str:
    """The address as it may stand between pointed brackets."""
    for sign, code in (("\\", "%5C"), ("<", "%3C"), (">", "%3E"), (" ", "%20"), ("\n", "%0A")):
        link = link.replace(sign, code)
    return link
