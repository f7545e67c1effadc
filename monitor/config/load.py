"""sources.yaml and the environment: a Config, or every mistake in them at once.

Nothing of a configuration with a mistake is used (faults D18), and nothing is only half checked: the
names that entries give each other, the kinds and the included files are looked at here as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from monitor import plugins
from monitor.config import reach, secrets
from monitor.config.mistakes import explained, nearest
from monitor.config.settings import Settings
from monitor.config.written import Mistake, Place, Written, read_file, read_text
from monitor.errors import ConfigError
from monitor.sources.base import BaseSource
from monitor.values import dataclass

if TYPE_CHECKING:
    from monitor.programmes import Programme
    from monitor.route import Subscription
    from monitor.watchlists.watch import Watch
    from monitor.watchlists.written import Client, Entries

SOURCES = "monitor.sources"
SECTIONS = {"sources": "id", "programmes": "id", "subscriptions": "name"}  # and what an entry is called by
LISTS = ("watchlists", "clients")  # mappings of a name to what it holds
KEYS = ("settings", "include", *SECTIONS, *LISTS)
PACKS = (
    "catalogue/"  # what is included by a name that begins so comes from the catalogue, unless it is a file
)

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Config:
    """What is watched, who is told, and how. path: of sources.yaml; relative paths begin beside it."""

    path: Path
    settings: Settings
    sources: tuple[BaseSource, ...]
    programmes: tuple[Programme, ...]
    subscriptions: tuple[Subscription, ...]
    database_url: str = field(repr=False)  # it may hold a password
    packed: frozenset[str] = frozenset()  # the sources that an included pack of the catalogue brings
    watchlists: Mapping[str, Entries] = field(default_factory=dict)
    clients: Mapping[str, Client] = field(default_factory=dict)
    files: tuple[Path, ...] = ()  # that it was read from: whoever changes one of them changes it

    @cached_property
    def watch(self) -> Watch:
        """All watchlists together, to be asked for every change."""
        from monitor.watchlists.watch import Watch

        return Watch(self.subscriptions, self.watchlists, self.clients)

    @cached_property
    def languages(self) -> Mapping[str, str]:
        """By source the language that its notices are usually in."""
        return {source.id: source.language for source in self.sources}

    @property
    def database_shown(self) -> str:
        """The database's address without its password, to be shown."""
        return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", self.database_url)

    @property
    def outbox(self) -> Path:
        return self.folder / self.settings.outbox

    @property
    def templates(self) -> Path:
        return self.folder / self.settings.templates

    @property
    def drop(self) -> Path:
        """Where people put pages that they saved."""
        return self.folder / self.settings.drop

    @property
    def rules(self) -> Path | None:
        """A team's own rules, where it has some."""
        return self.folder / self.settings.rules if self.settings.rules else None

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def sender(self) -> str:
        """The From of every message."""
        return self.settings.sender or self.settings.contact or "monitor@localhost"

    @property
    def operators(self) -> tuple[str, ...]:
        """Who is mailed when something goes wrong: those named, else the contact."""
        named, contact = self.settings.operators.to, self.settings.contact
        return named if named is not None else (contact,) if contact else ()


@dataclass(frozen=True)
class Told:
    """Who is told of what. read_from: the files of codes that their lists name."""

    subscriptions: tuple[Subscription, ...] = ()
    watchlists: Mapping[str, Entries] = field(default_factory=dict)
    clients: Mapping[str, Client] = field(default_factory=dict)
    read_from: tuple[Path, ...] = ()


def load(path: Path, environ: Mapping[str, str], *, instead: str | None = None) -> Config:
    """The configuration, whole. ConfigError holds every mistake, a line each with its place.

    instead: what the file is about to say, to be looked at before it is written.
    """
    if instead is None and not path.exists():
        raise ConfigError(f"{path}: there is no such file; `monitor init` writes a starter")
    reader = Reader()
    reader.read(path, str(path), instead=instead)
    settings = reader.settings()
    sources = reader.sources(settings, path.parent.absolute())
    programmes = reader.programmes()
    told = reader.told(settings, path.parent.absolute())
    reader.look_for_rules(settings, path.parent)
    reader.look_up_names()
    reader.raise_mistakes()
    path = path.absolute()
    return Config(
        path=path,
        settings=settings,
        sources=sources,
        programmes=programmes,
        subscriptions=told.subscriptions,
        database_url=environ.get("MONITOR_DATABASE_URL") or _database(settings.database, path.parent),
        packed=reader.packed,
        watchlists=told.watchlists,
        clients=told.clients,
        files=tuple(dict.fromkeys([*reader.read_from, *told.read_from])),
    )


def _database(written: str, folder: Path) -> str:
    """The address of a database that the file names by an address or just by a file."""
    if "://" not in written:
        return f"sqlite:///{folder / written}"
    scheme, path = written.split(":///", 1) if ":///" in written else (written, "")
    return f"sqlite:///{folder / path}" if scheme == "sqlite" and path else written


# -- files to entries, with every mistake on the way -----------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A source, programme or subscription as written. key: what it is called by."""

    written: Written
    place: Place
    value: dict[str, object]
    key: str

    @property
    def name(self) -> str | None:
        name = self.value.get(self.key)
        return name if isinstance(name, str) else None


class Reader:
    """Reads sources.yaml and what it includes. What is wrong is gathered, not raised one by one."""

    def __init__(self) -> None:
        self.files: list[Written] = []
        self.read_from: list[Path] = []
        self._unreadable: list[str] = []
        self._mistakes: dict[tuple[str, Place], Mistake] = {}
        self._packs: dict[str, Written] = {}
        self.elsewhere: list[Mistake] = []  # in files that are not read here
        self.packed: frozenset[str] = frozenset()

    def wrong(self, written: Written, place: Place, text: str) -> None:
        """Note a mistake; the first one of a place is enough (the members of a union each complain)."""
        if (written.file, place) not in self._mistakes:
            told = ": ".join([*_called(written, place), text])
            self._mistakes[written.file, place] = Mistake(written.file, written.line(place), told)

    def raise_mistakes(self) -> None:
        order = {written.file: number for number, written in enumerate(self.files)}
        mistakes = sorted(self._mistakes.values(), key=lambda mistake: (order[mistake.file], mistake.line))
        mistakes += self.elsewhere
        if mistakes or self._unreadable:
            raise ConfigError(*self._unreadable, *map(str, mistakes))

    # files

    def read(
        self, path: Path, shown: str, trail: tuple[Path, ...] = (), *, instead: str | None = None
    ) -> None:
        """Read a file and the files it includes. trail: the files that led here."""
        written = read_file(path, shown) if instead is None else read_text(instead, shown)
        self.files.append(written)
        self.read_from.append(path.absolute())
        if not isinstance(written.value, dict):
            raise ConfigError(f"{shown}: should hold the keys {', '.join(KEYS)}")
        trail = (*trail, path.resolve())
        for key in written.value:
            if key not in KEYS:
                self.wrong(written, (key,), f"is no key here, {nearest(key, KEYS)}")
            elif key == "settings" and len(trail) > 1:
                self.wrong(written, (key,), "stand in the file that includes this one")
        for place in secrets.places(written.value, (), set()):
            self.wrong(written, place, secrets.MEND)
        self._include(written, path, trail)

    def _include(self, written: Written, path: Path, trail: tuple[Path, ...]) -> None:
        for place, name in self._list(written, "include"):
            target = path.parent / str(name)
            if isinstance(name, str) and name.startswith(PACKS) and not target.is_file():
                self._include_pack(written, place, name)
            elif not isinstance(name, str) or not target.is_file():
                self.wrong(written, place, f"{target} is not there")
            elif target.resolve() in trail:
                self.wrong(written, place, f"{name} includes itself, directly or by way of another file")
            else:
                try:
                    self.read(target, str(Path(written.file).parent / name), trail)
                except ConfigError as error:
                    self._unreadable.extend(error.mistakes)

    def _include_pack(self, written: Written, place: Place, name: str) -> None:
        """A pack of the catalogue, wherever it is named and however often; see `entries` for what goes before it."""
        from monitor import catalogue

        there = [f"{PACKS}{pack}" for pack in catalogue.packs()]
        if name not in there:
            self.wrong(written, place, f"no pack is called {name}, {nearest(name, there)}")
        elif name not in self._packs:
            brought = [dict(entry.source) for entry in catalogue.fetchable(name.removeprefix(PACKS))]
            self._packs[name] = Written(name, "", {"sources": brought})
            self.files.append(self._packs[name])

    def _list(self, written: Written, section: str) -> Iterator[tuple[Place, object]]:
        """The items of a section, each with its place; a section that is empty or not there has none."""
        found = written.value.get(section) if isinstance(written.value, dict) else None
        if isinstance(found, list):
            yield from (((section, number), item) for number, item in enumerate(found))
        elif isinstance(found, str) and section == "include":
            yield (section,), found
        elif found is not None:
            self.wrong(written, (section,), "should be a list, its items begin with a hyphen")

    # entries

    def settings(self) -> Settings:
        main = self.files[0]
        value = main.value.get("settings") if isinstance(main.value, dict) else None
        return self.validated(main, ("settings",), Settings, value or {}) or Settings()

    def look_for_rules(self, settings: Settings, folder: Path) -> None:
        if settings.rules and not (folder / settings.rules).is_dir():
            text = f"{folder / settings.rules} is no folder; own rules stand there, in files such as zh/eligibility.yaml"
            self.wrong(self.files[0], ("settings", "rules"), text)

    def sources(self, settings: Settings, folder: Path) -> tuple[BaseSource, ...]:
        found = ((entry, self._kind(entry)) for entry in self.entries("sources"))
        built = ((entry, self.built(entry, kind)) for entry, kind in found if kind)
        whole = [(entry, reach.absolute(source, folder)) for entry, source in built if source]
        for entry, source in whole:
            for place, text in reach.mistakes(source, settings.proxies):
                self.wrong(entry.written, (*entry.place, *place), text)
        return tuple(source for _, source in whole)

    def programmes(self) -> tuple[Programme, ...]:
        if not self._stands("programmes"):
            return ()
        from monitor.programmes import Programme

        built = [self.built(entry, Programme) for entry in self.entries("programmes")]
        return tuple(each for each in built if each)

    def told(self, settings: Settings, folder: Path) -> Told:
        """Who is told. What that takes is only loaded where somebody is: start-up time counts."""
        if not self._stands("subscriptions", *LISTS):
            return Told()
        from monitor.config.telling import told

        return told(self, settings, folder)

    def _stands(self, *sections: str) -> bool:
        """Whether a file has something to say in one of these sections."""
        values = [written.value for written in self.files if isinstance(written.value, dict)]
        return any(value.get(each) not in (None, [], {}) for value in values for each in sections)

    def entries(self, section: str) -> Iterator[Entry]:
        """The entries of a section in all files; one that has the name of an earlier one is a mistake.

        An own source goes before the one of the same name in a pack, which is then not there.
        """
        first: dict[str, Entry] = {}
        own = [written for written in self.files if written.file not in self._packs]
        for written in [*own, *self._packs.values()]:
            for place, value in self._list(written, section):
                if not isinstance(value, dict):
                    self.wrong(written, place, f"should begin with - {SECTIONS[section]}:")
                    continue
                entry = Entry(written, place, value, SECTIONS[section])
                if written.file in self._packs and entry.name:
                    if entry.name in first:
                        continue
                    self.packed |= {entry.name}
                yield entry
                if entry.name and (other := first.setdefault(entry.name, entry)) is not entry:
                    where = f"{other.written.file}:{other.written.line((*other.place, entry.key))}"
                    self.wrong(written, (*place, entry.key), f"is taken, the first one stands in {where}")

    def _kind(self, entry: Entry) -> type[BaseSource] | None:
        kind = entry.value.get("kind")
        place = (*entry.place, "kind")
        if not isinstance(kind, str):
            self.wrong(entry.written, place, f"is missing, write one of {', '.join(plugins.kinds(SOURCES))}")
            return None
        try:
            return source_class(kind)
        except ConfigError as error:
            self.wrong(entry.written, place, str(error))
            return None

    def built(self, entry: Entry, model: type[_Model]) -> _Model | None:
        return self.validated(entry.written, entry.place, model, entry.value)

    def validated(self, written: Written, place: Place, model: type[_Model], value: object) -> _Model | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for inside, text in explained(error, model, value):
                self.wrong(written, (*place, *inside), text)
            return None

    def look_up_names(self) -> None:
        """Subscriptions name sources and programmes; a name that leads nowhere is a mistake."""
        if not self._stands("subscriptions"):
            return
        names = {section: {entry.name or "" for entry in self.entries(section)} for section in SECTIONS}
        for entry in self.entries("subscriptions"):
            for section in ("sources", "programmes"):
                wanted = entry.value.get(section)
                for number, name in enumerate(wanted if isinstance(wanted, list) else ()):
                    if isinstance(name, str) and name not in names[section]:
                        text = f"no {section[:-1]} is called {name}, {nearest(name, names[section])}"
                        self.wrong(entry.written, (*entry.place, section, number), text)


@cache
def source_class(kind: str) -> type[BaseSource]:
    return plugins.find(SOURCES, kind, "Source", BaseSource)  # type: ignore[type-abstract]


def _called(written: Written, place: Place) -> Iterator[str]:
    """What a place is called: the entry's name and the keys within it."""
    section, *inside = place
    if section in SECTIONS and inside:
        yield _name(written, str(section), int(inside.pop(0)))
    else:
        yield str(section)
    if keys := [step for step in inside if isinstance(step, str)]:
        yield ".".join(keys)


def _name(written: Written, section: str, number: int) -> str:
    value = written.value.get(section) if isinstance(written.value, dict) else None
    entry = value[number] if isinstance(value, list) else None
    name = entry.get(SECTIONS[section]) if isinstance(entry, dict) else None
    return (
        name
        if isinstance(name, str) and name.isprintable() and name.strip()
        else f"{section[:-1]} {number + 1}"
    )
