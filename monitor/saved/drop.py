"""The drop folder: one folder a source, emptied at every turn.

    drop/cn-gacc-announcements/…            a person puts pages here
    drop/cn-gacc-announcements/done/…       what was read, by the time of reading
    drop/cn-gacc-announcements/refused/…    what could not be, with the reason beside it

A file is taken when nobody writes it any more: it has no name of an unfinished download, and its size
and time were the same at two looks; one that was last written a while ago needs no second look. What
is being written holds up its whole folder, as a page and its pictures are one thing. Files move only
after what was read in them stands in the database, so a crash in between reads them twice and, as
the same bytes, tells them once (D01).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from monitor.errors import ConfigError, of_disk
from monitor.saved.files import BESIDE, UNFINISHED, Most, Saved, read_all, shown, walk
from monitor.values import dataclass

DONE, REFUSED = "done", "refused"
SETTLED_S = 10.0  # a file that was last written so long ago is complete
BETWEEN_LOOKS_S = 1.0
REASON = "reason.txt"

Look = dict[Path, tuple[int, int]]  # size and time of every file


@dataclass(frozen=True)
class Dropped:
    """What lies in one source's folder and is complete. look: as it was when it was taken up."""

    source: str
    folder: Path
    look: Look

    def read(self, most: Most) -> tuple[tuple[Saved, ...], dict[str, str]]:
        """The pages and files in it, and by entry why some cannot be read. ConfigError says why none can."""
        found, refused = read_all(self.folder, sorted(self.look), most)
        if not found:
            raise ConfigError(
                *(refused.values() or ["nothing in it is a page or a document that could be read"])
            )
        return found, {self.entry(file): why for file, why in refused.items()}

    def entry(self, file: Path) -> str:
        """The file or folder of this folder that a file is or lies in."""
        return file.relative_to(self.folder).parts[0]


def folders(drop: Path) -> list[Path]:
    """The folders in the drop folder, one a source; none when there is no drop folder."""
    try:
        return sorted(path for path in drop.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return []


def take(drop: Path, ids: Collection[str], wait: Callable[[float], object] = time.sleep) -> list[Dropped]:
    """What is complete in the folders of these sources."""
    first = {folder: look(folder) for folder in folders(drop) if folder.name in ids}
    lying = {folder: seen for folder, seen in first.items() if seen}
    if any(not _settled(seen) for seen in lying.values()):
        wait(BETWEEN_LOOKS_S)
    return [
        Dropped(folder.name, folder, seen)
        for folder, seen in lying.items()
        if not _being_written(folder) and (_settled(seen) or look(folder) == seen)
    ]


def unknown(drop: Path, ids: Collection[str]) -> list[str]:
    """Names of folders with something in them that no source is called by."""
    return [folder.name for folder in folders(drop) if folder.name not in ids and look(folder)]


def closed(drop: Path, ids: Collection[str]) -> dict[str, str]:
    """Why the folders of some of these sources cannot be emptied: what cannot be put away is not read.

    It would be read at every turn, and an old page would count as a look of today each time.
    """
    found = {folder.name: _closed(folder) for folder in folders(drop) if folder.name in ids}
    return {name: why for name, why in found.items() if why is not None}


def _closed(folder: Path) -> str | None:
    try:
        waits = any(True for _ in list(walk(folder, leave_out=(DONE, REFUSED))))
    except ConfigError as error:
        return f"{error}; nothing in {shown(folder)} is read until then"
    for place in (folder / DONE, folder / REFUSED):
        if place.exists() and not place.is_dir():
            why, mend = "is no folder", "rename it"
        elif not os.access(place if place.exists() else folder, os.W_OK | os.X_OK):
            why, mend = "cannot be written to", "let the account that runs monitor write there"
        else:
            continue
        return f"{shown(place)}: {why}, so nothing in {shown(folder)} is read; {mend}" if waits else None
    return None


def look(folder: Path) -> Look:
    """The files that wait in a folder, each with its size and time."""
    found: Look = {}
    try:
        for file in walk(folder, leave_out=(DONE, REFUSED)):
            told = file.stat()
            found[file] = (told.st_size, told.st_mtime_ns)
    except (OSError, ConfigError):  # gone between two looks, or not ours to read: the next turn looks again
        return {}
    return found


def put_away(
    dropped: Dropped,
    used: Collection[str],
    now: datetime,
    why: str,
    refused: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Move what was read to done/ and the rest to refused/ with the reasons.

    used: entries of the folder that were read. refused: by entry, reasons of their own; why: of the others.
    What changed since it was taken up stays, for the next turn.
    """
    after = look(dropped.folder)
    entries: dict[str, bool] = {}
    for file in {*dropped.look, *after}:
        entry = dropped.entry(file)
        entries[entry] = entries.get(entry, True) and dropped.look.get(file) == after.get(file)
    same = {entry for entry, stayed in entries.items() if stayed}
    read = {entry for entry in same if entry in used or _of_a_page(entry, used)}
    if read:
        _move(dropped.folder, read, _new_folder(dropped.folder / DONE, now))
    if rest := same - read:
        place = _new_folder(dropped.folder / REFUSED, now)
        reasons = dict.fromkeys(refused.get(entry, why) for entry in sorted(rest))
        try:
            (place / REASON).write_text("".join(f"{reason}\n" for reason in reasons), encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{shown(place / REASON)}: cannot be written: {of_disk(error)}") from None
        _move(dropped.folder, rest, place)


def _of_a_page(entry: str, used: Iterable[str]) -> bool:
    """Whether a folder is the one that a browser made beside a page: list_files beside list.html."""
    stems = {Path(page).stem for page in used}
    return any(
        entry[: beside.start()] in stems for beside in BESIDE.finditer(entry) if beside.end() == len(entry)
    )


def _move(folder: Path, entries: Iterable[str], place: Path) -> None:
    for entry in sorted(entries):
        try:
            (folder / entry).rename(place / entry)
        except OSError as error:
            raise ConfigError(
                f"{shown(folder / entry)}: was read and cannot be moved to {shown(place)}: {of_disk(error)}; "
                "move it yourself, or it is read again at every turn"
            ) from None


def _new_folder(parent: Path, now: datetime) -> Path:
    stem, number = now.strftime("%Y-%m-%dT%H%M%SZ"), 1
    while True:
        place = parent / (stem if number == 1 else f"{stem}-{number}")
        try:
            place.mkdir(parents=True)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise ConfigError(f"{shown(place)}: cannot be made: {of_disk(error)}") from None
        else:
            return place


def _settled(seen: Look) -> bool:
    now_ns = time.time_ns()
    return all(written < now_ns - SETTLED_S * 1e9 for _, written in seen.values())


def _being_written(folder: Path) -> bool:
    """Whether an unfinished download lies in the folder, which may be the page that the rest belongs to."""
    for place, inside, names in os.walk(folder):
        if Path(place) == folder:
            inside[:] = [name for name in inside if name not in {DONE, REFUSED}]
        if any(name.rpartition(".")[2].lower() in UNFINISHED for name in names):
            return True
    return False
