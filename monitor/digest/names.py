"""What people call things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Protocol

from monitor.programmes import Programme
from monitor.values import dataclass


class Published(Protocol):
    """A source, as far as its name goes."""

    id: str
    authority: str


@dataclass(frozen=True, slots=True)
class Names:
    """What people call things: an authority by its source's id, a programme by its id.

    chinese: the programmes that have a Chinese name as well, by it.
    """

    authorities: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)
    chinese: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Iterable[Published], programmes: Iterable[Programme]) -> Names:
        """As the configuration has them."""
        followed = tuple(programmes)
        return cls(
            authorities={source.id: source.authority for source in sources},
            programmes={each.id: each.name for each in followed},
            chinese={each.id: name for each in followed if (name := each.in_chinese)},
        )

    def spoken(self, language: str) -> Names:
        """The same for readers of a language."""
        return replace(self, programmes={**self.programmes, **self.chinese}) if language == "zh" else self
