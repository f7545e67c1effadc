"""Bytes to text, whatever their labels say (faults Q16)."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from monitor.extract.charset import body_label, decode, header_label

ZH = "海关总署公告：自二〇二六年五月八日起，进境样品应当如实申报，一次不超过五件，不得出售。"
ES = "Resolución: las mercancías se declararán según su composición."


@pytest.mark.parametrize(
    ("body", "content_type", "charset"),
    [
        (b"\xef\xbb\xbf" + ZH.encode(), "text/html; charset=gbk", "utf-8"),
        (ZH.encode("utf-16"), None, "utf-16"),
        (ZH.encode(), "text/html; charset=utf-8", "utf-8"),
        (ZH.encode("gbk"), "text/html; charset=GB2312", "gb18030"),
        (b'<meta charset="gb2312">' + ZH.encode("gbk"), "text/html", "gb18030"),
        (
            b"<meta http-equiv=Content-Type content='text/html; charset=gbk'>" + ZH.encode("gbk"),
            None,
            "gb18030",
        ),
        (b"<?xml version='1.0' encoding='big5'?>" + "公告".encode("big5"), None, "big5"),
        (ES.encode("latin-1"), "text/html; charset=ISO-8859-1", "cp1252"),
    ],
    ids=[
        "mark beats header",
        "utf-16",
        "header",
        "gb2312 means gb18030",
        "meta",
        "old meta",
        "xml",
        "latin-1",
    ],
)
def test_Q16_the_order_of_labels(body, content_type, charset):
    decoded = decode(body, content_type)
    assert decoded.charset == charset
    assert decoded.replaced == 0
    assert "公告" in decoded.text or "Resolución" in decoded.text


@pytest.mark.parametrize("label", ["gbk", "iso-8859-1", "big5", "no-such-charset"])
def test_Q16_a_wrong_header_on_a_utf8_page_does_no_harm(label):
    assert decode(ZH.encode(), f"text/html; charset={label}").text == ZH


def test_Q16_a_gbk_page_that_calls_itself_utf8_is_read_as_what_its_meta_says():
    body = b"<meta charset=gbk>" + ZH.encode("gbk")
    assert ZH in decode(body, "text/html; charset=utf-8").text


def test_Q16_a_gbk_page_without_any_label_is_recognised():
    assert decode((ZH * 5).encode("gbk")).text == ZH * 5


def test_Q16_one_broken_letter_in_a_thousand_is_still_utf8_and_is_counted():
    body = (ZH * 40).encode()
    decoded = decode(body[:300] + b"\xff" + body[300:], "text/html; charset=utf-8")
    assert (decoded.charset, decoded.replaced) == ("utf-8", 1)


def test_Q16_an_ascii_page_with_a_few_old_letters_is_not_broken_utf8():
    body = b"<p>" + b"x" * 20_000 + "años y días".encode("latin-1")
    assert "años y días" in decode(body, "text/html; charset=windows-1252").text


def test_Q16_a_broken_gb_page_keeps_what_can_be_read():
    body = b"<meta charset=gb2312>" + ZH.encode("gbk") + b"\xff\xff" + ZH.encode("gbk")
    decoded = decode(body)
    assert decoded.charset == "gb18030"
    assert decoded.replaced >= 1
    assert decoded.text.count("海关总署公告") == 2


@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8", "text/html; charset=ISO-8859-1"])
@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_Q16_one_bad_byte_in_a_short_chinese_page_costs_one_letter_whatever_its_header(charset, content_type):
    half = ("<p>" + ZH * 2 + "</p>").encode(charset)
    decoded = decode(half + b"\xff" + half, content_type)
    assert (decoded.charset, decoded.replaced) == (charset, 1)
    assert decoded.text.count(ZH) == 4


def test_Q16_latin_1_as_servers_say_unasked_is_not_believed_of_a_chinese_page():
    assert decode((ZH * 2).encode("gbk"), "text/html; charset=ISO-8859-1").text == ZH * 2


def test_Q16_a_label_is_believed_when_one_letter_is_broken():
    korean = "관세청 공고: 수입 물품의 원산지 표시에 관한 규정을 다음과 같이 개정한다." * 3
    decoded = decode(korean.encode("euc-kr") + b"\xff<p>", "text/html; charset=euc-kr")
    assert decoded.text.startswith(korean)


def test_Q16_what_the_source_used_last_time_decides_a_tie():
    assert decode("日本".encode("shift_jis"), last="shift_jis").text == "日本"


def test_a_label_that_is_no_charset_for_text_is_ignored():
    assert decode(b"<meta charset=base64><p>x", "text/html; charset=rot13").text.endswith("x")


def test_labels_are_found_in_headers_and_bodies():
    assert header_label('text/html;Charset="UTF-8"') == "UTF-8"
    assert header_label("text/html") is None
    assert body_label(b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=gb2312'>") == "gb2312"
    assert body_label(b"<p>charset=gbk") is None


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=gbk", "text/html; charset=x"]))
def test_any_bytes_become_text_that_can_be_stored(body, content_type):
    decode(body, content_type).text.encode("utf-8")
