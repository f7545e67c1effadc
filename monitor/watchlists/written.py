"""A watchlist as somebody writes it: codes, words, ports, markets, certificates, enterprises; a client's; a reader's."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from monitor import hs
from monitor.hs import Edition
from monitor.patterns import regex
from monitor.prose import narrow

LONGEST = 12  # digits of a national code
_SIGNS = regex(r"[. ]")
_CODE = regex(r"[0-9]{2,12}", re.ASCII)
_DASH = regex(r" ?[-–—~] ?")
_NOT = regex(r"(?:!|not\b:?) ?", re.IGNORECASE)


def parsed(entry: str) -> tuple[str, str, bool]:
    """The digits an entry goes from and to, and whether it leaves out. ValueError says how entries are written."""
    if entry.isascii() and entry.isdigit():  # most of a long list
        low = high = entry
        out = False
    else:
        text = " ".join(narrow(entry).split())
        out = (excluded := _NOT.match(text)) is not None
        bounds = [_SIGNS.sub("", part) for part in _DASH.split(text[excluded.end() :] if excluded else text)]
        if len(bounds) > 2:
            raise ValueError(_how(entry))
        low, high = bounds[0], bounds[-1]
    if not (_CODE.fullmatch(low) and _CODE.fullmatch(high)):
        raise ValueError(_how(entry))
    if low == high:
        low = high = zeroed(low) if "." not in entry else low
    elif len(low) != len(high) or low > high:
        raise ValueError(f'"{_short(entry)}" is no range, write two codes of one length, the smaller first')
    return low, high, out


def _short(entry: str) -> str:
    return entry if len(entry) <= 60 else f"{entry[:60]}…"


def _how(entry: str) -> str:
    entry = _short(entry)
    if re.search(r"\d[eE]\+?\d", entry):
        return f'"{entry}" is what a spreadsheet made of a code; format its column as text and enter the code again'
    return f'"{entry}" is no HS code, write a prefix (8541.43), a range (8501-8504) or what to leave out (!8541.43.10)'


def zeroed(digits: str) -> str:
    """A code with the zero before it that a spreadsheet dropped: 101210000 is 0101.21.00.00.

    Only where the digits lead nowhere in any edition as they stand, and somewhere with the zero.
    """
    if len(digits) % 2 == 0 or not 5 <= len(digits) < LONGEST or not hs.editions(f"0{digits}"[:6]):
        return digits
    own = [digits[:6]] if len(digits) > 5 else [f"{digits}{last}" for last in range(10)]
    return digits if any(map(hs.editions, own)) else f"0{digits}"


def _entry(written: object) -> str:
    if isinstance(written, dict) and set(written) == {"not"}:
        written = f"!{str(written['not']).strip()}"
    if isinstance(written, bool | dict | list) or written is None:
        raise ValueError(_how("" if written is None else str(written)))
    text = " ".join(str(written).split())
    parsed(text)
    return f"!{text[found.end() :]}" if (found := _NOT.match(text)) else text


def _said(written: str) -> str:
    if not written.strip():
        raise ValueError("has no value")
    return written.strip()


def _edition(written: object) -> str:
    text = str(written).upper().removeprefix("HS").strip()
    if text not in set(Edition):
        there = " or ".join(Edition)
        raise ValueError(
            f'"{written}" is no edition that is known here, write {there}; codes of older ones cannot be led on'
        )
    return text


def _some(written: object) -> object:
    """One thing where a list may stand is a list of one."""
    return [written] if isinstance(written, str) else written


_Entry = Annotated[
    str,
    BeforeValidator(_entry),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["8541.43", "8501-8504", "!8541.43.10"]},
                {"type": "number"},
                {
                    "type": "object",
                    "properties": {"not": {"type": ["string", "number"]}},
                    "required": ["not"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
_Said = Annotated[str, AfterValidator(_said)]
_Names = Annotated[
    tuple[_Said, ...],
    BeforeValidator(_some),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class HsFile(BaseModel):
    """A file of codes: one a line, or a column of a table (CSV, XLSX). column: its heading; sheet: of a workbook."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: _Said
    column: _Said | None = None
    sheet: _Said | None = None


def _files(written: object) -> object:
    found = written if isinstance(written, list | tuple) else [written]
    return [{"file": each} if isinstance(each, str) else each for each in found]


class Entries(BaseModel):
    """What is watched. hs: prefixes ("8541.43"), ranges ("8501-8504"), and what to leave out ("!8541.43.10").

    edition: of the Harmonized System that the codes are kept in; without it a code that stands in one edition only is
    taken for one of that. words stand in a text as they are, products in plural and without hyphen as well.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: Annotated[
        Edition | None,
        BeforeValidator(lambda written: None if written is None else _edition(written)),
        WithJsonSchema({"enum": [*Edition, *(int(each) for each in Edition)]}),
    ] = None
    hs: tuple[_Entry, ...] = ()
    hs_file: Annotated[
        tuple[HsFile, ...],
        BeforeValidator(_files, json_schema_input_type=str | HsFile | list[str | HsFile]),
    ] = ()
    words: tuple[str, ...] = ()
    products: tuple[_Said, ...] = ()
    ports: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    certificates: tuple[_Said, ...] = ()
    enterprises: tuple[_Said, ...] = ()

    @property
    def empty(self) -> bool:
        return not any(getattr(self, name) for name in KINDS)


# what an entry is of, by the key it stands under
KINDS = {
    "hs": "hs",
    "words": "word",
    "products": "product",
    "ports": "port",
    "markets": "market",
    "certificates": "certificate",
    "enterprises": "enterprise",
}


class Watchlist(Entries):
    """What a reader never wants to miss. lists: the names of lists that hold here as well."""

    lists: _Names = ()


class Client(Entries):
    """Somebody a broker watches for. name: how people call them; watchlist: the names of lists that hold for them."""

    name: _Said | None = None
    watchlist: _Names = ()


def of_subscription(written: object) -> object:
    """A subscription's list: written out, or the name of one, or several names."""
    return {"lists": written} if isinstance(written, str | list | tuple) else written


OfSubscription = Annotated[
    Watchlist, BeforeValidator(of_subscription, json_schema_input_type=Watchlist | str | list[str])
]
ClientNames = _Names  # of clients; EVERY alone means all of them
EVERY = "all"
