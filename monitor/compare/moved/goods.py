"""Which column of a table holds codes of goods, whatever it is called and in whichever language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor import hs
from monitor.compare.forms.text import normal
from monitor.facts import codes

LABEL = "HS code"  # what facts are looked for behind
_PLAIN = re.compile(
    r"codes?|c[óo]digos?|codic[ei]|kodes?|kod|mã(?: số)?|коды?|코드|부호|コード|编码|代码|編碼|代碼|รหัส|(?:ال)?(?:رمز|كود)",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{6}|\d{8}|\d{10}")


def coded(heading: str, values: Iterable[str]) -> str:
    """What to call a column for whoever looks for codes of goods: "" unless all these values of it are such codes.

    Under a heading that merely says "code" it is enough that they look like one; under any other, the Harmonized
    System must know each of them.
    """
    bare = [
        hs.digits(form) if _is_written(form := normal(value)) else "" for value in values if value.strip()
    ]
    if not bare or not all(_BARE.fullmatch(code) and codes.is_code(code) for code in bare):
        return ""
    plain = _PLAIN.fullmatch(normal(heading).strip(" :.")) is not None
    return LABEL if plain or all(map(hs.exists, bare)) else ""


def _is_written(form: str) -> bool:
    """Whether a value is digits, and dots or blanks as they stand in codes."""
    return len(form) <= 16 and form[:4].isdecimal() and not form.strip("0123456789. ")
