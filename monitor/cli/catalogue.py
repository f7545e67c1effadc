"""`sources catalogue` and `sources add`: from the places that are known to those that are watched."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click

from monitor.catalogue import PREFIX, Entry
from monitor.cli import say
from monitor.cli.place import Place
from monitor.errors import ConfigError, StoreError, of_disk
from monitor.patterns import regex
from monitor.sources.base import BaseSource

_LED = regex(r"^(?:catalogue|catalog|packs?|sources?)[:/ ]+", re.IGNORECASE)  # not as it is written
COLUMNS = ("id", "jurisdiction", "reach", "confidence", "evidence", "topic")


@click.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per entry.")
def catalogue(words: Sequence[str], *, as_json: bool) -> None:
    """Search the places that are known: by id, authority, topic, jurisdiction, family, pack or reach.

    An entry must have all the WORDS. A single entry is shown as `sources add` would write it.
    """
    from monitor import catalogue as known
    from monitor.catalogue.writing import entry_text

    exact = known.by_id().get(words[0]) if len(words) == 1 else None
    found = [exact] if exact else known.search(words)
    if as_json:
        for entry in found:
            say.line(_answer(entry))
        return
    if len(found) == 1:
        say.text(f"pack {PREFIX}{found[0].pack}, reached by: {found[0].known.reach}")
        say.text(entry_text(found[0]).rstrip("\n"))
    else:
        say.table(COLUMNS, (_row(entry) for entry in found))
    total = len(known.by_id())
    if found:
        say.talk(f"{len(found)} of {total}; watch one with: monitor sources add {found[0].id}")
    else:
        packs = ", ".join(known.packs())
        say.talk(f"none of the {total} entries has all of these words; the packs are {packs}")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="ID|PACK...")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per source that was added.")
@click.pass_obj
def add(place: Place, names: Sequence[str], *, as_json: bool) -> None:
    """Write entries of the catalogue into sources.yaml, whole, so that each key can be mended.

    A pack's name adds all of it but what needs a person. All or nothing: when one name is wrong, the file
    stays as it is.
    """
    from monitor.catalogue.adding import added
    from monitor.config import load
    from monitor.config.written import decode

    path, config = place.config_path, place.config
    own = {source.id: source for source in config.sources if source.id not in config.packed}
    entries = list(_wanted(names, own, path))
    raw = path.read_bytes()
    mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") else ""
    after = added(decode(raw, str(path)), entries, str(path))
    try:
        reading = load(path, os.environ, instead=after)
    except ConfigError as error:  # it names lines of a file that nobody has
        raise ConfigError(_by_hand(path, raw, entries, error)) from None
    _replace(path, raw, (mark + after).encode())
    lines = _lines(after)
    for entry in entries:
        line = lines.get(entry.id)
        if as_json:
            say.line({"source": entry.id, "file": str(path), "line": line})
        else:
            say.text(f"{path}{f':{line}' if line else ''}: {entry.id} added")
    _talk_about(entries, list(own.values()))
    say.talk(f"{len(reading.sources)} sources are watched; see what one reads with: monitor sources test ID")


def _by_hand(path: Path, raw: bytes, entries: Sequence[Entry], error: ConfigError) -> str:
    """Where the sources stand in the file as it is, that nothing can be written there, and what to do."""
    from monitor.config.written import decode, read_text

    line = read_text(decode(raw, str(path)), str(path)).line(("sources",))
    why = re.sub(r"^\S*?:\d+(?::\d+)?: ", "", error.mistakes[0])
    return (
        f"{path}:{line}: the way `sources` is written here, nothing can be added to it ({why}), and the file is as it "
        f"was; write it as a list in lines, or copy what `monitor sources catalogue {entries[0].id}` shows"
    )


def _wanted(names: Sequence[str], own: dict[str, BaseSource], path: Path) -> Iterator[Entry]:
    """The entries that are meant, each once. ConfigError tells every name that cannot be added."""
    from monitor import catalogue as known
    from monitor.config.mistakes import nearest

    wanted: dict[str, Entry] = {}
    wrong: list[str] = []
    for name in names:
        bare = name.removeprefix(PREFIX)
        if (entry := known.by_id().get(bare)) is not None:
            wanted[bare] = entry
            if bare in own:
                wrong.append(f"{path}: {bare} is there already; take it out or mend it there")
        elif bare in known.packs():
            wanted |= _pack(bare, own)
        else:
            near = nearest(_LED.sub("", name), [*known.by_id(), *known.packs()]).split(", ")
            hint = near[0] if len(near) == 1 else "`monitor sources catalogue WORDS` searches"
            wrong.append(f"no entry or pack of the catalogue is called {name}; {hint}")
    if wrong:
        raise ConfigError(*wrong)
    if not wanted:
        raise ConfigError(f"{path}: everything of {', '.join(names)} is there already")
    yield from wanted.values()


def _pack(pack: str, own: dict[str, BaseSource]) -> dict[str, Entry]:
    """The entries of a pack that are not there yet; what is left out is told."""
    from monitor import catalogue as known

    brought = {entry.id: entry for entry in known.fetchable(pack) if entry.id not in own}
    if there := [entry.id for entry in known.pack(pack) if entry.id in own]:
        say.talk(f"there already and kept: {', '.join(there)}")
    if gated := [entry.id for entry in known.pack(pack) if entry not in known.fetchable(pack)]:
        say.talk(f"left out, a person has to save their pages; add them by name: {', '.join(gated)}")
    return brought


def _talk_about(entries: Sequence[Entry], own: Sequence[BaseSource]) -> None:
    """What somebody should know who adds these; the traps stand as comments in the file."""
    for entry in entries:
        if twin := next((source.id for source in own if _asked(source) == _asked(entry)), None):
            say.talk(f"{entry.id}: {twin} asks for the same address already")
    told = {
        "unverified": "nobody has verified these, test them first",
        "browser": "these are read with a browser, which is an extra: see `monitor doctor`",
        "person": "these wait for pages that a person saves",
    }
    for reach, text in told.items():
        if ids := [entry.id for entry in entries if entry.known.reach == reach]:
            say.talk(f"{text}: {', '.join(ids)}")


def _asked(source: BaseSource | Entry) -> tuple[str, str]:
    """What a source asks for: the address and what is sent there."""
    from monitor.config.load import source_class

    if isinstance(source, Entry):
        source = source_class(str(source.source["kind"])).model_validate(dict(source.source))
    return source.url, str(getattr(source, "sent_text", ""))


def _lines(text: str) -> dict[str, int]:
    """The line of each source, by its id."""
    from monitor.config.written import read_text

    written = read_text(text, "")
    sources = written.value.get("sources") if isinstance(written.value, dict) else None
    items = sources if isinstance(sources, list) else []
    return {str(item["id"]): written.line(("sources", n)) for n, item in enumerate(items)}


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Put the new text in the file's place, whole or not at all; its permissions stay (faults D04)."""
    target = path.resolve()  # a link stays a link
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(stat.S_IMODE(target.stat().st_mode))
        if target.read_bytes() != before:
            raise StoreError(f"{path} was changed by somebody else meanwhile, nothing was added: try again")
        draft.replace(target)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {of_disk(error)}") from error
    finally:
        with suppress(OSError):  # which the disk may refuse as well
            draft.unlink(missing_ok=True)


def _row(entry: Entry) -> tuple[str, ...]:
    known = entry.known
    evidence = known.evidence or "unknown"
    return (entry.id, entry.jurisdiction, known.reach, known.confidence, evidence, known.topic)


def _answer(entry: Entry) -> dict[str, object]:
    known = entry.known
    return {
        "id": entry.id,
        "authority": entry.authority,
        "jurisdiction": entry.jurisdiction,
        "language": entry.source.get("language", "en"),
        "tier": entry.source.get("tier", "official"),
        "topic": known.topic,
        "pack": entry.pack,
        "family": known.family,
        "reach": known.reach,
        "confidence": known.confidence,
        "evidence": known.evidence,
        "note": known.note,
        "url": entry.source["url"],
        "elsewhere": dict(known.elsewhere),
        "source": dict(entry.source),
    }
