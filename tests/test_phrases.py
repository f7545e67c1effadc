"""Patterns that look closer only where a phrase begins find what the same alternatives find one by one."""

from __future__ import annotations

import re

from hypothesis import given, strategies as st

from monitor.extract import charset, chrome, fields
from monitor.extract.phrases import phrases

WRITTEN = ("withdraw", "web ?site", "iptal", "keine", "废止", "废除", "срок")
PIECES = ("WITHDRAW", "Withdrawn", "website", "Web Site", "\u0130ptal", "\u212aeine", "ceine", "废止", "废", "\u1c83рок", "x", " ", "7", "_", "\n")  # fmt: skip


@given(st.lists(st.sampled_from((*WRITTEN, *PIECES)), max_size=4).map("".join))
def test_phrases_are_found_where_their_alternatives_are(text: str) -> None:
    one_by_one = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(WRITTEN)})", re.IGNORECASE)
    led = re.compile(phrases(WRITTEN, after_no=r"[^\W\d_]"))
    assert [found.span() for found in led.finditer(text)] == [
        found.span() for found in one_by_one.finditer(text)
    ]


@given(st.from_regex(re.compile(chrome._RELATED.pattern, re.IGNORECASE), fullmatch=True))
def test_the_heading_of_other_notices_is_known_by_its_first_letter(line: str) -> None:
    assert chrome.heads_related(line) or len(line) > 40 or line != line.strip(" :：>»")


def test_a_label_with_a_full_stop_before_a_wide_colon_is_a_field() -> None:
    assert fields.fields_in("Document no.：公告5", body=False) == ([("Document no", "公告5")], "")


def test_a_body_is_decoded_by_what_is_said_of_it_each_time() -> None:
    body = "关于".encode("gbk")
    assert charset.decode(body, "text/html; charset=gbk").text == "关于"
    assert charset.decode(body, "text/html; charset=big5").text != "关于"
    assert charset.decode(body, "text/html; charset=gbk").text == "关于"
