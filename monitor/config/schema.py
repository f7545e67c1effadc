"""The JSON Schema of sources.yaml, so that an editor completes and checks it while it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from monitor import plugins
from monitor.config import SOURCES, source_class
from monitor.config.settings import Settings
from monitor.durations import format_duration, format_size
from monitor.programmes import Programme
from monitor.route import Subscription
from monitor.watchlists.written import Client, Entries

Schema = dict[str, Any]  # what the json module wants


class _Generate(GenerateJsonSchema):
    """Defaults stand as they are written in the file: 6h, 20MB."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return format_duration(dft)
        if isinstance(dft, tuple):
            return [self.encode_default(each) for each in dft]
        return dft.model_dump(mode="json") if isinstance(dft, BaseModel) else super().encode_default(dft)

    def default_schema(self, schema: Any) -> Schema:
        made = super().default_schema(schema)
        if made.get("type") == "string" and isinstance(made.get("default"), int):
            made["default"] = format_size(made["default"])
        return made


def schema() -> Schema:
    """The whole file: which keys may stand where, a source's by its kind."""
    kinds = {kind: source_class(kind) for kind in plugins.kinds(SOURCES)}
    models: list[type[BaseModel]] = [Settings, Programme, Subscription, Entries, Client, *kinds.values()]
    found, made = models_json_schema([(model, "validation") for model in models], schema_generator=_Generate)
    of = {model: found[model, "validation"] for model in models}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sources.yaml of monitor",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "settings": of[Settings],
            "include": {"type": ["string", "array"], "items": {"type": "string"}},
            "sources": {"type": "array", "items": _source({kind: of[kinds[kind]] for kind in kinds})},
            "programmes": {"type": "array", "items": of[Programme]},
            "subscriptions": {"type": "array", "items": of[Subscription]},
            "watchlists": {"type": "object", "additionalProperties": of[Entries]},
            "clients": {"type": "object", "additionalProperties": of[Client]},
        },
        "$defs": made["$defs"],
    }


def _source(kinds: dict[str, Schema]) -> Schema:
    """A source of one of our kinds, or of a kind from an installed module: acme.gazette."""
    return {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {
            "kind": {"anyOf": [{"enum": [*kinds]}, {"type": "string", "pattern": r"^\w+(\.\w+)+$"}]}
        },
        "allOf": [
            {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": of}
            for kind, of in kinds.items()
        ],
    }
