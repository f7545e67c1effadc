"""`export warc`: what was received, as a web archive that other programs read and check."""

from __future__ import annotations

import gzip
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from monitor.evidence.captures import Capture, head
from monitor.evidence.chain import sha256
from monitor.evidence.warc import archive, compressed
from monitor.model import Came
from tests.checks import NOW
from tests.desk import archive_of_six
from tests.site import Page

PAGE = b"<p>Twelve ports.</p>"
URL = "https://agency.example/a"


def capture(body: bytes = PAGE, row: int = 1, at: datetime = NOW, **more: object) -> Capture:
    plain = Capture(
        row, 1, "agency", None, URL, 200, "HTTP/1.1 200 OK", (("Content-Type", "text/html"),), at, sha256(body), len(body),
        not_modified=False, came=Came.HTTP,
    )  # fmt: skip
    return replace(plain, **more)


def read(
    *captures: Capture, bodies=(PAGE,), origin=lambda _: None
) -> list[tuple[str, dict[str, str], object, bytes]]:
    """The records as warcio reads and checks them: type, fields, HTTP headers, content."""
    kept = {sha256(body): body for body in bodies}
    written = b"".join(compressed(archive(captures, kept.get, origin, (("software", "x"),), NOW)))
    found = []
    for record in ArchiveIterator(io.BytesIO(written), check_digests="raise"):
        content = record.content_stream().read()
        assert record.rec_headers.protocol == "WARC/1.1"
        found.append((record.rec_type, dict(record.rec_headers.headers), record.http_headers, content))
    return found


def types(records) -> list[str]:
    return [kind for kind, *_ in records]


def test_an_answer_is_a_response_with_its_request_and_what_we_know_of_it():
    records = read(capture())
    assert types(records) == ["warcinfo", "response", "request", "metadata"]
    _, fields, http, body = records[1]
    assert body == PAGE
    assert (http.protocol, http.statusline, http.get_header("Content-Type")) == (
        "HTTP/1.1",
        "200 OK",
        "text/html",
    )
    assert fields["WARC-Target-URI"] == URL
    assert fields["WARC-Payload-Digest"].startswith("sha256:")
    assert records[2][1]["WARC-Concurrent-To"] == fields["WARC-Record-ID"]
    assert (records[2][2].protocol, records[2][2].statusline) == ("GET", "/a HTTP/1.1")
    assert b"source: agency" in records[3][3]


def test_headers_that_speak_of_the_wire_are_moved_aside():
    coded = capture(headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("X-A", "1")))
    _, response, _, about = read(coded)
    http = response[2]
    assert response[3] == PAGE
    assert http.get_header("Content-Encoding") is None
    assert http.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert http.get_header("Content-Length") == str(len(PAGE))
    assert b"decoded: Content-Encoding, Transfer-Encoding" in about[3]


def test_a_304_and_the_same_bytes_again_are_revisits_of_the_record_that_has_them():
    day = timedelta(days=1)
    same = capture(row=2, at=NOW + day)
    kept = capture(row=3, at=NOW + 2 * day, not_modified=True, line="HTTP/1.1 304 Not Modified", size=0)
    records = read(capture(), same, kept)
    revisits = [(fields, http) for kind, fields, http, _ in records if kind == "revisit"]
    assert [fields["WARC-Profile"].rpartition("/")[2] for fields, _ in revisits] == [
        "identical-payload-digest",
        "server-not-modified",
    ]
    assert {fields["WARC-Refers-To"] for fields, _ in revisits} == {records[1][1]["WARC-Record-ID"]}
    assert revisits[1][1].statusline == "304 Not Modified"


def test_the_answer_that_a_304_stands_for_is_written_before_it():
    later = capture(row=9, at=NOW + timedelta(days=9), not_modified=True)
    records = read(later, origin=lambda _: capture())
    assert types(records) == ["warcinfo", "response", "request", "metadata", "revisit", "request", "metadata"]


def test_what_a_browser_rendered_or_a_person_saved_is_a_resource():
    for came in (Came.BROWSER, Came.SAVED):
        records = read(
            capture(came=came, line=None, headers=(("Content-Type", "text/html"), ("Saved-File", "a.html")))
        )
        assert types(records) == ["warcinfo", "resource", "metadata"]
        assert records[1][3] == PAGE
        assert b"header-saved-file: a.html" in records[2][3]


def test_an_answer_whose_body_was_not_kept_says_so():
    _, response, _, about = read(
        capture(status=403, line="HTTP/1.1 403 Forbidden", headers=(("Content-Length", "20"),)), bodies=()
    )
    assert response[1]["WARC-Truncated"] == "unspecified"
    assert response[2].get_header("Content-Length") == "0"
    assert response[2].get_header("X-Archive-Orig-Content-Length") == "20"
    assert b"not kept" in about[3]


def test_a_form_that_was_sent_is_in_the_request():
    records = read(capture(posted=b"page=2"))
    assert records[2][2].protocol == "POST"
    assert records[2][3] == b"page=2"


def test_C27_no_header_address_or_line_begins_a_header_of_its_own():
    evil = capture(
        url="https://agency.example/公告 x\r\nWARC-Type: response", line="HTTP/1.1 200 OK\r\nX-Evil: 1",
        headers=(("X-A", "1\r\nX-Evil: 2"), ("X\r\nB: x", "\u2028X-Evil: 3"), ("", "公告")),
    )  # fmt: skip
    records = read(evil)
    assert types(records) == ["warcinfo", "response", "request", "metadata"]
    assert records[1][2].get_header("X-Evil") is None
    assert head("HTTP/1.1 200 OK", (("A", "é\x00\x1b"),)) == b"HTTP/1.1 200 OK\r\nA: \xe9\r\n\r\n"


def test_the_same_captures_give_the_same_bytes_and_other_captures_other_ids():
    first, again = (b"".join(archive([capture()], lambda _: PAGE, lambda _: None, (), NOW)) for _ in range(2))
    assert first == again
    ids = [
        fields["WARC-Record-ID"] for _, fields, *_ in read(capture(), capture(row=2, at=NOW + timedelta(1)))
    ]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["all.warc.gz", "all.warc"])
def test_the_whole_job_ends_in_an_archive_that_warcio_checks(desk, site, name):
    publication = archive_of_six(site)
    site.pages["/n6.html"] = Page(
        site.pages["/n6.html"].body, headers=(("Set-Cookie", "JSESSIONID=secret"),), coding="gzip"
    )
    desk.monitor("check", "--all")
    publication.show()
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    assert desk.monitor("export", "warc", "--out", name).code == 0
    written = (desk.folder / name).read_bytes()
    assert b"secret" not in (gzip.decompress(written) if name.endswith("gz") else written)
    records = list(ArchiveIterator(io.BytesIO(written), check_digests="raise"))
    assert {"warcinfo", "response", "request", "metadata"} <= {record.rec_type for record in records}
    part = desk.monitor("export", "warc", "--since", "2026-05-09", "--source", "notices").written
    assert 1 < len(list(ArchiveIterator(io.BytesIO(part)))) < len(records)
    assert (
        len(
            list(ArchiveIterator(io.BytesIO(desk.monitor("export", "warc", "--since", "2027-01-01").written)))
        )
        == 1
    )
