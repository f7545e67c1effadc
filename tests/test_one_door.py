"""C09: everything that goes out goes through one room, and nobody opens a second door."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "monitor"

# What can reach the network, and the rooms that may import it.
DOORS = {
    "requests": ("fetch",),
    "urllib3": ("fetch",),
    "http.client": ("fetch",),
    "socket": ("fetch",),
    "urllib.request": ("fetch",),
    "smtplib": ("channels",),
    "apprise": ("channels",),  # asks its services itself
    "httpx": (),
    "aiohttp": (),
    "pycurl": (),
    "playwright": ("fetch",),
    "opentelemetry": ("tracing",),  # asks its collector itself
    "httplib2": (),
    "ftplib": (),
    "telnetlib": (),
    "websockets": (),
    "xmlrpc.client": (),
}
LISTENS = PACKAGE / "web" / "serving.py"  # which takes calls and makes none


def imported(code: str) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function, by import or by name."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield module
                yield from (f"{module}.{each.name}" for each in names)
            case ast.Call(
                func=ast.Name(id="__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def doors(code: str, room: str) -> set[str]:
    """The forbidden modules that a file of that room imports."""
    return {
        door
        for name in imported(code)
        for door, rooms in DOORS.items()
        if (name == door or name.startswith(door + ".")) and room not in rooms
    }


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_C09_only_the_one_door_reaches_the_network(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    code = path.read_text(encoding="utf-8")
    assert doors(code, room) == ({"socket"} if path == LISTENS else set())
    assert path != LISTENS or not re.search(r"\.(connect|create_connection|send)", code)


@pytest.mark.parametrize(
    "code",
    [
        "import requests",
        "import urllib.request as r",
        "from urllib import request",
        "from http import client",
        "def late():\n    import socket",
        "from urllib3.util import Retry",
        "import httpx",
        "import importlib\nimportlib.import_module('requests')",
        "__import__('socket')",
        "import smtplib",
    ],
)
def test_C09_a_second_door_is_seen_wherever_it_hides(code):
    assert doors(code, "sources")


def test_C09_each_door_is_open_to_its_own_room():
    assert not doors("import requests, socket, http.client", "fetch")
    assert not doors("import smtplib", "channels")
    assert doors("import smtplib", "fetch")
