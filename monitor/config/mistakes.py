"""What pydantic found wrong with a configuration, in the words of somebody who can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from monitor.config.written import Place

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def explained(error: ValidationError, model: type[BaseModel], value: object) -> Iterator[tuple[Place, str]]:
    """The mistakes in `value`: where in it, and what to write instead."""
    for found in error.errors(include_url=False):
        place = _inside(found["loc"], value)
        yield place, _words(found, model, place)


def nearest(wrong: str, right: Iterable[str]) -> str:
    """`did you mean every?`, or what there is when nothing is near."""
    there = sorted(right)
    if near := get_close_matches(wrong, there, n=1):
        return f"did you mean {near[0]}?"
    return f"there are {', '.join(there[:20])}" if there else "there are none"


_WORDS = {
    "missing": "is missing",
    "int_parsing": '"{given}" is no whole number',
    "int_type": '"{given}" is no whole number',
    "int_from_float": '"{given}" is no whole number',
    "bool_parsing": '"{given}" is neither true nor false',
    "bool_type": '"{given}" is neither true nor false',
    "date_type": '"{given}" is no date, write it like 2026-05-08',
    "date_parsing": '"{given}" is no date, write it like 2026-05-08',
    "date_from_datetime_parsing": '"{given}" is no date, write it like 2026-05-08',
    "date_from_datetime_inexact": '"{given}" is no date, write it like 2026-05-08',
    "tuple_type": "should be a list, write [{given}]",
    "list_type": "should be a list, write [{given}]",
    "dict_type": 'should be a mapping of keys to values, not "{given}"',
    "model_type": 'should be a mapping of keys to values, not "{given}"',
}


def _words(found: ErrorDetails, model: type[BaseModel], place: Place) -> str:
    given, said = _shown(found["input"]), found["msg"]
    match found["type"]:
        case "value_error":
            return said.removeprefix("Value error, ")
        case "extra_forbidden":
            return f"is no key here, {nearest(str(place[-1]), _keys(model, place[:-1]))}"
        case "literal_error" | "enum":
            return f'"{given}" is not one of {found["ctx"]["expected"]}'.replace("'", "")
        case "string_type" if found["input"] is None:
            return "has no value"
        case "string_type":
            return f'{given} is not text without quotes, write "{given}"'
    return _WORDS.get(found["type"], f'"{{given}}": {said[:1].lower()}{said[1:]}').replace("{given}", given)


def _shown(given: object) -> str:
    text = str(given).lower() if isinstance(given, bool) else str(given)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _inside(loc: tuple[int | str, ...], value: object) -> Place:
    """The part of pydantic's location that is in the file; it also names members of unions there."""
    place: list[str | int] = []
    for number, step in enumerate(loc):
        missing = number == len(loc) - 1 and isinstance(value, dict) and isinstance(step, str)
        in_mapping = isinstance(value, dict) and step in value
        if in_mapping or (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            value = value[step]  # type: ignore[index]
        elif not missing:
            continue
        place.append(step)
    return tuple(place)


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand at a place inside what a model describes."""
    for step in place:
        fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        inner = next(_models(fields.get(str(step))), None) if isinstance(step, str) else model
        if inner is None:
            return []
        model = inner
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside a type: of `tuple[Baseline, ...] | None` that is Baseline."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
