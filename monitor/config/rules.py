"""A team's own rules, beside or over the shipped ones: every mistake in them with its file, line and mend.

    settings: {rules: rules}

    rules/zh/eligibility.yaml      rules of our own; one of a shipped rule's name takes its place
    rules/zh/words.yaml            our words, added to the shipped classes of their names
    rules/documentation.yaml       outside a language's folder: rules for all of them

A shipped rule is switched off by `- {rule: its name, off: true}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from monitor.config.mistakes import explained, nearest
from monitor.config.written import Mistake, Place, Written, read_file
from monitor.errors import ConfigError
from monitor.model import LabelName
from monitor.rules import (
    LANGUAGES,
    Changes,
    Own,
    Parts,
    Rules,
    Scores,
    Word,
    WrittenRule,
    load_rules,
    shipped_files,
    shipped_rules,
    switched_off,
)
from monitor.values import dataclass

WORDED = ("act", "object", "unless", "beside")
LABELLED = (*(str(label) for label in LabelName), "none")


class _Classes(RootModel[dict[str, tuple[Word, ...]]]):
    """Classes of words by their names."""


class _Off(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rule: str
    off: bool


_WHOLE: dict[str, type[BaseModel]] = {
    "words": _Classes,
    "parts": Parts,
    "changes": Changes,
    "scores": Scores,
}
KINDS = (*LABELLED, *_WHOLE)


def with_own(folder: Path, shown: str) -> Rules:
    """The shipped rules with those of a folder. ConfigError has every mistake in its files."""
    reader = _Reader()
    for path in files(folder, shown):
        reader.read(path, str(Path(shown) / path.relative_to(folder)), folder)
    return reader.rules()


def files(folder: Path, shown: str) -> list[Path]:
    """The files of rules in a folder, those of a language in a folder of its name."""
    if not folder.is_dir():
        raise ConfigError(f"{shown}: no such folder; rules stand in one, such as {shown}/zh/eligibility.yaml")
    found = sorted(
        path for place in (folder, *(folder / name for name in LANGUAGES)) for path in place.glob("*.y*ml")
    )
    if not found:
        raise ConfigError(f"{shown}: holds no rules; they stand in files such as {shown}/zh/eligibility.yaml")
    return found


def folder_of(path: Path) -> Path:
    """The folder of rules that a file or a language's folder belongs to."""
    folder = path if path.is_dir() else path.parent
    return folder.parent if folder.name in LANGUAGES else folder


@dataclass
class _Reader:
    """Gathers what is wrong instead of stopping at the first mistake."""

    _own: list[tuple[str, Written]] = field(default_factory=list)
    _mistakes: list[Mistake] = field(default_factory=list)
    _unreadable: list[str] = field(default_factory=list)

    def read(self, path: Path, shown: str, folder: Path) -> None:
        name = path.relative_to(folder).with_suffix("").as_posix()
        kind = name.rpartition("/")[2]
        if path.suffix != ".yaml" or kind not in KINDS:
            right = nearest(f"{kind}.yaml", [f"{each}.yaml" for each in KINDS])
            self._mistakes.append(Mistake(shown, 0, f"no rules stand in a file of this name, {right}"))
            return
        try:
            self._own.append((name, read_file(path, shown)))
        except ConfigError as error:
            self._unreadable += error.mistakes

    def rules(self) -> Rules:
        own = [Own(name, written.value, written.file) for name, written in self._own]
        for name, written in self._own:
            self._look_at(name, written)
        self._look_at_names()
        if self._mistakes or self._unreadable:
            raise ConfigError(*self._unreadable, *map(str, self._mistakes))
        return load_rules(shipped_files(), own)

    def _wrong(self, written: Written, place: Place, text: str) -> None:
        told = ": ".join([*_called(written, place), text])
        self._mistakes.append(Mistake(written.file, written.line(place), told))

    def _look_at(self, name: str, written: Written) -> None:
        folder, _, kind = name.rpartition("/")
        if model := _WHOLE.get(kind):
            self._validate(written, (), model, written.value)
            return
        if not isinstance(written.value, list):
            self._wrong(written, (), "should be a list of rules, each begins with - rule:")
            return
        for number, entry in enumerate(written.value):
            if not isinstance(entry, dict):
                self._wrong(written, (number,), "should begin with - rule:")
                continue
            self._validate(written, (number,), _Off if "off" in entry else WrittenRule, entry)
            for place, word in _classes_named(entry):
                known = self._classes(folder)
                if word not in known:
                    near = nearest(word, known)
                    self._wrong(written, (number, *place), f"no class of words is called <{word}>, {near}")

    def _validate(self, written: Written, place: Place, model: type[BaseModel], value: object) -> None:
        try:
            model.model_validate(value)
        except ValidationError as error:
            for inside, text in explained(error, model, value):
                self._wrong(written, (*place, *inside), text)

    def _classes(self, folder: str) -> set[str]:
        """The names of classes that rules of a language may use; those of all languages outside of any."""
        there = [*shipped_files(), *((name, written.value) for name, written in self._own)]
        return {
            each
            for name, value in there
            if name == f"{folder}/words" or (name.endswith("words") and not folder)
            for each in (value if isinstance(value, dict) else ())
        }

    def _look_at_names(self) -> None:
        """A name stands once, and what is switched off is there."""
        shipped = {rule.rule for rule in shipped_rules().rules}
        first: dict[str, str] = {}
        for written, number, entry in self._entries():
            name = entry.get("rule")
            place = (number, "rule")
            if not isinstance(name, str):
                continue
            if name in first:
                self._wrong(written, place, f"is taken, the first one stands in {first[name]}")
            first.setdefault(name, f"{written.file}:{written.line(place)}")
            if name in switched_off([entry]) and name not in shipped:
                self._wrong(written, place, f"no shipped rule is called {name}, {nearest(name, shipped)}")

    def _entries(self) -> Iterator[tuple[Written, int, dict[str, object]]]:
        for name, written in self._own:
            if name.rpartition("/")[2] in LABELLED and isinstance(written.value, list):
                for number, entry in enumerate(written.value):
                    if isinstance(entry, dict):
                        yield written, number, entry


def _classes_named(entry: dict[str, object]) -> Iterator[tuple[Place, str]]:
    for key in WORDED:
        words = entry.get(key)
        for number, word in enumerate(words if isinstance(words, list) else ()):
            if isinstance(word, str) and word.startswith("<") and word.endswith(">"):
                yield (key, number), word[1:-1]


def _called(written: Written, place: Place) -> Iterator[str]:
    """The rule and the key of a place, as a reader would point at them."""
    if place and isinstance(written.value, list) and isinstance(place[0], int):
        entry = written.value[place[0]]
        name = entry.get("rule") if isinstance(entry, dict) else None
        yield str(name) if isinstance(name, str) else f"rule {place[0] + 1}"
        place = place[1:]
    if keys := [str(step) for step in place if isinstance(step, str)]:
        yield ".".join(keys)
