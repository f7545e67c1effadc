"""Numbers of a sheet as their cells show them: 1012100 under `00000000` is 01012100, 0.13 under `0%` is 13%.

Thousands stand together, as a code column typed as text has them. What only a program of spreadsheets can work out
(fractions, powers of ten, conditions) is left to the plain number.
Layout of a format: ECMA-376 part 1, 18.8.31.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from monitor.extract.text import fold
from monitor.patterns import regex

PLAIN = frozenset({"", "general", "@", "standard"})
BUILT_IN = {
    1: "0", 2: "0.00", 3: "0", 4: "0.00", 5: "0", 6: "0", 7: "0.00", 8: "0.00", 9: "0%", 10: "0.00%",
    37: "0", 38: "0", 39: "0.00", 40: "0.00", 41: "0", 42: "0", 43: "0.00", 44: "0.00",
}  # fmt: skip

_LONGEST = 255  # signs; a program of spreadsheets writes no longer one
_MOST_DECIMALS = 30
_PART = regex(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?:\$(?P<money>[^\]-]*)[^\]]*|(?P<bracket>[^\]]*))\]|(?P<sign>.)', re.DOTALL
)  # fmt: skip
_COLOUR = regex(r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)?", re.IGNORECASE)
_SPECIAL = regex(r"[EeGgYyMmDdHhSsBb/@]")
_PADDED = regex(r"[- ]?\d[\d.\-/ ]*%?\s*")
_CODE = regex(r"(?!\d{1,3}(?:\D\d{3})*$)\d+(?:[.\-/ ]\d+)+")  # 8541.43.00, but not 854.143

Token = tuple[str, str]  # what it is (digit, point, comma, percent, text), and the sign or text


def shown(number: float, code: str) -> str | None:
    """The number under a format; None when the format is none for plain numbers."""
    sections = _sections(code)
    if sections is None or not math.isfinite(number) or abs(number) > 1e300:
        return None
    exact = Decimal(f"{number:.15g}")
    if exact < 0 and len(sections) > 1:
        tokens, exact, sign = sections[1], -exact, ""
        sign = "" if any(kind == "text" and text.strip() in ("-", "−", "(") for kind, text in tokens) else "-"
    else:
        tokens, sign = sections[2 if exact == 0 and len(sections) > 2 else 0], "-" if exact < 0 else ""
    text = _under(abs(exact), tokens)
    return fold(sign + text if re.search("[1-9]", text) else text)


def code_of(number: float, text: str) -> str:
    """A format under which the number reads like this text; "" when there is none."""
    digits = "".join(filter(str.isascii, filter(str.isdigit, text)))
    percent = text.rstrip().endswith("%")
    exact = abs(Decimal(f"{number:.15g}")) * (100 if percent else 1)
    sign = "%" if percent else ""
    if not digits or len(digits) > _MOST_DECIMALS:
        return ""
    for decimals in range(len(digits)) if re.search(r"\d\D+\d", text) else (0,):
        whole = f"{_rounded(exact, decimals):f}"
        if whole.replace(".", "") == digits and (decimals or not _CODE.fullmatch(text)):
            return "0" + "." * bool(decimals) + "0" * decimals + sign
    if f"{_rounded(exact, 0):f}".zfill(len(digits)) != digits or not _PADDED.fullmatch(text):
        return ""
    return "".join("0" if each.isdigit() else f"\\{each}" for each in text.strip(" -%")) + sign


@lru_cache(maxsize=256)
def _sections(code: str) -> Sequence[Sequence[Token]] | None:
    """The parts for numbers above nought, below it, and nought itself."""
    if len(code) > _LONGEST or code.lower() in PLAIN:
        return None
    sections: list[list[Token]] = [[]]
    for part in _PART.finditer(code):
        if part["sign"] == ";":
            sections.append([])
        elif (token := _token(part)) is not None:
            sections[-1].append(token)
    if any(kind == "other" for section in sections[:3] for kind, _ in section):
        return None
    if not any(kind == "digit" for section in sections[:1] for kind, _ in section):
        return None
    return sections[:3]


def _token(part: re.Match[str]) -> Token | None:
    if (text := part["quoted"] or part["escaped"] or part["money"]) is not None:
        return "text", text
    if (bracket := part["bracket"]) is not None:  # a colour; or a condition, or hours beyond a day
        return None if _COLOUR.fullmatch(bracket) else ("other", bracket)
    sign = part["sign"]
    if sign is None:
        return None  # room that is left free
    if _SPECIAL.match(sign):
        return "other", sign
    return {".": "point", ",": "comma", "%": "percent"}.get(sign, "digit" if sign in "0#?" else "text"), sign


def _under(exact: Decimal, tokens: Sequence[Token]) -> str:
    """A number that is not below nought under one part of a format."""
    at = next((i for i, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    before, after = tokens[:at], tokens[at:]
    exact *= 100 ** sum(kind == "percent" for kind, _ in tokens)
    exact = exact.scaleb(-3 * _trailing_commas(before))
    places = [sign for kind, sign in after if kind == "digit"][:_MOST_DECIMALS]
    if not any(kind == "digit" for kind, _ in tokens):
        return "".join(sign for kind, sign in tokens if kind == "text")
    whole, _, rest = f"{_rounded(exact, len(places)):f}".partition(".")
    wanted = max((i + 1 for i, sign in enumerate(places) if sign == "0"), default=0)
    rest = rest[:wanted] + rest[wanted:].rstrip("0")
    return _whole(whole, before) + _rest(rest, after)


def _rounded(exact: Decimal, decimals: int) -> Decimal:
    digits = max(exact.adjusted(), 0) + decimals + 2
    if digits > 28:
        return exact  # beyond what a cell's number can hold
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _trailing_commas(tokens: Sequence[Token]) -> int:
    """Each comma behind the last digit shows thousands of it."""
    last = max((i for i, (kind, _) in enumerate(tokens) if kind == "digit"), default=-1)
    return sum(kind == "comma" for kind, _ in tokens[last + 1 :]) if last >= 0 else 0


def _whole(digits: str, tokens: Sequence[Token]) -> str:
    """The digits before the point, put between the texts of a format from the right."""
    places = [sign for kind, sign in tokens if kind == "digit"]
    least = len(places) - places.index("0") if "0" in places else 0
    left = digits.lstrip("0").zfill(least)
    out: list[str] = []
    count = len(places)
    for kind, sign in reversed(tokens):
        if kind == "digit":
            count -= 1
            out.append(left[-1:] if count else left)
            left = left[:-1] if count else ""
        elif kind == "percent" or (kind == "text" and (left or count == 0)):
            out.append(sign)
    return (
        "".join(reversed(out)) if places else left + "".join(sign for kind, sign in tokens if kind == "text")
    )


def _rest(digits: str, tokens: Sequence[Token]) -> str:
    left, out = digits, []
    for kind, sign in tokens:
        if kind == "digit":
            out.append(left[:1])
            left = left[1:]
        elif kind == "point":
            out.append("." if digits else "")
        elif kind != "comma":
            out.append(sign)
    return "".join(out)
