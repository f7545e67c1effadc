"""The starter sources.yaml that comes with the program, and how a first file is written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from monitor.errors import StoreError, of_disk


def starter() -> str:
    """The shipped sources.yaml: in an installed package beside the code, in a checkout at the top level."""
    package = Path(__file__).parents[1]
    packed = package / "shipped" / "sources.yaml"
    return (packed if packed.is_file() else package.parent / "sources.yaml").read_text(encoding="utf-8")


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there: whole or not at all (faults D04). StoreError says why it cannot."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as error:
        with suppress(OSError):  # which the disk may refuse as well
            draft.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written: {of_disk(error)}") from error
