"""How much of a very long text an edit tells."""

from monitor.compare.excerpts import MOST, excerpt
from monitor.model import Edit


def test_a_short_edit_is_told_whole() -> None:
    assert excerpt(Edit("replace", "paragraph 1", "a", "b")) == ("a", "b")


def test_of_a_very_long_text_what_changed_is_told_and_the_cut_is_said() -> None:
    before, after = "x " * 500_000 + "5%" + " y" * 500_000, "x " * 500_000 + "8%" + " y" * 500_000
    old, new = excerpt(Edit("replace", "paragraph 1", before, after))
    assert old is not None
    assert new is not None
    assert "5%" in old
    assert "8%" in new
    assert len(old) < MOST + 200
    assert old.startswith("(cut: 999,000 characters)")
    assert old.endswith("characters)")


def test_a_very_long_text_that_came_is_cut_at_its_end() -> None:
    old, new = excerpt(Edit("insert", "paragraph 1", None, "z" * (MOST + 7)))
    assert old is None
    assert new == "z" * MOST + "… (cut: 7 characters)"
