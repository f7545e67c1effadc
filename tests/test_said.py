"""What was said of a change takes little room and stays word for word as it was said."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy
from hypothesis import given, settings, strategies as st

from monitor.errors import StoreError
from monitor.facts import find, located
from monitor.model import (
    Amended,
    Attachment,
    Changed,
    Classification,
    Comparison,
    Content,
    Edit,
    Finding,
    First,
    New,
    Notice,
    Table,
    Text,
)
from monitor.prose import body
from monitor.store import open_store, said, small
from monitor.store.changes import _said
from monitor.store.codec import Said, encode
from monitor.store.columns import StatusLine, clean
from monitor.store.recording import Entry
from monitor.store.schema import changes
from tests.checks import HOUR, NOW, check, document, finding, listed, notice, reading
from tests.older import say_plainly

LONG = [
    f"Circular No. {n}/2026 sets a duty rate of {n}.5% for goods of heading 85.{n} from {n} May 2026 in Yangshan."
    for n in range(10, 40)
]


def page(*more: str, rate: str = "10%") -> Notice:
    codes = Table("Annex 1", ("Code", "Rate"), tuple((f"85414{n}0010", rate) for n in range(100, 140)))
    blocks = (*(Text(each) for each in (*more, *LONG)), codes)
    annex = Attachment(
        "附件1.docx", "https://agency.example/1.docx", "0" * 64, (Text("See ISO 14067:2018."),)
    )
    return Notice(listed("a"), Content(blocks, (("文号", "海关总署公告2026年第93号"),), (annex,)), "en")


def told(one: Notice, before: Notice | None = None) -> Finding:
    facts = located(find(one.title, body(one.content), language="en"), one.content)
    assert len(facts.mentions) > 150
    quoted = Edit("insert", "paragraph 1", None, "It was corrected.")
    change = New(one) if before is None else Amended(before, one, Comparison((quoted,)), silent=True)
    made = finding(change)
    return replace(made, classification=Classification(made.classification.labels, facts))


def record(store, *outcomes):
    return [
        change
        for outcome in outcomes
        for change in store.record(outcome, next_check=NOW + 6 * HOUR, fingerprint="f")
    ]


def rows(store):
    query = sqlalchemy.text(
        "SELECT length(said) AS said, length(rest) AS rest, leans FROM changes ORDER BY id"
    )
    return store._read(lambda connection: connection.execute(query).all())


def three(store):
    """A notice that comes, and is amended twice."""
    versions = page(), page("It was corrected."), page("It was corrected.", "And again, on 3 June 2026.")
    findings = [told(after, before) for before, after in pairwise((None, *versions))]
    record(store, First(check(), reading(notice("z"))))
    done = []
    for number, (one, found) in enumerate(zip(versions, findings, strict=True), 1):
        done += record(store, Changed(check(at=NOW + number * HOUR), reading(notice("z"), one), (found,)))
    return findings, done


def test_what_was_said_leans_on_the_notice_and_on_what_was_said_before(store):
    findings, done = three(store)
    whole = [len(encode(Said, _said(each))) for each in findings]
    stand = rows(store)
    assert [row.leans for row in stand] == [None, 1, 1]
    assert stand[0].said + stand[0].rest < whole[0] / 12
    assert all(row.said + row.rest < size / 40 for row, size in zip(stand[1:], whole[1:], strict=True))
    assert [one.finding.classification for one in map(store.change, ("1", "2", "3"))] == [
        each.classification for each in findings
    ]
    assert [store.change(one.id).finding for one in done] == [one.finding for one in done]
    proved = store.proof("3")
    assert proved.said.encode() == encode(Said, _said(findings[2]))
    faults: list = []
    store.verify(faults.append)
    assert not faults


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        ("UPDATE changes SET rest = NULL WHERE id = 2", {2}),
        ("UPDATE changes SET leans = NULL WHERE id = 3", {3}),
        ("UPDATE changes SET leans = 99 WHERE id = 3", {3}),
        ("UPDATE changes SET rest = (SELECT rest FROM changes WHERE id = 2) WHERE id = 1", {1, 2, 3}),
        ("UPDATE changes SET rest = said", {1, 2, 3}),
    ],
)
def test_D08_what_was_said_and_cannot_be_put_together_is_a_fault_that_verify_names(store, harm, named):
    three(store)
    store._write(lambda connection: connection.execute(sqlalchemy.text(harm)))
    faults: list = []
    store.verify(faults.append)
    checks = {fault.entry for fault in faults}
    assert checks == {entry + 2 for entry in named}  # the first of the chain, and the check before any change


BROKEN = [
    b"",
    b"\xff",
    b"\x01\x02",
    b"\x05\x01\x02",
    bytes((1,)) + small.pack(b"[]"),
    bytes((1,)) + small.pack(b"{}"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_D06_a_change_leans_on_no_damaged_one_and_the_others_of_its_turn_are_recorded(store, broken):
    three(store)
    store._write(lambda connection: connection.execute(changes.update().values(rest=broken)))
    before, after = page("It was corrected."), page("It was corrected.", "And again, on 4 June 2026.")
    again = told(after, before)
    outcomes = (
        Changed(check(at=NOW + 9 * HOUR), reading(notice("z"), after), (again,)),
        First(check(at=NOW + 9 * HOUR, source="other"), reading(notice("q"))),
    )
    (amended,), first = store.record_many(
        [Entry(each, next_check=NOW + 20 * HOUR, fingerprint="f") for each in outcomes]
    )
    assert not first
    assert rows(store)[-1].leans is None
    assert store.change(amended.id).finding.classification == again.classification


@pytest.mark.parametrize("broken", BROKEN)
def test_D06_a_damaged_row_of_what_was_said_is_named_by_verify_and_told_with_the_way_back(store, broken):
    three(store)
    store._write(lambda connection: connection.execute(changes.update().values(rest=broken)))
    faults: list = []
    store.verify(faults.append)
    assert {fault.entry for fault in faults} == {3, 4, 5}
    for look in (lambda: store.change("3"), lambda: list(store.changes())):
        with pytest.raises(StoreError, match=r"the database is damaged: .* `monitor backup` is the way back"):
            look()


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        ("UPDATE documents SET fetched_at = 9000000000000000000", "check"),
        ("UPDATE checks SET started = -9000000000000000000 WHERE id = 2", "check"),
        ("UPDATE checks SET started = 'yesterday' WHERE id = 2", "check"),
        ("UPDATE changes SET detected = x'00' WHERE id = 2", "check"),
        ("UPDATE documents SET sha256 = 'text'", "body"),
        ("UPDATE documents SET sha256 = 9000000000000000000", "body"),
        ("UPDATE chain SET at = 'yesterday' WHERE id = 1", "chain"),
        ("UPDATE chain SET at = 'yesterday' WHERE id = 3", "chain"),
        ("UPDATE chain SET at = 'yesterday' WHERE id = (SELECT max(id) FROM chain)", "chain"),
    ],
)
def test_D06_a_value_that_cannot_be_read_is_a_fault_that_verify_names(sqlite_url, harm, what):
    store = open_store(sqlite_url, now=NOW)
    three(store)
    record(store, First(check(document(), at=NOW, source="other"), reading(notice("q"))))
    store._write(lambda connection: connection.execute(sqlalchemy.text(harm)))
    faults: list = []
    store.verify(faults.append)
    assert [fault.what for fault in faults if "cannot be read" in fault.text][:1] == [what]
    store.close()


def test_a_damaged_version_is_no_fault_of_other_changes(store):
    three(store)
    last = store.change("3").after
    broken = sqlalchemy.text("UPDATE bodies SET packed = :none WHERE sha256 = :sha256")
    values = {"none": b"\x00", "sha256": bytes.fromhex(last)}
    store._write(lambda connection: connection.execute(broken, values))
    faults: list = []
    store.verify(faults.append)
    assert {fault.entry for fault in faults if fault.what == "check"} == {5}


def test_lists_need_nothing_but_the_first_part(store):
    three(store)
    store._write(lambda connection: connection.execute(changes.update().values(rest=None)))
    found = store.lists.glances([1, 2, 3])
    assert [len(each.outline.change.finding.classification.facts.hs_codes) > 30 for each in found] == [
        True
    ] * 3


texts = st.text(max_size=30) | st.sampled_from(["title", "body", "paragraph 1", "0", "", "10%", "\n", "\x7f"])
mentions = st.fixed_dictionaries(
    {
        "kind": texts,
        "value": texts,
        "text": texts,
        "place": texts,
        "start": st.integers(0, 400),
        "end": st.integers(0, 400),
    },
    optional={"of": texts},
)


@settings(max_examples=60)
@given(st.lists(mentions, max_size=8), texts, st.booleans(), st.booleans())
def test_whatever_was_said_is_read_word_for_word(found, text, between, leaning):
    written = encode(Notice, page(clean(text)))
    around = said.Around(written if between else None, written)
    value = {
        "classification": {
            "labels": [
                {"name": "x", "score": 0.94, "evidence": [{"text": text, "rule": "r", "place": text}]}
            ],
            "facts": {"counts": [text], "issuer": text, "mentions": found},
        },
        "threads": [],
        "comparison": {"edits": [{"before": text}], "facts": [], "ignored": [text]},
    }
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if leaning:
        around = replace(around, facts=said.facts_of(said.halved(plain.replace("10%", "11%"), around)))
    assert said.joined(said.halved(plain, around), around) == plain


@pytest.mark.parametrize("plain", ["", "{", "[]", '{"classification":{"labels":[],"facts":{}} }', "null"])
def test_what_is_of_another_shape_stays_whole(plain):
    around = said.Around(None, encode(Notice, notice("a")))
    assert said.halved(plain, around) == said.Halves(plain)


def test_primers_never_change_and_what_was_packed_against_them_is_read_for_ever():
    primer = hashlib.sha256(small._primer(1)).hexdigest()
    assert primer == "f5a374551f83ca10b411ec6787942bcfd2304457a0156ed081a00dc37b28b7ea"
    packed, near = (
        base64.b64decode("AYsmbawNPlRmCRotiwUA"),
        base64.b64decode("AiA+vQAAgFtFVGFnIiwiXCI5XCIiXV0BAL+NeYQ="),
    )
    text = b'[["Content-Type","text/html; charset=utf-8"],["ETag","\\"9\\""]]'
    assert small.unpack(packed) == text
    assert small.unpack(near, b"Notice 93 of 2026. " * 2000) == text


def test_a_first_part_and_its_rest_of_the_day_they_were_invented_are_read_for_ever():
    one = Notice(listed("a"), Content((Text("Rates of 5% and 6% for heading 8541."),)), "en")
    halves = said.Halves(
        '{"classification":{"labels":[{"name":"hs-mapping","score":0.9,"evidence":[{"text":0,"rule":"rates","place":0}]}],"facts":{"hs_codes":["8541"],"counts":0,"mentions":0}},"threads":[],"status":"official"}',
        base64.b64decode(
            "MwGLNgBmF1hhEY21A4KvT2WGRxmwwRQN7/WDDMTo98PkzLDIoXVjga1NBkYmIT45JiYWAAGLVoKvYkDvQAAA"
        ),
    )
    assert json.loads(said.joined(halves, said.Around(None, encode(Notice, one)))) == {
        "classification": {
            "labels": [
                {
                    "name": "hs-mapping",
                    "score": 0.9,
                    "evidence": [{"text": "5% and 6%", "rule": "rates", "place": "paragraph 1"}],
                }
            ],
            "facts": {
                "hs_codes": ["8541"],
                "counts": [
                    {"value": "5", "unit": "percent", "of": ""},
                    {"value": "6", "unit": "percent", "of": ""},
                ],
                "mentions": [
                    {
                        "kind": "count",
                        "value": "5",
                        "text": "5%",
                        "place": "paragraph 1",
                        "start": 9,
                        "end": 11,
                        "of": "percent",
                    },
                    {
                        "kind": "count",
                        "value": "6",
                        "text": "6%",
                        "place": "paragraph 1",
                        "start": 16,
                        "end": 18,
                        "of": "percent",
                    },
                    {
                        "kind": "hs-code",
                        "value": "8541",
                        "text": "8541",
                        "place": "paragraph 1",
                        "start": 31,
                        "end": 35,
                    },
                ],
            },
        },
        "threads": [],
        "status": "official",
    }


@given(st.text(alphabet="0123456789abcdefF\n é\x00", max_size=300).map(str.encode))
def test_hexadecimal_digits_take_half_their_room_and_are_read_as_they_were(text):
    packed = small.pack(text)
    assert small.unpack(packed) == text
    if packed[:1] == b"\x03":
        with pytest.raises(ValueError, match="hashes"):
            small.unpack(packed[:-1])
        with pytest.raises(ValueError, match="hashes"):
            small.unpack(packed + b"0")


def test_a_hash_in_a_text_takes_32_bytes():
    said = '{"changes":1,"documents":1,"outcome":"changed","parts":"%s","source":"a","versions":1}'
    assert len(small.pack((said % hashlib.sha256(b"").hexdigest()).encode())) < 100


@pytest.mark.parametrize(
    "line", ["HTTP/1.1 200 OK", "2", "", " ", " 2", "HTTP/1.0 200", "HTTP/1.1 304 Not Modified"]
)
def test_a_status_line_is_as_it_came(line):
    column = StatusLine()
    stands = column.process_bind_param(line, None)
    assert column.process_result_value(stands, None) == line
    assert len(stands) == 1 or not line.endswith((" OK", "Modified"))
    assert column.process_result_value("HTTP/1.1 200 OK", None) == "HTTP/1.1 200 OK"  # as older rows have it


@pytest.mark.parametrize(("length", "how"), [(7_999, 1), (8_000, 2)])
def test_a_long_text_is_packed_in_the_quicker_way(length, how):
    text = (b"Notice 93 of 2026; " * 500)[:length]
    packed = small.pack(text)
    assert (packed[0], small.unpack(packed)) == (how, text)


@pytest.mark.parametrize(
    "harm", [b"", b"\x01", b"\x02", b"\x02\xff\xff", b"\x03abc", b"\x04abc", b"\x01\xff\xff"]
)
def test_what_was_not_packed_so_is_refused(harm):
    with pytest.raises(ValueError, match=r".+"):
        small.unpack(harm)


def test_moments_of_an_older_database_are_the_same_to_the_microsecond(sqlite_url):
    store = open_store(sqlite_url, now=NOW)
    moments = [NOW + timedelta(days=n, microseconds=n) for n in (0, 1, 500_000, 999_499, 999_500, 999_999)]
    for at in moments:
        record(store, First(check(document(at=at), at=at), reading(notice("a"))))
    three(store)
    store._write(say_plainly)
    store._write(
        lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0011'")
    )
    store.close()
    opened = open_store(sqlite_url, now=NOW)
    faults: list = []
    opened.verify(faults.append)
    assert not faults
    kinds = "SELECT typeof(started) FROM checks UNION SELECT typeof(detected) FROM outlines"
    assert opened._read(lambda connection: connection.exec_driver_sql(kinds).scalars().all()) == ["integer"]
    assert {made.started for made in opened.visits.page("agency", most=99)} >= set(moments)
    opened.close()
