"""What people call things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Names:
    """What people call things: an authority by its source's id, a programme by its id.

    chinese: the programmes that have a Chinese name as well, by it.
    """

    authorities: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)
    chinese: Mapping[str, str] = field(default_factory=dict)

    def spoken(self, language: str) -> Names:
        """The same for readers of a language."""
        return replace(self, programmes={**self.programmes, **self.chinese}) if language == "zh" else self
