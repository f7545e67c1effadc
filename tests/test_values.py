"""Our values are those of the standard library, only defined in less time."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass as theirs, field, fields, replace
from typing import Any

import pytest

from monitor.values import dataclass as ours


def made(dataclass: Any) -> tuple[type, type]:
    @dataclass(frozen=True, slots=True)
    class Paper:
        """What is read."""

        title: str
        pages: int = 1
        tags: tuple[str, ...] = ()
        place: str | None = field(default=None, compare=False)
        key: bytes = field(default=b"", repr=False)

    @dataclass
    class Pile:
        papers: list[Any] = field(default_factory=list)
        high: int = field(init=False)

        def __post_init__(self) -> None:
            self.high = len(self.papers)

    return Paper, Pile


def told(call: Callable[[], object]) -> object:
    """What comes of it, or what is said of the mistake."""
    try:
        return call()
    except (TypeError, AttributeError) as error:
        return type(error), str(error)


def test_a_value_of_ours_does_whatever_one_of_the_standard_library_does() -> None:
    def everything(dataclass: Any) -> list[object]:
        paper, pile = made(dataclass)
        one, same, other = paper("a", place="here"), paper(title="a", pages=1), paper("a", 2, key=b"k")
        lone, loaded = pile(), pile([1, 2])
        lone.papers.append(3)
        return [
            told(call)
            for call in (
                lambda: (repr(one), repr(other), repr(loaded), repr(lone), paper.__doc__),
                lambda: (
                    one == same,
                    one == other,
                    one == 1,
                    one.__eq__(1),
                    {one, same, other} == {one, other},
                ),
                lambda: (pile([1, 2]) == loaded, pile() == loaded, pile().papers, pile.__hash__),
                lambda: (hash(one) == hash(same), paper.__match_args__, paper.__slots__),
                lambda: (replace(one, pages=3).pages, dataclasses.asdict(other), hasattr(one, "__dict__")),
                lambda: (
                    copy.copy(one) == one,
                    copy.deepcopy(other) == other,
                    copy.deepcopy(loaded) == loaded,
                ),
                lambda: [(each.name, each.type, each.compare) for each in fields(paper)],
                lambda: paper.__init__.__qualname__,
                lambda: setattr(one, "title", "b"),
                lambda: delattr(one, "title"),
                paper,
                lambda: paper("a", strange=1),
                lambda: paper("a", 1, (), None, b"", "more"),
                lambda: hash(lone),
                lambda: pile(high=1),
            )
        ]

    assert everything(ours) == everything(theirs)


@ours(frozen=True, slots=True)
class Sent:
    to: str
    when: int = 0


def test_a_frozen_value_travels() -> None:
    assert pickle.loads(pickle.dumps(Sent("a", 2))) == Sent("a", 2)
    with pytest.raises(FrozenInstanceError):
        copy.copy(Sent("a")).to = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Sent("a").strange = "b"  # type: ignore[attr-defined]  # for which theirs has a mistake of its own


def test_nothing_is_written_before_it_is_needed() -> None:
    paper, _ = made(ours)
    waiting = vars(paper)["__init__"], vars(paper)["__eq__"], vars(paper)["__hash__"]
    assert paper("a") == paper("a")
    after = vars(paper)["__init__"], vars(paper)["__eq__"], vars(paper)["__hash__"]
    assert [one is two for one, two in zip(waiting, after, strict=True)] == [False, False, True]
