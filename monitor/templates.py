"""Reads the templates: the shipped ones, and the operator's own from beside sources.yaml."""

from __future__ import annotations

from pathlib import Path

from monitor.digest import Templates
from monitor.digest.words import Unreadable
from monitor.errors import TemplateError

BODIES = {".txt", ".html"}
KINDS = {".txt", ".html", ".css", ".js", ".svg", ".toml"}


def load_templates(own: Path | None = None) -> Templates:
    """All template texts. own: the operator's folder; where it has a file, that stands for the shipped one.

    One of the operator's that cannot be read stops nothing: it is told where it would be used.
    """
    shipped = shipped_folder()
    texts = read(shipped)
    mine = theirs(own) if own and own.is_dir() and own.resolve() != shipped.resolve() else {}
    return Templates(shipped=texts, own=mine, place=str(own) if own else "templates")


def shipped_folder() -> Path:
    """In an installed package beside the code; in a checkout at the top level, where people edit it."""
    package = Path(__file__).parent
    packed = package / "shipped" / "templates"
    return packed if packed.is_dir() else package.parent / "templates"


def theirs(folder: Path) -> dict[str, str]:
    """The operator's texts by their name under the folder."""
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in KINDS:
            texts[path.relative_to(folder).as_posix()] = _their(path)
    return texts


def _their(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return Unreadable(f"is not UTF-8 (byte {error.start + 1}); save it as UTF-8")
    except OSError as error:
        return Unreadable(f"cannot be read: {error.strerror}")
    if not text.strip() and path.suffix in BODIES:
        return Unreadable("is empty; write it, or delete it to have the shipped one")
    return text


def read(folder: Path) -> dict[str, str]:
    """Template texts by their name under the folder. Raises TemplateError that names a file it cannot read."""
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in KINDS and path.is_file():
            try:
                texts[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise TemplateError(f"{path}: cannot be read: {error}") from error
    return texts
