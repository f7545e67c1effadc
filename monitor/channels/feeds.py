"""Channels `ics` and `atom`: one file that is written anew with each digest, whole or not at all.

A delivery says which file and for whom; what goes into it is what that reader was told up to the moment of writing.
So a delivery that waited never takes a file back to what it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from monitor.channels import base
from monitor.channels.outbox import write
from monitor.errors import DeliveryError, of_disk
from monitor.model import Message

Make = Callable[[str, str], bytes]  # a kind and a subscription to the bytes of its file


class Channel(base.Channel):
    """name: ics or atom. files: by recipient, the subscription that it is for now. root: beside what they stand."""

    def __init__(self, name: str, root: Path, files: Mapping[str, str], make: Make) -> None:
        self.name = name
        self._root, self._files, self._make = root, files, make

    def lane(self, recipient: str) -> str:
        return f"{self.name} {recipient}"

    def send(self, message: Message, recipient: str) -> None:
        told = json.loads(message.mime)["subscription"]
        if self._files.get(recipient) != told:
            raise DeliveryError(f"{self.name} {recipient}: {told} names it no more", permanent=True)
        path = self._root / recipient
        content = self._make(self.name, told)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, content)
        except OSError as error:
            raise DeliveryError(f"{self.name} {path}: {of_disk(error)}", way=True) from error
