"""Bytes to text, whatever their labels say (faults Q16)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from monitor.extract import mojibake
from monitor.extract.charset import body_label, decode, header_label
from tests.written import WRITTEN

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
        (b"<?xml version='1.0' encoding='big5'?>" + "公告".encode("big5"), None, "big5hkscs"),
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


# -- no label, or a wrong one -----------------------------------------------------------------------

ONE = [(text, charset) for charsets, texts in WRITTEN.values() for text in texts for charset in charsets]
PAGES = [
    ("".join(f"<p>{text}</p>" for text in texts), charset)
    for charsets, texts in WRITTEN.values()
    for charset in charsets
]
SHORTEST = {"Новости", "הודעה על שינוי תעריף המכס"}  # a word or two of one alphabet may be any other


@pytest.mark.parametrize(("text", "charset"), [case for case in ONE if case[0] not in SHORTEST])
def test_Q16_one_sentence_without_any_label_is_recognised(text, charset):
    assert decode(text.encode(charset)).text == text


@pytest.mark.parametrize(("page", "charset"), PAGES)
@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1", "no-such-charset"])
def test_Q16_a_page_is_read_in_its_charset_whatever_a_server_says_unasked(page, charset, label):
    assert decode(page.encode(charset), label and f"text/html; charset={label}").text == page


@pytest.mark.parametrize(("page", "charset"), PAGES)
def test_Q16_a_page_in_utf8_is_utf8_whatever_it_is_labelled(page, charset):
    body = f'<meta charset="{charset}">{page}'.encode()
    assert decode(body, f"text/html; charset={charset}").text == body.decode()


@pytest.mark.parametrize("said", ["big5", "euc-kr", "shift_jis", "windows-1251", "windows-874"])
def test_Q16_a_label_that_makes_gibberish_of_a_chinese_page_is_not_believed(said):
    page = PAGES[0][0] * 3
    assert decode(page.encode("gbk"), f"text/html; charset={said}").text == page


@given(
    st.lists(
        st.sampled_from([case for case in ONE if case[1] not in ("iso2022_jp", "koi8_r", "iso8859_5")]),
        min_size=1,
        max_size=8,
    ),
    st.booleans(),
)
def test_Q16_what_was_written_in_a_charset_that_is_named_comes_back(cases, in_header):
    charset = cases[0][1]
    page = "".join(f"<p>{text}</p>" for text, other in cases if other == charset)
    labelled = page if in_header else f'<meta charset="{charset}">{page}'
    assert (
        decode(labelled.encode(charset), f"text/html; charset={charset}" if in_header else None).text
        == labelled
    )


def _grown(text, least=60):
    """A text as it grows letter by letter, from where it says something."""
    letters = 0
    for place, letter in enumerate(text, 1):
        letters += letter.isalpha()
        if letters >= least:
            yield text[:place]


@settings(max_examples=40)
@given(
    st.sampled_from([(texts, one) for charsets, texts in WRITTEN.values() for one in charsets]).flatmap(
        lambda case: st.tuples(st.permutations(case[0]), st.just(case[1]))
    )
)
def test_Q16_a_page_without_a_label_is_in_one_charset_however_long_it_grows(case):
    sentences, charset = case
    whole = " ".join(sentences)
    for text in list(_grown(whole))[::30]:
        assert decode(text.encode(charset)).text == text


CYRILLIC = {"cp1251": "windows-1251", "koi8_r": "koi8-r", "iso8859_5": "iso-8859-5"}


@pytest.mark.parametrize("said", [*CYRILLIC.values(), "ibm866", "koi8-u"])
@pytest.mark.parametrize("charset", CYRILLIC)
def test_Q16_a_russian_page_with_the_wrong_cyrillic_label_is_read_as_what_it_is(charset, said):
    for text in list(_grown(" ".join(WRITTEN["ru"][1])))[::20]:
        assert decode(text.encode(charset), f"text/html; charset={said}").text == text


def test_Q16_thai_digits_are_thai():
    text = "ประกาศกรมศุลกากร ที่ ๓๔/๒๕๖๙ เรื่อง หลักเกณฑ์การส่งออกสินค้า"
    for size in range(10, len(text) + 1):
        assert decode(f"<p>{text[:size]}</p>".encode("cp874")).charset == "cp874"


def test_Q16_windows_1250_and_latin_2_are_told_apart():
    polish = " ".join(WRITTEN["pl"][1])
    assert decode(polish.encode("iso8859_2")).text == decode(polish.encode("cp1250")).text == polish


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "punycode", "rot13", "idna"])
def test_Q16_what_python_calls_a_codec_and_no_browser_knows_changes_nothing(label):
    body = rb"<p>+ADw-script+AD4- \u0041 xn--fiqs8s"
    assert decode(body, f"text/html; charset={label}").text == body.decode()


def test_Q16_two_letters_of_gbk_that_happen_to_be_utf8_are_what_the_label_says():
    word = "模摹"  # C4 A3 C4 A1 or the like: valid in both
    body = "通知：模式".encode("gbk")[:4] + "模".encode("gbk")
    assert decode(body, "text/html; charset=gbk").text == "通知模"
    assert decode(word.encode(), "text/html; charset=gbk").text == word


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_Q16_utf16_without_its_mark_is_seen_by_its_zeros(charset):
    page = "<html><head><title>公告</title></head><body>2026</body></html>"
    assert decode(page.encode(charset)).text == page
    assert decode(page.encode(charset), "text/html; charset=utf-8").text == page


def test_Q16_a_meta_that_says_utf16_cannot_be_in_utf16():
    body = f'<meta charset="utf-16"><p>{ZH}'.encode()
    assert decode(body).text == body.decode()


def test_Q16_an_old_footer_in_a_new_page_is_read_as_well():
    body = f"<p>{ZH * 3}</p>\n".encode() + "<div>版权所有 海关总署办公厅 地址 北京市</div>".encode("gbk")
    decoded = decode(body, "text/html; charset=utf-8")
    assert decoded.text.count(ZH) == 3
    assert "版权所有 海关总署办公厅" in decoded.text
    assert decoded.replaced == 0


@pytest.mark.parametrize(
    "label",
    ["ks_c_5601-1987", "x-sjis", "CN-Big5", "X-GBK", "windows-31j", "TIS-620", "ISO_8859-1", "cp1251"],
)
def test_Q16_labels_mean_what_they_mean_to_browsers(label):
    body = {
        "k": "관세청",
        "x": "税関",
        "C": "關稅",
        "X": "税则",
        "w": "①税関",
        "T": "กรม",
        "I": "é",
        "c": "Приказ",
    }[label[0]]
    charset = {
        "k": "cp949",
        "x": "cp932",
        "C": "big5",
        "X": "gbk",
        "w": "cp932",
        "T": "cp874",
        "I": "cp1252",
        "c": "cp1251",
    }[label[0]]
    assert decode(body.encode(charset), f"text/html; charset={label}").text == body


# -- encoded twice ----------------------------------------------------------------------------------


def _as_latin(text):
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


TWICE = [text for _, texts in WRITTEN.values() for text in texts if len(text.encode()) >= len(text) + 2]


@pytest.mark.parametrize("text", TWICE)
def test_Q16_a_text_encoded_twice_is_mended_when_the_whole_of_it_goes_back(text):
    for garbled in (_as_latin(text), text.encode().decode("latin-1")):
        assert mojibake.mended(garbled) == text
        decoded = decode(f"<p>{garbled}</p>".encode(), "text/html; charset=utf-8")
        assert (decoded.text, decoded.mended) == (f"<p>{text}</p>", True)


@pytest.mark.parametrize("text", ["海关关于通知", "关于通知公布"])
def test_Q16_utf8_taken_for_gbk_is_mended_when_no_byte_was_lost(text):
    assert mojibake.mended(text.encode().decode("gb18030")) == text


@pytest.mark.parametrize("text", [text for text in WRITTEN["zh"][1] if len(text) > 10])
def test_Q16_what_cannot_be_mended_is_measured(text):
    lost = text.encode().decode("gb18030", "replace")
    assert mojibake.mended(lost) is None
    assert mojibake.measure(lost) > 0.3
    assert mojibake.measure(f"{text}{text} {_as_latin(text)}") > 0.3


@pytest.mark.parametrize("text", [text for _, texts in WRITTEN.values() for text in texts])
def test_Q16_a_clean_text_is_neither_mended_nor_accused(text):
    assert mojibake.mended(text) is None
    assert mojibake.measure(text) == 0


@given(st.text(max_size=80))
def test_no_text_is_a_mistake_for_whoever_mends(text):
    mojibake.measure(text)
    meant = mojibake.mended(text)
    assert (
        meant is None
        or meant.encode() == text.translate(mojibake._BYTE).encode("latin-1", "ignore")
        or meant.encode() == text.encode("gb18030")
    )
