"""A configuration file as somebody wrote it: its values, and the line where each of them stands.

YAML 1.2, safe: text, numbers, yes-or-no, lists and mappings, nothing that makes objects or runs
code (faults S03). JSON is valid YAML and is read by the faster reader; its lines are only looked up
when a mistake has to be shown. A date stays the text it was written as, and so does a number that
would not read back the same: 0101.21 and 8541.40 are codes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from monitor.errors import ConfigError
from monitor.values import dataclass

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node

Place = tuple[str | int, ...]  # of a value: ("sources", 3, "every")

DEEPEST = 100  # brackets in brackets
_BRACKETS = re.compile(r"[\[\]{}]")
_YAML = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Mistake:
    """What is wrong and how to mend it. line: the first is 1, 0 when it is about the whole file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


@dataclass(frozen=True)
class Written:
    """A file's values: str, int, float, bool, None, and lists and dicts of them."""

    file: str
    text: str
    value: object

    def line(self, place: Place) -> int:
        """The line of a value's key or list item; of the nearest thing around it when it is missing."""
        if self._root is None:
            return 0
        node, line = self._root, self._root.start_mark.line
        for step in place:
            found = _step(node, step)
            if found is None:
                break
            node, line = found
        return int(line) + 1

    @cached_property
    def _root(self) -> Node | None:
        return compose(self.text.replace("\t", " "), self.file)  # only JSON comes here with tabs


def read_file(path: Path, shown: str) -> Written:
    """The file's values. ConfigError lists what is wrong with it as YAML, each with its line."""
    try:
        return read_text(decode(path.read_bytes(), shown), shown)
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror or error}") from error


def read_text(text: str, shown: str) -> Written:
    """As `read_file`, from the text itself."""
    if text.lstrip().startswith("{"):
        try:
            return Written(shown, text, _json(text))
        except (ValueError, RecursionError):
            pass  # not JSON, or wrong: the YAML reader says what and where
    try:
        root = compose(text, shown)
        if root is None:
            raise ConfigError(f"{shown}: is empty; `monitor init` writes a starter where there is no file")
        values = _Values(shown)
        written = Written(shown, text, values.of(root))
    except RecursionError:
        raise ConfigError(f"{shown}: is nested too deeply") from None
    if values.mistakes:
        raise ConfigError(*map(str, values.mistakes))
    return written


# -- from bytes to nodes ---------------------------------------------------------------------------


def decode(raw: bytes, shown: str) -> str:
    """The text of a file, which is UTF-8. ConfigError says where it is not."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ConfigError(f"{shown}: is UTF-16, save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(f"{shown}:{line}: is not UTF-8, save the file as UTF-8") from error


def compose(text: str, shown: str) -> Node | None:
    """The nodes of a YAML text, with the place of each. ConfigError says where it is none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    if _brackets(text) > DEEPEST:
        raise ConfigError(f"{shown}: is nested too deeply")
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = (
        False  # YAML lets a name be given anew; the warning is a library's, to nobody
    )
    try:
        return cast("Node | None", yaml.compose(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{shown}:{mark.line + 1}:{mark.column + 1}" if mark else shown
        raise ConfigError(f"{where}: {_mend(str(error.problem))}") from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise ConfigError(
            f"{shown}:{line}: holds the control character U+{_code(error.character):04X}"
        ) from error
    except YAMLError as error:
        raise ConfigError(f"{shown}: {error}") from error


def _brackets(text: str) -> int:
    """How deep brackets stand in each other at most. The reader's time grows with the square of it."""
    deepest = depth = 0
    for bracket in _BRACKETS.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _code(character: int | str) -> int:
    return character if isinstance(character, int) else ord(character)


_MENDS = (
    ("'\\t'", "a tab stands here, indent with spaces"),
    (
        "mapping values are not",
        'a second ": " in one line; put the value in quotes, or look at the indentation',
    ),
    ("cannot start any token", "a value cannot begin with this sign; put it in quotes"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("expected the node content", "a value is missing; is a bracket or a quote left open above?"),
    ("expected ',' or", "a comma or a closing bracket is missing"),
    ("unexpected end of stream", "the file ends in the middle of a quoted text"),
    ("found another document", 'a second document begins here ("---"), keep one in a file'),
)


def _mend(problem: str) -> str:
    """YAML's complaint in plainer words: what most often is behind it."""
    return next((mend for sign, mend in _MENDS if sign in problem), problem)


def _json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_number)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


# -- from nodes to values --------------------------------------------------------------------------


class _Values:
    """Makes values of nodes and gathers the mistakes on the way. A shared node is one shared value."""

    def __init__(self, file: str) -> None:
        self.mistakes: list[Mistake] = []
        self._file = file
        self._made: dict[int, object] = {}
        self._open: set[int] = set()

    def of(self, node: Node) -> object:
        if id(node) in self._open:
            self._wrong(node, "refers to itself")
            return None
        if id(node) not in self._made:
            self._open.add(id(node))
            self._made[id(node)] = self._make(node)
            self._open.discard(id(node))
        return self._made[id(node)]

    def _make(self, node: Node) -> object:
        from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

        kind = (node.tag or "").removeprefix(_YAML)
        if isinstance(node, MappingNode) and kind == "map":
            return self._mapping(node)
        if isinstance(node, SequenceNode) and kind == "seq":
            return [self.of(item) for item in node.value]
        if isinstance(node, ScalarNode) and kind in _SCALARS:
            return _SCALARS[kind](node.value)
        tag = node.tag or ""
        quotes = f'; put it in quotes: "{tag}"' if re.fullmatch("![0-9][0-9. -]*", tag) else ""
        self._wrong(node, f"{tag} is not read here, only plain values are{quotes}")
        return None

    def _mapping(self, node: MappingNode) -> dict[str, object]:
        found: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            if not isinstance(key.value, str):
                self._wrong(key, "a list or mapping is no key, put it in quotes")
            elif key.tag == _YAML + "merge":
                self._wrong(key, '"<<" is not read here, write the keys out')
            elif name in found:
                self._wrong(key, f'"{name}" stands twice, the first time in line {lines[name]}')
            else:
                found[name], lines[name] = self.of(value), key.start_mark.line + 1
        return found

    def _wrong(self, node: Node, text: str) -> None:
        self.mistakes.append(Mistake(self._file, node.start_mark.line + 1, text))


def _number(written: str) -> int | float | str:
    """The number, when writing it again would give the same text; else the text."""
    for kind in (int, float):
        try:
            number = kind(written)
        except ValueError:
            continue
        if str(number) == written:
            return number
    return written


_SCALARS: dict[str, Callable[[str], object]] = {
    "str": str,
    "timestamp": str,
    "int": _number,
    "float": _number,
    "bool": lambda written: written.lower() in ("true", "yes", "on"),
    "null": lambda _: None,
}


def _step(node: Node, step: str | int) -> tuple[Node, int] | None:
    """A key's value or a list's item, and the line it begins in."""
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if isinstance(node, SequenceNode) and isinstance(step, int):
        return next(((item, item.start_mark.line) for item in node.value[step : step + 1]), None)
    pairs = node.value if isinstance(node, MappingNode) else []
    return next(((value, key.start_mark.line) for key, value in pairs if str(key.value) == step), None)
