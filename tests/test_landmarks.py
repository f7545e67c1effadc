"""What is found in one walk over a page is what each look by itself would find."""

from __future__ import annotations

from monitor.extract import html
from monitor.extract.landmarks import Landmarks
from monitor.extract.text import title_form

_STRANGE = """<html><head><base><base href="/b/"><meta name="x"><meta content="1" name="ArticleTitle">
<title>One</title></head><body><svg><title>Drawn</title></svg><base href="/late/">
<div><main><p class="art-title">Called one</p></main></div>
<form class="art-title">Asked</form><table id="con_title"><tr><td>Laid out<table></table></table>
<section><h2 class="neiright_Title">Two</h2><form><h1>Three</h1><meta content="2"></form></section><p>None
<template><h1>Later</h1><form></form></template>"""


def test_what_one_look_finds_on_a_page_is_what_a_look_for_each_would_find() -> None:
    tree = html.parse(_STRANGE)
    found = Landmarks(tree)

    assert (found.base, found.title, found.head_title) == ("/b/", "One", "One")
    assert [meta["content"] for meta in found.metas] == ["1", "2"]
    named = "h1, h2.neiright_Title, .easysite-news-title, .art-title, #con_title, h2"
    assert list(dict.fromkeys(found.headings)) == [
        " ".join(text.split()) for text in dict.fromkeys(node.text() for node in tree.css(named))
    ]
    assert [form.mem_id for form in found.forms] == [form.mem_id for form in tree.css("form")]
    titled = found.titled(frozenset({title_form("Three")}))
    for node in tree.css("*"):
        assert found.holds_main(node) == (node.css_first("main,article") is not None)
        assert found.holds_table(node) == (node.css_first("table") is not None)
        assert titled(node) == any(each.text() == "Three" for each in node.css("h1,h2"))
