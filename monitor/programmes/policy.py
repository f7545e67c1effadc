"""What a team writes of a policy it follows: its names, its facts at launch, the questions it waits for."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _name(written: str) -> str:
    """A name must say enough to stand alone: four Chinese signs, or two words."""
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in written)
    if chinese < 4 and len(written.split()) < 2:
        raise ValueError(f'"{written}" is too weak a name, write at least two words or four Chinese signs')
    return written


Name = Annotated[str, AfterValidator(_name)]
Value = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else str(value))]
Spelling = Annotated[str, Field(min_length=1)]


class Baseline(BaseModel):
    """A fact as it stood at launch. words: what it is spoken of with; several spellings of one thing stand in a list
    of their own. unit: as facts name it (hours).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: Value
    unit: str | None = None
    words: tuple[Spelling | tuple[Spelling, ...], ...] = ()

    @cached_property
    def points(self) -> tuple[tuple[str, ...], ...]:
        """Each thing it is spoken of with, in all its spellings."""
        return tuple((word,) if isinstance(word, str) else word for word in self.words if word)

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        return tuple(spelling for point in self.points for spelling in point)

    @property
    def is_day(self) -> bool:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", self.value) is not None

    @property
    def is_number(self) -> bool:
        return re.fullmatch(r"\d[\d,.]*", self.value) is not None

    @property
    def in_words(self) -> bool:
        return not self.is_day and not self.is_number


class Awaited(BaseModel):
    """A question that is not answered yet. words: any of them in a sentence may be the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    words: tuple[str, ...] = Field(min_length=1)


class Programme(BaseModel):
    """A policy followed over time. status: unconfirmed while only the press has told of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$")
    name: Name
    aliases: tuple[Name, ...] = ()
    numbers: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    since: date | None = None
    status: Literal["official", "unconfirmed"] = "official"
    baseline: tuple[Baseline, ...] = ()
    awaited: tuple[Awaited, ...] = ()

    @property
    def in_chinese(self) -> str | None:
        """The first of its names that is written in Chinese."""
        return next((name for name in self.names if any("\u4e00" <= sign <= "\u9fff" for sign in name)), None)

    @property
    def names(self) -> tuple[str, ...]:
        return self.name, *self.aliases
