"""Names of a package that are imported when somebody asks for them.

A package's `__init__` says what the outside may use of it. Where a check of a page that did not change uses nothing of
it, its modules are not to be loaded for that: importing is most of what a short run costs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib import import_module
from threading import RLock
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def names(package: str, rooms: Mapping[str, str]) -> Callable[[str], object]:
    """A package's `__getattr__`. rooms: by name the module below the package that has it.

    No name may be that of a module: the module would take its place when it is imported by itself.
    """

    def found(name: str) -> object:
        if name not in rooms:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{rooms[name]}"), name)
        setattr(sys.modules[package], name, value)  # it is simply there from now on
        return value

    return found


def called(module: str, name: str) -> Callable[..., Any]:
    """A function that is imported when it is called for the first time."""

    @cache
    def function() -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(module), name)
        return found

    def call(*given: Any, **named: Any) -> Any:
        return function()(*given, **named)

    return call


def once(make: Callable[P, T]) -> Callable[P, T]:
    """A value that is made when it is first asked for; threads that ask meanwhile wait for it instead of making their own."""
    kept, turn = cache(make), RLock()

    @wraps(make)
    def made(*given: P.args, **named: P.kwargs) -> T:
        with turn:
            return kept(*given, **named)  # type: ignore[arg-type]  # cache wants to know that they can be hashed

    return made


class Room:
    """Stands for a module that is imported when something of it is asked for."""

    def __init__(self, module: str) -> None:
        self._name = module

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def rooms(package: str, *modules: str) -> tuple[Any, ...]:
    """Modules of a package, each imported when something of it is asked for."""
    return tuple(Room(f"{package}.{module}") for module in modules)
