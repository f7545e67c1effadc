"""Which column of a table holds codes of goods, whatever it is called and in whichever language."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.compare.forms.text import normal
from monitor.facts.cues import holds_codes

LABEL = "HS code"  # what facts are looked for behind


def coded(heading: str, values: Iterable[str]) -> str:
    """What to call a column for whoever looks for codes of goods: "" unless all these values of it are such codes."""
    held = [normal(value) for value in values if value.strip()]
    return LABEL if held and holds_codes(normal(heading), held) else ""
