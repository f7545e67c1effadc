"""One change as it is shown and as it is handed out with all that proves it: by the command line and in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.answers import show_answer
from monitor.compare import PLAIN, Guide

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.digest.press import Templates
    from monitor.sources.base import BaseSource
    from monitor.store import Store


def guide(sources: Iterable[BaseSource], store: Store, source: str) -> Guide:
    """How a source's versions are compared, with what was learned; by that alone when it is configured no more."""
    from monitor.compare.noise import habits

    found = next((each.guide for each in sources if each.id == source), PLAIN)
    return replace(found, volatile=habits.volatile(store.habits(source), source))


def bundle(
    store: Store,
    id_: str,
    sources: Iterable[BaseSource],
    templates: Templates,
    *,
    language: str,
    zone: ZoneInfo,
) -> tuple[dict[str, bytes], tuple[str, ...]] | None:
    """The files of the change people know by this id, by name, and what is wrong with the operator's templates; None
    when there is no such change.
    """
    from monitor.evidence.bundle import files
    from monitor.views import Look, about, of_change, printed

    recorded, proof = store.change(id_), store.proof(id_)
    if recorded is None or proof is None:
        return None
    view = of_change(recorded, guide(sources, store, recorded.source))
    page = printed(view, about(recorded), templates, Look.INLINE, language=language, zone=zone)
    answer = json.dumps(show_answer(recorded), ensure_ascii=False, indent=1)
    told = {
        "diff.html": page.html.encode("utf-8", "replace"),
        "change.json": answer.encode("utf-8", "backslashreplace"),
    }
    return files(proof, told), page.mistakes
