"""Chinese in traditional signs as it reads in simplified ones, as long as before."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def simplified(text: str) -> str:
    """The text with every traditional sign of the table as its simplified one."""
    return text if text.isascii() else text.translate(_pairs())


@cache
def _pairs() -> dict[int, str]:
    from ruamel.yaml import YAML

    text = (files("monitor.rules") / "zh" / "characters.yaml").read_text("utf-8")
    pairs: list[str] = YAML(typ="safe").load(text)["pairs"].split()
    return {ord(pair[0]): pair[1] for pair in pairs}
