"""The codes that moved by a change: which became which, whose rate moved, which came to a list or left it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice, pairwise

from monitor.brief.quoting import quote
from monitor.brief.sheet import CodeMove, Proof, Quote, What
from monitor.facts import rates
from monitor.facts.codes import codes as codes_in
from monitor.hs import digits
from monitor.model import (
    Amended,
    Comparison,
    Content,
    FactDelta,
    FactKind,
    LabelName,
    New,
    Recorded,
    Restored,
    Row,
    Table,
    TableEdit,
)
from monitor.patterns import regex
from monitor.prose import prose

MOST = 60  # codes of one change that are told one by one
_ROW = regex(r"(?:.{1,300}, )?row ([0-9][0-9. ]{3,16})(?:, column (.{1,200}))?")
_CODE = regex(r"(?:ex ?)?[0-9]{4}[0-9. ]{0,12}", re.ASCII)
# between two codes of a sentence: the first becomes the second
_BECOMES = regex(
    r"(?:调整|修改|变更|更改|改|转|归并|并|拆分)(?:归类)?[为至入到成]|→|->|=>|\b(?:becomes?|become|replaced by|is now|are now|changed to|moved to|reclassified (?:to|under|in)|renumbered|superseded by)\b",
    re.IGNORECASE,
)
_OLD = regex(
    r"原|旧|调整前|修改前|变更前|\b(?:old|former|previous|existing|before|from|current)\b|2017", re.IGNORECASE
)
_NEW = regex(r"新|调整后|修改后|变更后|\b(?:new|revised|after|to|replacement|amended)\b|2022", re.IGNORECASE)


def moves(recorded: Recorded, proof: Proof) -> tuple[CodeMove, ...]:
    """What moved about codes, at most `MOST` lines; the last one counts the others."""
    change = recorded.finding.change
    effective = recorded.finding.classification.facts.effective
    if isinstance(change, Amended | Restored):
        found = _compared(change.comparison, proof)
    elif isinstance(change, New):
        found = _named(recorded, change.notice.content, proof)
    else:
        found = iter(())
    told = list(islice(_once(found), 5_000))
    kept = [replace(each, effective=effective) for each in told[:MOST]]
    if len(told) > MOST:
        kept[-1] = replace(kept[-1], more=len(told) - MOST)
    return tuple(kept)


def _once(found: Iterator[CodeMove]) -> Iterator[CodeMove]:
    """Each thing once: a table's row tells it, and so may the facts. What says more comes first."""
    seen: set[tuple[object, ...]] = set()
    for each in found:
        mark = (digits(each.old or ""), digits(each.new or ""), each.what, each.before, each.after)
        bare = (digits(each.old or ""), digits(each.new or ""), each.what)
        if mark in seen or (each.before is each.after is None and bare in seen):
            continue
        seen |= {mark, bare}
        yield each


# -- an amendment ----------------------------------------------------------------------------------


def _compared(comparison: Comparison, proof: Proof) -> Iterator[CodeMove]:
    mapped = list(chain.from_iterable(_mapped(edit.before, edit.after, proof) for edit in comparison.edits))
    yield from mapped
    for table in comparison.tables:
        yield from _of_table(table, proof)
    texts = {edit.path: edit.after or edit.before or "" for edit in comparison.edits}
    for delta in comparison.facts:
        yield from _of_fact(delta, texts, proof)


def _of_table(table: TableEdit, proof: Proof) -> Iterator[CodeMove]:
    for cell in table.changed:
        where = quote(f"{cell.before} → {cell.after}", f"{table.name}, row {cell.key}, column {cell.column}")
        said = _quoting(proof, where)
        if _is_code(cell.before) and _is_code(cell.after) and not _is_measure(cell.column):
            yield CodeMove(cell.before.strip(), cell.after.strip(), What.MAPPING, said, goods=cell.key)
        elif _is_code(cell.key):
            rate = rates.rate_of_column(cell.column)
            what = What.RATE if rate else What.ENTRY
            yield CodeMove(
                cell.key, cell.key, what, said, rate or cell.column, cell.before or "", cell.after or ""
            )
    gone = {_label(row): row for row in table.removed if _is_code(row.key)}
    for row in table.added:
        if not _is_code(row.key):
            continue
        goods = _label(row)
        old = gone.pop(goods, None) if goods else None
        said = _quoting(proof, quote(" · ".join(row.cells), f"{table.name}, row {row.key}"))
        if old is not None:  # the same goods under another code
            yield CodeMove(old.key, row.key, What.MAPPING, said, goods=goods)
        else:
            yield CodeMove(None, row.key, What.LIST, said, goods=goods)
    for row in gone.values():
        said = _quoting(proof, quote(" · ".join(row.cells), f"{table.name}, row {row.key}"))
        yield CodeMove(row.key, None, What.LIST, said, goods=_label(row))


def _label(row: Row) -> str:
    """What a row says of its goods: its cells but for the code."""
    cells = (cell.strip() for cell in row.cells)
    return " · ".join(cell for cell in cells if cell and digits(cell) != digits(row.key))


def _of_fact(delta: FactDelta, texts: dict[str, str], proof: Proof) -> Iterator[CodeMove]:
    place = delta.place or ""
    text = texts.get(place)
    said = _quoting(proof, quote(text, place)) if text else proof
    if delta.name == "hs_codes":
        old, new = _series(delta.before), _series(delta.after)
        if len(old) == len(new) == 1:
            yield CodeMove(old[0], new[0], What.MAPPING, said)
            return
        yield from (CodeMove(code, None, What.LIST, said) for code in old if code not in new)
        yield from (CodeMove(None, code, What.LIST, said) for code in new if code not in old)
    elif delta.name in rates.RATES:
        row = _ROW.fullmatch(place)
        code = row[1].strip() if row else _only_code(text or "")
        if code:
            yield CodeMove(code, code, What.RATE, said, delta.name, delta.before or "", delta.after or "")


def _series(written: str | None) -> list[str]:
    return [code for code in (written or "").split(", ") if code]


def _only_code(text: str) -> str | None:
    found = _codes(text)
    return found[0] if len(found) == 1 else None


def _codes(text: str) -> list[str]:
    """The codes that a text names, as it writes them, each once."""
    if len(text) > 5_000 or not any(map(str.isdigit, text)):
        return []
    ready = prose(text)
    return list(dict.fromkeys(ready.plain[start:end].strip() for start, end in codes_in(ready)))


def _mapped(before: str | None, after: str | None, proof: Proof) -> Iterator[CodeMove]:
    """Of a sentence that says so itself: 8541.40 is replaced by 8541.43."""
    if after and after != before:
        yield from _by_words(after, proof)


def _by_words(text: str, proof: Proof) -> Iterator[CodeMove]:
    if len(text) > 2_000 or not _BECOMES.search(text):
        return
    ready = prose(text)
    spans = list(codes_in(ready))
    for (start, end), (start2, end2) in pairwise(spans):
        between = ready.plain[end:start2]
        if len(between) <= 40 and _BECOMES.search(between):
            old, new = ready.plain[start:end].strip(), ready.plain[start2:end2].strip()
            if digits(old) != digits(new):
                yield CodeMove(old, new, What.MAPPING, _quoting(proof, quote(text)))


# -- a new notice ----------------------------------------------------------------------------------


def _named(recorded: Recorded, content: Content, proof: Proof) -> Iterator[CodeMove]:
    """What a new notice says: tables of old and new codes, rates with their code, and the codes it names."""
    classification = recorded.finding.classification
    quotes = [
        evidence.text
        for label in classification.labels
        if label.name is LabelName.HS_MAPPING
        for evidence in label.evidence
    ]
    if not quotes:
        return
    mapped = [*chain.from_iterable(_by_words(text, proof) for text in quotes)]
    mapped += chain.from_iterable(_transposed(table, proof) for table in _tables(content))
    yield from mapped
    told = {digits(code) for each in mapped for code in (each.old, each.new) if code}
    for mention in classification.facts.mentions:
        if mention.kind is FactKind.RATE and mention.of:
            measure, _, code = mention.of.rpartition(" ")
            if _is_code(code) and digits(code) not in told:
                said = _quoting(proof, quote(mention.text, mention.place))
                told.add(digits(code))
                yield CodeMove(None, code, What.RATE, said, measure or None, None, mention.value)
    places = {
        mention.value: mention.place
        for mention in reversed(classification.facts.mentions)
        if mention.kind is FactKind.HS_CODE
    }
    goods = _goods(content)
    for code in classification.facts.hs_codes:
        if digits(code) not in told:
            row, where = goods.get(digits(code), ""), places.get(code)
            words = " · ".join(part for part in (code, row) if part)
            named = _quoting(proof, quote(words, where)) if where else proof
            yield CodeMove(None, code, What.NAMED, named, goods=row)


def _goods(content: Content) -> dict[str, str]:
    """By code, what the rows of tables say beside it."""
    found: dict[str, str] = {}
    for table in _tables(content):
        for row in table.rows[:2_000]:
            for cell in row[:20]:
                if _is_code(cell):
                    others = (each.strip() for each in row if each.strip() != cell.strip())
                    said = " · ".join(each for each in others if each and not each.isdecimal())
                    found.setdefault(digits(cell), said)
    return found


def _tables(content: Content) -> Iterator[Table]:
    blocks = chain(content.blocks, *(each.blocks or () for each in content.attachments))
    return islice((block for block in blocks if isinstance(block, Table)), 50)


def _transposed(table: Table, proof: Proof) -> Iterator[CodeMove]:
    """Rows of a table that has a column of old codes and one of new ones."""
    held = [
        place
        for place in range(min(len(table.columns), 20))
        if (values := [row[place] for row in table.rows[:50] if row[place].strip()])
        and sum(map(_is_code, values)) * 10 >= len(values) * 8
    ]
    old = [place for place in held if _OLD.search(table.columns[place])]
    new = [place for place in held if _NEW.search(table.columns[place]) and place not in old]
    if len(old) != 1 or len(new) != 1:
        return
    for row in table.rows[:2_000]:
        before, after = row[old[0]].strip(), row[new[0]].strip()
        if digits(before) == digits(after):
            continue
        goods = " · ".join(
            cell.strip() for place, cell in enumerate(row) if cell.strip() and place not in held
        )
        said = _quoting(proof, quote(" · ".join(cell for cell in row if cell.strip()), f"table {table.name}"))
        yield CodeMove(before or None, after or None, What.MAPPING, said, goods=goods)


# -- pieces ----------------------------------------------------------------------------------------


def _is_code(written: str) -> bool:
    bare = written.strip()
    return _CODE.fullmatch(bare) is not None and 4 <= len(digits(bare)) <= 12


def _is_measure(column: str) -> bool:
    """Whether numbers of a column are amounts, whatever they look like."""
    return rates.rate_of_column(column) is not None or "%" in column


def _quoting(proof: Proof, said: Quote) -> Proof:
    return replace(proof, quotes=(said,)) if said.text else proof
