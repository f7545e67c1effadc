"""A kind is a module name: `register` is ours, `acme.gazette` is somebody's installed module.

The same rule finds channels. Nothing is imported before it is asked for, and nothing but what the
configuration names (faults S04).
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

from monitor.errors import ConfigError

T = TypeVar("T")


def find(room: str, kind: str, name: str, like: type[T]) -> type[T]:
    """The class called `name` of a kind: of `room`'s own module, or of the installed one it names.

    find("monitor.sources", "listing", "Source", BaseSource). like: what the class must be made from.
    Raises ConfigError that names the nearest kind, or says what is wrong with the module.
    """
    found = getattr(_module(room, kind), name, None)
    if not (isinstance(found, type) and issubclass(found, like)):
        raise ConfigError(f'kind "{kind}": its module has no class {name} made from {like.__name__}')
    return found


def kinds(room: str) -> list[str]:
    """The kinds that come with the program, by name."""
    inside = find_spec(room)
    places = inside.submodule_search_locations if inside else None
    return sorted(module.name for module in iter_modules(places) if module.name != "base")


def _module(room: str, kind: str) -> ModuleType:
    if "." not in kind:
        ours = kinds(room)
        if kind not in ours:
            near = get_close_matches(kind, ours, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(ours)}"
            raise ConfigError(f'no kind is called "{kind}", {hint}')
        return import_module(f"{room}.{kind}")
    if not all(part.isidentifier() for part in kind.split(".")):
        raise ConfigError(f'"{kind}" is no kind: a kind is a name, or a module like acme.gazette')
    try:
        return import_module(kind)
    except ImportError as error:
        raise ConfigError(f'kind "{kind}": {error}; is the package that brings it installed?') from error
