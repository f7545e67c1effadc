"""JSON with limits, and what it says."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, strategies as st

from monitor.errors import ReadError
from monitor.extract import extract
from monitor.extract.json import load
from monitor.model import Attachment, Table, Text
from tests.growth import assert_linear


def test_a_list_of_alike_objects_is_a_table_and_plain_values_are_fields():
    found = extract(
        json.dumps(
            {
                "code": "200",
                "pageInfo": {"rows": [{"id": 1, "title": "A"}, {"id": 2, "date": None}], "total": 2},
            }
        ).encode()
    )
    assert found.blocks == (Table("pageInfo.rows", ("id", "title", "date"), (("1", "A", ""), ("2", "", ""))),)
    assert found.fields == (("code", "200"), ("pageInfo.total", "2"))


def test_nested_objects_of_a_row_are_columns():
    (table,) = extract(b'[{"title": {"rendered": "A"}, "tags": ["x", "y"]}]').blocks
    assert table == Table("", ("title.rendered", "tags"), (("A", "x; y"),))


def test_html_inside_json_is_read_as_html():
    html = "<div><p>Rates shall apply.</p><p><a href='/a/n.xlsx'>Annex</a></p></div>"
    found = extract(json.dumps({"data": {"html": html}}).encode(), base_url="http://a.example/x")
    assert found.blocks == (Text("Rates shall apply."),)
    assert found.attachments == (Attachment("Annex", "http://a.example/a/n.xlsx"),)


def test_Q10_what_an_answer_says_about_its_journey_is_left_out():
    assert extract(b'{"requestId": "a", "server_time": "b", "took": 3, "title": "T"}').fields == (
        ("title", "T"),
    )


def test_a_list_of_words_is_items():
    assert extract('["青岛", "宁波", true, 5]'.encode()).blocks == tuple(
        Text(word, "item") for word in ("青岛", "宁波", "true", "5")
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b'{"a": 1e999}', "too large for a number"),
        (b'{"a": ' + b"9" * 6_000 + b"}", "a number of 6,000 digits"),
        (b'{"a": 1, "b": {"x": 1, "x": 2}}', "the key 'x' stands twice"),
        (b'{"a": 1', "at line 1, column"),
        (b'{"a": 1} trailing', "Extra data"),
        (b"[" * 600 + b"]" * 600, "nests more than 512"),
        (b'{"a":' * 600 + b"1" + b"}" * 600, "nests more than 512"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_C36_json_that_no_two_programs_read_alike_is_refused_with_its_place(body, reason):
    with pytest.raises(ReadError, match=reason):
        load(body)


@pytest.mark.parametrize(
    "body",
    [b'\xef\xbb\xbf{"a": 1}', '{"a": 1}'.encode("utf-16"), b'cb_1({"a": 1});', b'/**/jQuery.x({"a": 1})'],
)
def test_C36_marks_and_wrappers_are_taken_off(body):
    assert load(body) == {"a": 1}


def test_C16_brackets_in_texts_are_not_depth():
    assert load(json.dumps({"a": "[" * 2_000 + '\\"{'}).encode()) == {"a": "[" * 2_000 + '\\"{'}


@pytest.mark.parametrize("piece", [b'"\\', b"[", b'{"', b"a(", b'"a":'])
def test_C18_a_body_of_one_piece_over_and_over_takes_linear_time(piece):
    def refused(size):
        with pytest.raises(ReadError):
            load(b"[" + piece * size)

    assert_linear(refused, 25_000)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_what_json_writes_is_read_back(value):
    assert load(json.dumps(value).encode()) == value


@given(values)
def test_any_json_says_something_that_can_be_stored(value):
    found = extract(json.dumps(value).encode(), name="a.json")
    for block in found.blocks:
        for cell in [block.text] if isinstance(block, Text) else itertools.chain(*block.rows):
            cell.encode()
