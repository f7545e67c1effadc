"""The filters of lists, as addresses of pages have them; here a mistake is a problem with the name of its field."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fastapi import Request

from monitor.model import Direction, LabelName, State
from monitor.wanted import FIELDS, Known, Mistake, Named, Order, Reach, Sort, Wanted, Why, reach, read
from monitor.web.api.base import ProblemError
from monitor.web.doors import Office

_WHY = {
    Why.UNKNOWN: "{field}: there is no {value}",
    Why.DAY: "{field}: {value} is no day; write 2026-07-01",
    Why.CODE: "{field}: {value} is no HS code; write digits, as 8541 or 8541.43",
    Why.RANGE: "{field}: {value} is no range; write two beginnings of one length, as 8501-8504",
    Why.ORDER: "{field}: it ends with {value}, before it begins",
    Why.MANY: "{field}: too many values",
    Why.LONG: "{field}: too long",
}


def asked(request: Request, named: Named, besides: Collection[str]) -> Wanted:
    """The filter that an address says. besides: parameters that are no filter."""
    pairs = request.query_params.multi_items()
    if strange := next((name for name, _ in pairs if name not in FIELDS and name not in besides), None):
        raise ProblemError(
            422, f"{strange[:60]}: there is no such filter; {', '.join(FIELDS)} are", strange[:60]
        )
    found = read(pairs, named)
    if found.mistakes:
        raise ProblemError(422, sentence(found.mistakes[0]), found.mistakes[0].field)
    if found.wanted.sort is not Order.NEWEST:
        raise ProblemError(422, "sort: programs read the newest first", "sort")
    return found.wanted


def sentence(mistake: Mistake) -> str:
    return _WHY[mistake.why].format(field=mistake.field, value=mistake.value)


def reached(wanted: Wanted, named: Named, office: Office) -> Reach:
    return reach(wanted, named, office.config.settings.timezone, office.clock())


# -- described -------------------------------------------------------------------------------------

_DAY = {"type": "string", "format": "date"}
_SCHEMAS: dict[str, tuple[dict[str, Any], str]] = {
    "label": ({"type": "string", "enum": [*LabelName]}, "With one of these labels."),
    "direction": ({"type": "string", "enum": [*Direction]}, "Which way eligibility moves."),
    "change": ({"type": "string", "enum": [*Sort]}, "What happened; amended is every amendment."),
    "jurisdiction": ({"type": "string"}, "Of sources of these countries, as CN."),
    "source": ({"type": "string"}, "Of these sources."),
    "programme": ({"type": "string"}, "That concern one of these programmes."),
    "hs": ({"type": "string"}, "HS codes that begin so, as 8541.43, or a range, as 8501-8504."),
    "effective_from": (_DAY, "In force from this day on."),
    "effective_to": (_DAY, "In force up to this day, included."),
    "since": ({"type": "string"}, "Seen from this day or moment on."),
    "until": ({"type": "string"}, "Seen up to this day, included, or before this moment."),
    "status": ({"type": "string", "enum": [*Known]}, "From whom it was first known."),
    "triage": ({"type": "string", "enum": [*State]}, "Where the team's work on it stands."),
    "owner": ({"type": "string"}, "Whose work it is."),
    "overdue": ({"type": "string", "enum": ["yes", "no"]}, "Whose work should be done by now."),
    "subscription": ({"type": "string"}, "That this subscription is owed, or was told."),
}
_MANY = {"label", "direction", "change", "jurisdiction", "source", "programme", "hs", "triage"}


def described() -> list[dict[str, Any]]:
    """The filters for the description of an address."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": said + (" May be given several times." if name in _MANY else ""),
            "schema": {"type": "array", "items": _plain(schema), "maxItems": 30}
            if name in _MANY
            else _plain(schema),
        }
        for name, (schema, said) in _SCHEMAS.items()
    ]


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: [str(each) for each in value] if key == "enum" else value for key, value in schema.items()}
