"""The words behind a label, marked in a notice's text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, strategies as st

from monitor.web.marked import Piece, Span, found, marked, opening, pieces

texts = st.text(alphabet="ab 税\n\u3000\u202e<", max_size=40)


@given(texts, st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50), st.integers(0, 3))))
def test_the_pieces_of_a_text_put_together_are_the_text(text: str, spans: list[tuple[int, int, int]]) -> None:
    made = pieces(text, [Span(*span) for span in spans])
    assert "".join(piece.text for piece in made) == text
    assert all(one.quotes != other.quotes for one, other in pairwise(made))


@given(st.text(alphabet="ab ", max_size=30), st.text(alphabet="ab ", max_size=4))
def test_what_is_marked_reads_as_the_quote_but_for_white_space(text: str, quote: str) -> None:
    for span in found(text, {1: quote}):
        assert "".join(text[span.start : span.end].split()) == "".join(quote.split())
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()


@given(texts, texts, texts)
def test_a_quote_that_stands_in_a_text_is_found_however_its_blanks_fall(
    before: str, quote: str, after: str
) -> None:
    if quote.split():
        assert found(before + " ".join(quote) + after, {7: quote})


def test_words_that_prove_two_things_are_marked_for_both() -> None:
    assert marked("at 12 key ports", {1: "12 key", 2: "key ports"}) == (
        Piece("at "),
        Piece("12 ", (1,)),
        Piece("key", (1, 2)),
        Piece(" ports", (2,)),
    )


def test_a_quote_is_found_where_a_line_breaks_within_it() -> None:
    assert marked("在12个\n口岸实施", {1: "12个口岸"})[1] == Piece("12个\n口岸", (1,))


def test_marks_that_turn_the_reading_direction_are_shown_as_symbols_and_still_matched() -> None:
    made = marked("code \u202e8541 stands", {1: "\u202e8541"})
    assert [piece.text for piece in made] == ["code ", "[U+202E]8541", " stands"]


@given(texts, st.integers(0, 45))
def test_an_opening_is_the_beginning_and_says_when_more_follows(text: str, most: int) -> None:
    said = "".join(piece.text for piece in opening(pieces(text, ()), most))
    assert said == (text if len(text) <= most else f"{text[:most]}…")
