"""ZIP archives, which new office files are too: looked through before anybody opens them (C21, C23).

By their real bytes: how many members, how large they are unpacked, and that no part declares entities.
Nothing is ever written to disk; a member's name is a label and no more (C22).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from monitor.errors import ReadError
from monitor.extract.limits import Limits
from monitor.patterns import regex

PIECE = 1 << 20
_FREE = 1 << 20
_ENTITIES = regex(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_PART = regex(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")  # UTF-16, in which nothing would be found

Look = Callable[[zipfile.ZipInfo, bytes], bytes]


@contextmanager
def opened(body: bytes, what: str) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever is wrong with it is the file's fault, and is told as such."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReadError(f"not readable as {what}: {error}") from error


def inspect(body: bytes, limits: Limits, what: str, look: Callable[[], Look] | None = None) -> None:
    """Refuse an office file that is larger inside than it may be, or declares entities.

    look: makes, for each XML part, what sees it piece by piece and answers the tail that belongs to the next.
    """
    with opened(body, what) as archive:
        read = Members(archive, len(body), limits)
        for member in archive.infolist():
            part = _XML_PART.search(member.filename) is not None
            seeing, tail = look() if look else None, b""
            for piece in read.pieces(member):
                if not part:
                    continue
                joined = tail + piece
                if joined.startswith(_WIDE_XML) or _ENTITIES.search(joined):
                    raise ReadError(
                        f"{member.filename} declares a document type, which no office program writes"
                    )
                tail = seeing(member, joined) if seeing else joined[-16:]


class Members:
    """An archive's members read one by one, all of them together within the limits."""

    def __init__(self, archive: zipfile.ZipFile, packed_bytes: int, limits: Limits) -> None:
        count = len(archive.infolist())
        if count > limits.members:
            raise ReadError(f"the archive has {count:,} members, the limit is {limits.members:,}")
        self.archive, self.packed_bytes, self.limits = archive, packed_bytes, limits
        self.total_bytes = 0

    def pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """What a member unpacks to, counted as it comes: the size that it gives may be a lie."""
        limits = self.limits
        with self.archive.open(member) as stream:
            while piece := stream.read(PIECE):
                self.total_bytes += len(piece)
                bloated = self.total_bytes > max(_FREE, limits.ratio * self.packed_bytes)
                if bloated or self.total_bytes > limits.unpacked_bytes:
                    raise ReadError(
                        f"the archive unpacks to more than {limits.ratio} times its size"
                        f" or {limits.unpacked_bytes // 2**20} MB"
                    )
                yield piece

    def read(self, member: zipfile.ZipInfo) -> bytes:
        return b"".join(self.pieces(member))
