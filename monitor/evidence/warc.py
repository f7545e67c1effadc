"""A web archive as the standard has it (WARC 1.1, ISO 28500:2017), a gzip member a record.

What is kept is written and nothing else: an answer is a `response`, a 304 and the same bytes again are a `revisit`
of the record that has them, what a browser rendered or a person saved is a `resource`. Bodies are kept decoded;
headers that speak of the bytes on the wire are moved aside under another name. The same database gives the same
records, with the same ids.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from monitor.evidence.captures import Capture, Pairs, head, kept_headers, one_line, uri
from monitor.model import Came
from monitor.values import dataclass

VERSION = "WARC/1.1"
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_HTTP = "application/http;msgtype="
_FIELDS = "application/warc-fields"
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.iso.org/standard/68004.html")

REMARKS = (
    "Bodies are kept without their content and transfer coding; headers that speak of those are moved aside as "
    "X-Archive-Orig-... Cookies that were set are withheld. Of a request the method, the address, the host and the form "
    "are kept. A response with WARC-Truncated is one whose body was not kept; its metadata has the SHA-256."
)


@dataclass(frozen=True, slots=True)
class Written:
    """A record that others refer to."""

    id: str
    url: str
    at: datetime


def archive(
    captures: Iterable[Capture],
    body: Callable[[str], bytes | None],
    origin: Callable[[Capture], Capture | None],
    about: Pairs,
    now: datetime,
) -> Iterator[bytes]:
    """The records, uncompressed, in the order of the captures.

    body: a kept body by its SHA-256, None when it was not kept. origin: the answer whose body a 304 stands for.
    about: what the first record says besides.
    """
    yield _info(about, now)
    there: dict[str, Written] = {}
    for capture in captures:
        if capture.not_modified and capture.sha256 not in there:
            first = origin(capture)
            if first is not None:
                yield from _capture(first, body, there)
        yield from _capture(capture, body, there)


def compressed(records: Iterable[bytes]) -> Iterator[bytes]:
    """Each record as a gzip member of its own, so that a reader may begin at any."""
    for record in records:
        packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        yield packer.compress(record) + packer.flush()


def _info(about: Pairs, now: datetime) -> bytes:
    conforms = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
    fields = (("format", "WARC File Format 1.1"), ("conformsTo", conforms), *about, ("description", REMARKS))
    return _record("warcinfo", now, _lines(fields), _FIELDS, name=repr(about))


def _capture(
    capture: Capture, body: Callable[[str], bytes | None], there: dict[str, Written]
) -> Iterator[bytes]:
    said: list[tuple[str, str]] = []
    earlier = there.get(capture.sha256)
    rendered = capture.came is Came.SAVED or (capture.came is Came.BROWSER and capture.status == 200)
    if capture.not_modified or (earlier and not rendered):
        id_, record = _revisit(capture, earlier)
    elif (found := body(capture.sha256)) is None:
        id_, record = _without_body(capture)
        said.append(("body", f"{capture.size} bytes were received and not kept"))
    else:
        id_, record, moved = _whole(capture, found, rendered=rendered)
        if moved:
            said.append(("decoded", ", ".join(moved)))
        if not rendered:
            there.setdefault(capture.sha256, Written(id_, uri(capture.url), capture.fetched_at))
    yield record
    if capture.came is Came.HTTP:
        yield _request(capture, id_)
    yield _metadata(capture, said, id_)


def _whole(capture: Capture, body: bytes, *, rendered: bool) -> tuple[str, bytes, tuple[str, ...]]:
    digest = ("WARC-Payload-Digest", f"sha256:{_base32(capture.sha256)}")
    if rendered:
        kind = one_line(capture.header("content-type") or "") or "application/octet-stream"
        return *_named(capture, "resource", body, kind, digest), ()
    headers, moved = kept_headers(capture, len(body))
    block = head(capture.status_line, headers) + body
    return *_named(capture, "response", block, f"{_HTTP}response", digest), moved


def _revisit(capture: Capture, earlier: Written | None) -> tuple[str, bytes]:
    profile = "server-not-modified" if capture.not_modified else "identical-payload-digest"
    fields = [
        ("WARC-Payload-Digest", f"sha256:{_base32(capture.sha256)}"),
        ("WARC-Profile", _PROFILE + profile),
    ]
    if earlier:
        fields += [
            ("WARC-Refers-To", earlier.id),
            ("WARC-Refers-To-Target-URI", earlier.url),
            ("WARC-Refers-To-Date", _date(earlier.at)),
        ]
    block = head(capture.status_line, capture.headers)
    return _named(capture, "revisit", block, f"{_HTTP}response", *fields)


def _without_body(capture: Capture) -> tuple[str, bytes]:
    headers, _ = kept_headers(capture, 0)
    block = head(capture.status_line, headers)
    return _named(capture, "response", block, f"{_HTTP}response", ("WARC-Truncated", "unspecified"))


def _request(capture: Capture, answer: str) -> bytes:
    url, block = capture.request
    more = (("WARC-Target-URI", url), ("WARC-Concurrent-To", answer))
    return _record("request", capture.fetched_at, block, f"{_HTTP}request", *more, name=_name(capture))


def _metadata(capture: Capture, said: Iterable[tuple[str, str]], answer: str) -> bytes:
    fields = [
        ("source", capture.source),
        ("check", str(capture.check)),
        ("came", capture.came.value),
        ("sha256", capture.sha256),
        *said,
    ]
    if capture.asked:
        fields.append(("asked", uri(capture.asked)))
    if capture.came is not Came.HTTP:
        fields += [(f"header-{name.lower()}", value) for name, value in capture.headers]
    more = (("WARC-Target-URI", uri(capture.url)), ("WARC-Concurrent-To", answer))
    return _record("metadata", capture.fetched_at, _lines(fields), _FIELDS, *more, name=_name(capture))


def _named(
    capture: Capture, kind: str, block: bytes, content: str, *fields: tuple[str, str]
) -> tuple[str, bytes]:
    more = (("WARC-Target-URI", uri(capture.url)), *fields)
    name = _name(capture)
    return _id(kind, name), _record(kind, capture.fetched_at, block, content, *more, name=name)


def _record(
    kind: str, at: datetime, block: bytes, content: str, *fields: tuple[str, str], name: str
) -> bytes:
    told = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", _id(kind, name)),
        ("WARC-Date", _date(at)),
        *fields,
        ("WARC-Block-Digest", f"sha256:{_base32(hashlib.sha256(block).hexdigest())}"),
        ("Content-Type", content),
        ("Content-Length", str(len(block))),
    ]
    lines = "".join(f"{field}: {one_line(value)}\r\n" for field, value in told)
    return f"{VERSION}\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def _name(capture: Capture) -> str:
    return f"{capture.row} {_date(capture.fetched_at)} {capture.sha256} {capture.url}"


def _id(kind: str, name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMES, f'{kind} {name}')}>"


def _lines(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {one_line(value)}\r\n" for name, value in fields).encode()


def _base32(sha256: str) -> str:
    return base64.b32encode(bytes.fromhex(sha256)).decode()


def _date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
