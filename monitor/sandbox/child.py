"""The child that parses: it gives up every right, then reads files one after the other until its input ends.

All that parsers need is imported first. After that no file can be opened any more, for reading or writing, and
with that no socket: the process has as many open files as it may have. It has a bounded memory, an empty
environment, starts no program, and where the system permits it stands in a network of its own with nothing in it.
Whoever starts it keeps the time; should that process be gone, an alarm ends the child.
"""

from __future__ import annotations

import codecs
import encodings.aliases
import os
import resource
import signal
import sys
from collections.abc import Callable

from monitor.errors import ReadError
from monitor.extract import files
from monitor.extract.text import names
from monitor.model import Parsed
from monitor.sandbox import wire

_CODINGS = names(
    "ascii utf_8 utf_8_sig utf_16 utf_16_le utf_16_be cp437 gbk gb18030 gb2312 big5 big5hkscs cp950 shift_jis cp932 euc_jp"
    " iso2022_jp euc_kr cp949 latin_1 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 koi8_r koi8_u"
    " iso8859_2 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 iso8859_15 raw_unicode_escape"
)
_ALARM_AFTER_S = 5.0  # beyond the time that the parent keeps
_REFUSED = (
    "open", "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.remove",
    "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.kill", "os.listdir",
    "os.scandir", "ctypes.dlopen", "shutil.", "tempfile.", "import",
)  # fmt: skip


def main(memory_bytes: int) -> None:
    """Answer what comes on standard input. memory_bytes: of address space, everything included."""
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    _import_all()
    _give_up(memory_bytes)
    _say(answers, wire.READY, b"")
    while head := _take(wire.HEAD.size):
        head_bytes, body_bytes = wire.HEAD.unpack(head)
        kind, limits, seconds = wire.asked(_take(head_bytes))
        body = _take(body_bytes)
        signal.setitimer(signal.ITIMER_REAL, seconds + _ALARM_AFTER_S)
        _say(answers, *_answer(lambda: files.parse(body, kind, limits)))  # noqa: B023 - called at once
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(parse: Callable[[], Parsed]) -> tuple[bytes, bytes]:
    try:
        return wire.SAID, wire.written(parse())
    except ReadError as error:
        return wire.REFUSED, str(error).encode("utf-8", "replace")
    except MemoryError:
        return wire.FAILED, b"MemoryError"
    except RecursionError:
        return wire.REFUSED, b"its parts nest too deeply"
    except Exception as error:  # noqa: BLE001 - whatever a parser stumbles over ends here and is told
        return wire.FAILED, type(error).__name__.encode()


# -- rights ----------------------------------------------------------------------------------------


def _import_all() -> None:
    """Everything that any file may need: later nothing can be imported."""
    import heapq  # noqa: F401
    import unicodedata  # noqa: F401
    import zoneinfo  # noqa: F401

    import pypdfium2.raw  # noqa: F401
    import python_calamine  # noqa: F401

    from monitor.extract import doc, docx, pdf, xlsx, zipped  # noqa: F401

    _load_codings()
    files.parse(_SMALL_PDF, "pdf")  # makes the library ready


def _load_codings() -> None:
    """Make the codings ready; any other is unknown from here on, as none could be loaded."""
    known = {name: codecs.lookup(name) for name in _CODINGS}

    def find(name: str) -> codecs.CodecInfo | None:
        name = encodings.normalize_encoding(name)
        return known.get(encodings.aliases.aliases.get(name, name))

    codecs.unregister(encodings.search_function)
    codecs.register(find)


def _give_up(memory_bytes: int) -> None:
    """No network, no further files, no programs, no more memory than this."""
    if sys.platform == "linux":
        _stand_alone()
    for name, most in (
        ("RLIMIT_AS", memory_bytes),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 4),  # in, out, error, answers
    ):
        if hasattr(resource, name):
            resource.setrlimit(getattr(resource, name), (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    sys.addaudithook(_refuse)


def _stand_alone() -> None:
    """An empty network, and no way to gain rights; as far as the system permits it."""
    import ctypes

    new_network, new_user, no_new_rights = 0x40000000, 0x10000000, 38
    libc = ctypes.CDLL(None)
    if libc.unshare(new_network):
        libc.unshare(new_user | new_network)
    libc.prctl(no_new_rights, 1, 0, 0, 0)


def _refuse(event: str, _arguments: object) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(f"{event} is not for a parser")


# -- pipes -----------------------------------------------------------------------------------------


def _take(size: int) -> bytes:
    """So many bytes of the input; nothing when it has ended."""
    pieces, left = [], size
    while left:
        piece = os.read(0, min(left, 1 << 20))
        if not piece:
            return b""
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _say(answers: int, kind: bytes, answer: bytes) -> None:
    whole = memoryview(wire.ANSWER.pack(kind, len(answer)) + answer)
    while whole:
        whole = whole[os.write(answers, whole) :]


_SMALL_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
