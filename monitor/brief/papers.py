"""The checklist: which documents a change asks for anew, drops, or asks for otherwise than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from monitor.brief.quoting import both, quote
from monitor.brief.sheet import Asked, Paper, Proof, Quote
from monitor.facts import duties
from monitor.facts.papers import papers as papers_in
from monitor.facts.standards import standards
from monitor.model import Amended, Edit, LabelName, New, Recorded, Restored
from monitor.prose import prose

MOST = 12  # lines of one change
LONGEST = 20_000  # characters of a sentence that is looked at
# How much is asked, the least first. Who forbids a document asks for less, who waives it too.
FORCES = ("forbidden", "waived", "allowed", "recommended", "required")
_BINDING = FORCES.index("required")
_UNSAID = FORCES.index("recommended")  # a sentence that names a document and no duty


def checklist(recorded: Recorded, proof: Proof) -> tuple[Paper, ...]:
    """What a change does to the documents people need; nothing for one that is not about documents."""
    finding = recorded.finding
    quotes = [
        quote(evidence.text, evidence.place)
        for label in finding.classification.labels
        if label.name is LabelName.DOCUMENTATION
        for evidence in label.evidence
    ]
    if not quotes:
        return ()
    change = finding.change
    if isinstance(change, Amended | Restored) and change.before is not None:
        found = _compared(change.comparison.edits, proof)
    elif isinstance(change, New | Restored):
        found = _asked(quotes, proof)
    else:
        found = iter([Paper((), Asked.DROPPED, proof)])  # whether it still holds, only the authority can say
    kept = tuple(islice(_once(found), MOST)) or (
        Paper((), Asked.CHANGED, replace(proof, quotes=tuple(quotes[:3]))),
    )
    effective = finding.classification.facts.effective
    return tuple(replace(each, effective=effective) for each in kept)


def _once(found: Iterator[Paper]) -> Iterator[Paper]:
    seen: set[tuple[object, ...]] = set()
    for each in found:
        mark = (each.names or each.after or each.before, each.how, each.force)
        if mark not in seen:
            seen.add(mark)
            yield each


def _asked(quotes: list[Quote], proof: Proof) -> Iterator[Paper]:
    """What a new notice asks for, sentence by sentence: those that name a document first, a title only when alone."""
    looked: dict[str, tuple[Quote, tuple[str, ...], str | None]] = {}
    for said in quotes:
        looked.setdefault(said.text, (said, names(said.text), force(said.text)))
    sentences = [each for each in looked.values() if each[0].place != "title"] or list(looked.values())
    told: set[str] = set()
    named = [each for each in sentences if each[1]]
    for said, called, how in named:
        if not set(called) <= told:
            told |= set(called)
            asked = Asked.DROPPED if _weight(how) < FORCES.index("allowed") else Asked.ASKED
            yield Paper(called, asked, replace(proof, quotes=(said,)), how, after=said.text)
    if not named:
        said, called, how = sentences[0]
        yield Paper(called, Asked.ASKED, replace(proof, quotes=(said,)), how, after=said.text)


def _compared(edits: tuple[Edit, ...], proof: Proof) -> Iterator[Paper]:
    """What an amendment asks for otherwise, passage by passage."""
    for edit in edits:
        if edit.op == "move" or max(len(edit.before or ""), len(edit.after or "")) > LONGEST:
            continue
        before, after = (names(edit.before or ""), names(edit.after or ""))
        was, now = (force(edit.before or ""), force(edit.after or ""))
        if not before and not after and was == now:
            continue
        said = replace(proof, quotes=(quote(edit.after or edit.before or "", edit.path),))
        old, new = both(edit.before, edit.after)
        come = tuple(name for name in after if name not in before)
        gone = tuple(name for name in before if name not in after)
        if come and not _renamed(come, gone):
            how = Asked.DROPPED if _weight(now) < FORCES.index("allowed") else Asked.ASKED
            yield Paper(come, how, said, now, None, old, new)
        if gone and not _renamed(come, gone):
            yield Paper(gone, Asked.DROPPED, said, None, was, old, new)
        stayed = tuple(name for name in after if name in before) or (come if _renamed(come, gone) else ())
        if stayed and (edit.before or "") != (edit.after or ""):
            yield Paper(stayed, _moved(was, now), said, now, was, old, new)
        elif not before and not after and {was, now} & {"required", "recommended", "waived"}:
            yield Paper((), _moved(was, now), said, now, was, old, new)


def _renamed(come: tuple[str, ...], gone: tuple[str, ...]) -> bool:
    """Whether one document is called otherwise: "ISO 14067 declaration" for "carbon footprint declaration"."""
    return len(come) == len(gone) == 1 and come[0].split()[-1] == gone[0].split()[-1]


def _moved(was: str | None, now: str | None) -> Asked:
    before, after = _weight(was), _weight(now)
    if after == before:
        return Asked.CHANGED
    if after == _BINDING:
        return Asked.RAISED
    return Asked.LOWERED if before == _BINDING or after < before else Asked.CHANGED


def _weight(force: str | None) -> int:
    return FORCES.index(force) if force in FORCES else _UNSAID


def names(text: str) -> tuple[str, ...]:
    """The documents that a text names, each by one name."""
    if not text or len(text) > LONGEST:
        return ()
    ready = prose(text)
    return tuple(dict.fromkeys(name for _, _, name in papers_in(ready, list(standards(ready)))))


def force(text: str) -> str | None:
    """How much a sentence asks: the strongest of its words, where none of them takes it back."""
    if not text or len(text) > LONGEST:
        return None
    ready = prose(text)
    found = [duty.force for duty in duties.duties(ready, 0, len(ready.plain)) if duty.force in FORCES]
    if not found:
        return None
    if "required" in found:
        return "required"
    return "waived" if "waived" in found else max(found, key=FORCES.index)
