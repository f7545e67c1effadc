"""Standards a text names: ISO 14067:2018, GB/T 24067-2024, IEC 60598, ISPM 15."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.patterns import regex
from monitor.prose import Prose

_STANDARD = regex(
    r"(?:ISO(?:/IEC|/TS|/TR|/ASTM)?|IEC(?:/TR|/TS|/EN)?|EN(?: ISO| IEC)?|GB(?:/T|/Z)?|SN/T|SN|HS/T|HJ(?:/T)?|NY/T|QB/T|YY(?:/T)?|SC/T|LS/T|LY/T|JT/T|MH/T"
    r"|WS(?:/T)?|FZ/T|CNS|ASTM|ANSI|JIS|UL|BS(?: EN)?(?: ISO)?|DIN(?: EN)?(?: ISO)?|NF EN|IEEE|ITU-T|CISPR|AS/NZS|SASO|GSO|TCVN|QCVN|SNI|KS|GOST(?: R)?|ISPM|NOM|ABNT NBR|TIS)"
    r"(?: No\. ?|[ -])?[A-Z]?(?: ?)\d{1,6}(?:[.-]\d{1,4}){0,3}(?: ?[:—–/-] ?(?:19|20)\d{2})?(?!\d)",
    re.ASCII,
)
_YEAR = regex(r" ?[:—–/-] ?((?:19|20)\d{2})$", re.ASCII)
_SHORT = regex(r"\d{2}", re.ASCII)  # one digit alone is a standard only of ISPM


def standards(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where standards are named, in order."""
    text = prose.plain
    for match in _STANDARD.finditer(text):
        start, end = match.span()
        if start and text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in "/-"):
            continue
        if _SHORT.search(text, start, end) or text.startswith("ISPM", start):
            yield start, end


def standard_of(written: str) -> str:
    """One spelling of a standard: ISO 14067:2018, GB/T 24067-2024."""
    year = _YEAR.search(written)
    name = written[: year.start()] if year else written
    name = re.sub(r"^([A-Z/]+(?: [A-Z]{2,4})?)(?: No\. ?|[ -])?(?=[A-Z]?\d)", r"\1 ", name)
    sign = (
        "-"
        if name.startswith(
            (
                "GB",
                "SN",
                "HS/",
                "HJ",
                "NY",
                "QB",
                "YY",
                "JIS",
                "ASTM",
                "LY",
                "LS",
                "FZ",
                "WS",
                "SC",
                "JT",
                "MH",
            )
        )
        else ":"
    )
    return f"{name}{sign}{year.group(1)}" if year else name
