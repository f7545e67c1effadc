"""Channel `folder`: every digest as .html, .txt and .json files, each whole or not there."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from monitor.channels import base
from monitor.channels.outbox import safe, write
from monitor.errors import DeliveryError, of_disk
from monitor.messages.files import unpacked
from monitor.model import Message


class Channel(base.Channel):
    """folders: as the configuration names them now; root: beside what they stand."""

    name = "folder"

    def __init__(self, root: Path, folders: Collection[str]) -> None:
        self._root, self._folders = root, folders

    def lane(self, recipient: str) -> str:
        return f"{self.name} {recipient}"

    def send(self, message: Message, recipient: str) -> None:
        if recipient not in self._folders:
            raise DeliveryError(f"folder {recipient}: no subscription names it any more", permanent=True)
        folder = self._root / recipient
        try:
            files = unpacked(message.mime)
        except ValueError as error:
            raise DeliveryError(f"folder {recipient}: the message holds no files", permanent=True) from error
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                stem, _, kind = name.rpartition(".")
                write(folder / f"{safe(stem)}.{safe(kind)}", text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise DeliveryError(f"folder {folder}: {of_disk(error)}", way=True) from error
