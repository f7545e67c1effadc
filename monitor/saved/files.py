"""Files to saved pages: what each one is, where it says that it came from, and when it was saved.

A page saved "complete" keeps its address in a comment, an MHTML file in a header; a page saved as mere
HTML keeps it at most where its publishing system wrote it. What none of them tells is told by names
and titles, and that is the door's matter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from monitor import urls
from monitor.errors import ConfigError, ReadError
from monitor.extract import charset, html, sniff
from monitor.extract.text import names
from monitor.patterns import regex
from monitor.values import dataclass

DEEPEST = 3  # folders below the one that was handed in
MOST_FILES = 1_000

_COMMENT = regex(
    rb"<!--\s*saved from url=\(\d{1,6}\)\s*(\S{1,4000}?)\s*-->|"
    rb"page saved with singlefile\s+url:\s*(\S{1,4000})",
    re.IGNORECASE,
)
_COMMENT_WITHIN = 16_384
_HINTS = "link[rel='canonical'], meta[property='og:url'], meta[name='Url'], meta[name='url'], base[href]"
# What makes a page look as it does, and what a browser or an editor leaves beside a file.
_NO_PAGE = names("css js mjs map ico svg woff woff2 ttf eot otf mp3 mp4 webm db ini lnk url webloc")
UNFINISHED = names("part partial crdownload download opdownload tmp temp swp filepart")
BESIDE = regex(
    r"(?:_files|\.files|_文件|_file|-dateien|_fichiers|_archivos|_arquivos|_bestanden)", re.IGNORECASE
)
_MHTML = frozenset(("mht", "mhtml"))


@dataclass(frozen=True, slots=True)
class Most:
    """How much is read: of one file, and of all together, in bytes."""

    file_bytes: int = 50_000_000
    all_bytes: int = 200_000_000


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved page or file. name: a cleaned label, no path (faults C22).

    entry: of what was handed in, the file or folder that holds it. said: the address the browser wrote
    into it; hints: addresses that the page gives itself. saved_at: as the file says, never "now".
    part: it belongs to another page, as the pictures of its folder do. inside: SHA-256 of the file that
    holds it among others.
    """

    name: str
    entry: str
    body: bytes
    content_type: str | None = None
    said: str | None = None
    hints: tuple[str, ...] = ()
    saved_at: datetime | None = None
    part: bool = False
    inside: str | None = None

    @property
    def is_page(self) -> bool:
        return sniff.sniff(self.body) == "html"


def read(path: Path, most: Most) -> tuple[Saved, ...]:
    """The pages and files in a file or folder. ConfigError says which cannot be read, and why."""
    if not path.exists():
        raise ConfigError(f"{shown(path)}: there is no such file or folder")
    files = list(walk(path)) if path.is_dir() else [path]
    found, refused = read_all(path if path.is_dir() else path.parent, files, most)
    if refused:
        raise ConfigError(*refused.values())
    if not found:
        raise ConfigError(f"{shown(path)}: nothing in it is a page or a document that could be read")
    return found


def read_all(root: Path, files: list[Path], most: Most) -> tuple[tuple[Saved, ...], dict[Path, str]]:
    """These files as saved pages, and why some of them cannot be read. root: the folder they were handed in with."""
    left = most.all_bytes
    found: list[Saved] = []
    refused: dict[Path, str] = {}
    for file in files:
        try:
            body = _bytes(file, most, left)
            found += _saved(file, file.relative_to(root), body)
            left -= len(body)
        except ConfigError as error:
            refused[file] = str(error)
        except ReadError as error:
            refused[file] = f"{shown(file)}: {error}"
    return tuple(found), refused


def walk(folder: Path, leave_out: tuple[str, ...] = ()) -> Iterator[Path]:
    """The files of a folder that may hold something to read, in order. Links are not followed (faults C22).

    leave_out: names of folders in it.
    """
    places, count = [(folder, 0)], 0
    while places:
        place, depth = places.pop()
        try:
            inside = sorted(place.iterdir())
        except OSError as error:
            raise ConfigError(f"{shown(place)}: cannot be read: {error.strerror}") from None
        for path in inside:
            if (
                path.is_symlink()
                or path.name.startswith((".", "~"))
                or (not depth and path.name in leave_out)
            ):
                continue
            if path.is_dir() and depth < DEEPEST:
                places.append((path, depth + 1))
            elif path.is_file() and _ending(path.name) not in _NO_PAGE | UNFINISHED:
                count += 1
                if count > MOST_FILES:
                    raise ConfigError(f"{shown(folder)}: more than {MOST_FILES} files; hand in fewer at once")
                yield path


def shown(path: Path | str) -> str:
    """A path or name as it may stand in a message: one line, no control characters, not endless."""
    text = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)[-200:]


def label(name: str) -> str:
    """A file's name as it is kept: the last step of the path, on one line (faults C22)."""
    return shown(re.split(r"[/\\]", name)[-1])[-120:] or "file"


def _bytes(file: Path, most: Most, left: int) -> bytes:
    try:
        told = file.stat()
        if not S_ISREG(told.st_mode):
            raise ConfigError(f"{shown(file)}: is no ordinary file")
        if told.st_size > most.file_bytes:
            raise ConfigError(
                f"{shown(file)}: has {told.st_size:,} bytes, the limit is {most.file_bytes:,} "
                "(settings: limits: attachment_size)"
            )
        if told.st_size > left:
            raise ConfigError(
                f"{shown(file.parent)}: more than {most.all_bytes:,} bytes together; hand in fewer at once"
            )
        with file.open("rb") as opened:
            return opened.read(most.file_bytes + 1)[: most.file_bytes]
    except OSError as error:
        raise ConfigError(f"{shown(file)}: cannot be read: {error.strerror}") from None


def _saved(file: Path, inside: Path, body: bytes) -> Iterator[Saved]:
    from monitor.saved import mhtml  # and with it a reader of mails

    entry = inside.parts[0]
    saved_at = _time(file)
    beside = any(BESIDE.search(part) for part in inside.parts[:-1])
    if _ending(file.name) in _MHTML or mhtml.is_mhtml(body):
        whole = hashlib.sha256(body).hexdigest()
        for number, part in enumerate(mhtml.parts(body)):
            yield Saved(
                name=label(part.location or "") if number else label(file.name),
                entry=entry,
                body=part.body,
                content_type=part.content_type,
                said=_address(part.location),
                saved_at=part.date or saved_at,
                part=number > 0,
                inside=whole,
            )
        return
    if not body.strip():
        return
    page = sniff.sniff(body) == "html"
    said = _said(body) if page else None
    yield Saved(
        name=label(file.name),
        entry=entry,
        body=body,
        content_type="text/html" if page else None,
        said=said,
        hints=_hints(body, said) if page else (),
        saved_at=saved_at,
        part=beside,
    )


def _time(file: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    except (OSError, OverflowError, ValueError):
        return None


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _said(body: bytes) -> str | None:
    """The address that a browser or an extension wrote into the page."""
    found = _COMMENT.search(body[:_COMMENT_WITHIN])
    return _address((found[1] or found[2]).decode("utf-8", "replace")) if found else None


def _address(written: str | None) -> str | None:
    if not written:
        return None
    try:
        return urls.parse(written)
    except ValueError:  # about:internet, cid:…, file:…
        return None


def _hints(body: bytes, said: str | None) -> tuple[str, ...]:
    """The addresses that a page gives itself; publishing systems write some of them without a scheme."""
    try:
        tree = html.parse(charset.decode(body).text)
    except ReadError:
        return ()
    written = (node.attributes.get("href") or node.attributes.get("content") for node in tree.css(_HINTS))
    base = said or "http://-/"
    found = (
        _address(f"http:{one}") if one.startswith("//") else urls.join(base, one) if said else _address(one)
        for one in written
        if one
    )
    return tuple(dict.fromkeys(one for one in found if one))
