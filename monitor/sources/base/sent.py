"""What is sent along with a request for a list: a form, or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal, Self
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from monitor.model import Request
from monitor.sources.base import places

_Fill = Callable[[str], str]


class Sent(BaseModel):
    """For lists that are asked for by POST.

    form: fields by name. json: any value. `{page}` and `{offset}` may stand in both, as may the calendar.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)

    method: Literal["GET", "POST"] = "GET"
    payload: Annotated[JsonValue, Field(alias="json")] = None
    form: dict[str, str | int] | None = None

    @model_validator(mode="after")
    def _sent(self) -> Self:
        if self.payload is not None and self.form is not None:
            raise ValueError("json and form are both what is sent, keep one of them")
        if self.method == "GET" and (self.payload is not None or self.form is not None):
            raise ValueError("json and form are only sent with method: POST")
        return self

    @property
    def sent_text(self) -> str:
        """All that is written in form and json, for who looks for places in it."""
        return json.dumps([self.payload, self.form], ensure_ascii=False)

    def sending(self, asked: Request, fill: _Fill) -> Request:
        """The request with what is sent along. fill: puts calendar and page into a text."""
        body, media = None, None
        if self.payload is not None:
            body = json.dumps(_filled(self.payload, fill), ensure_ascii=False).encode()
            media = "application/json"
        elif self.form is not None:
            fields = {
                name: fill(value) if isinstance(value, str) else value for name, value in self.form.items()
            }
            body, media = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        headers = (*asked.headers, *((("Content-Type", media),) if media else ()))
        return replace(asked, method=self.method, body=body, headers=headers)


def _filled(value: JsonValue, fill: _Fill) -> JsonValue:
    """A value with its texts filled in; a number's place alone becomes a number."""
    if isinstance(value, dict):
        return {name: _filled(inner, fill) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, fill) for inner in value]
    if not isinstance(value, str):
        return value
    text = fill(value)
    alone = value.startswith("{") and value.endswith("}") and places.is_numbered(value)
    return int(text) if alone and text.isdecimal() else text
