"""Values that cost little to define: `dataclass`, whose methods are written when they are first called.

The one of the standard library compiles up to six methods for each class, a third of a millisecond in all. There are hundreds
of classes, a run of one page makes values of a few dozen, and defining them was a seventh of what it cost. What one gets is
the same: made, compared, hashed, shown, copied and frozen as that one's are, and as fast.

What inherits from one of ours uses ours too. A field that is no argument has no default, and none is hashed otherwise than
it is compared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import MISSING, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass  # to whoever reads types it is no other
else:

    def dataclass(
        plain: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> Any:
        """As that one, as far as we use it."""

        def defined(plain: type) -> type:
            return _defined(plain, frozen=frozen, slots=slots, eq=eq)

        return defined if plain is None else defined(plain)


def _defined(plain: type, *, frozen: bool, slots: bool, eq: bool) -> Any:
    said = {*vars(plain)}
    plain.__doc__ = plain.__doc__ or plain.__name__  # else its signature is worked out for it
    cls: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plain)
    for name, method in _methods(cls, frozen=frozen, slots=slots, eq=eq):
        if name not in said:  # what a class says of itself stays
            setattr(cls, name, method)
    return cls


def _methods(cls: type, *, frozen: bool, slots: bool, eq: bool) -> Iterator[tuple[str, object]]:
    yield "__init__", _waiting(cls, "__init__", _making_frozen if frozen else _making)
    yield "__repr__", _shown
    if frozen:
        yield "__setattr__", _not_set
        yield "__delattr__", _not_deleted
        if slots:
            yield "__getstate__", _state
            yield "__setstate__", _restored
    if eq:
        yield "__eq__", _waiting(cls, "__eq__", _comparing)
        yield "__hash__", _waiting(cls, "__hash__", _hashing) if frozen else None


# -- written when they are called ------------------------------------------------------------------

Written = Callable[[Any], tuple[str, dict[str, object]]]  # a class -> the code of a method, what it names


def _waiting(cls: type, name: str, written: Written) -> Callable[..., Any]:
    """Stands for a method until it is called."""

    def method(*given: Any, **named: Any) -> Any:
        code, known = written(cls)
        exec(compile(code, f"<{cls.__module__}.{cls.__qualname__}>", "exec"), known)  # noqa: S102  our own words
        made: Any = known[name]
        made.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, made)  # it is simply there from now on
        return made(*given, **named)

    return method


def _making(cls: Any, assigned: str = "self.{name} = {value}") -> tuple[str, dict[str, object]]:
    known: dict[str, object] = {"_set": object.__setattr__, "_none": MISSING}
    takes, does = [], []
    for each in fields(cls):
        name, value = each.name, each.name
        if not each.init:  # __post_init__ gives it its value
            continue
        if each.default_factory is not MISSING:
            known[f"_make_{name}"] = each.default_factory
            takes.append(f"{name}=_none")
            value = f"_make_{name}() if {name} is _none else {name}"
        elif each.default is not MISSING:
            known[f"_else_{name}"] = each.default
            takes.append(f"{name}=_else_{name}")
        else:
            takes.append(name)
        does.append(assigned.format(name=name, value=value))
    if hasattr(cls, "__post_init__"):
        does.append("self.__post_init__()")
    return "\n ".join((f"def __init__({', '.join(('self', *takes))}):", *does, "return None")), known


def _making_frozen(cls: Any) -> tuple[str, dict[str, object]]:
    return _making(cls, "_set(self, '{name}', {value})")


def _comparing(cls: Any) -> tuple[str, dict[str, object]]:
    compared = f"{_taken('self', cls)} == {_taken('other', cls)}"
    same = "other.__class__ is self.__class__"
    return f"def __eq__(self, other):\n return {compared} if {same} else NotImplemented", {}


def _hashing(cls: Any) -> tuple[str, dict[str, object]]:
    return f"def __hash__(self):\n return hash({_taken('self', cls)})", {}


def _taken(name: str, cls: Any) -> str:
    return f"({''.join(f'{name}.{each.name}, ' for each in fields(cls) if each.compare)})"


# -- what any of them can --------------------------------------------------------------------------


@recursive_repr()
def _shown(self: Any) -> str:
    said = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{self.__class__.__qualname__}({', '.join(said)})"


def _not_set(_self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _not_deleted(_self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in fields(self)]


def _restored(self: Any, state: list[object]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
