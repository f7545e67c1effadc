"""A notice that is, word for word, what it was: nothing is read back for it, and nothing is written anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.check.look import word_for_word
from monitor.compare import changes
from monitor.model import Content, First, Notice, Reading, Text, Unchanged
from monitor.store import Store, content_sha256, create_store, open_store
from tests.checks import HOUR, NOW, check, document, listed, notice


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    create_store(url := f"sqlite:///{tmp_path / 'monitor.db'}")
    with closing(open_store(url, now=NOW)) as opened:
        yield opened


def read(store: Store, one: Notice, hours: int, *, stood: dict[str, str] | None = None) -> None:
    at = NOW + hours * HOUR
    summary = check(document(f"<p>{hours}".encode(), at=at), at=at)
    reading = Reading((one.listed,), {one.key: one}, stood=stood or {})
    outcome = First(summary, reading) if hours == 0 else Unchanged(summary, reading, 1)
    store.record(outcome, next_check=None, fingerprint="f")


def test_what_a_version_says_decides_whether_it_is_the_one_that_stood_there(store: Store) -> None:
    read(store, notice("a"), 0)
    known = store.known("agency")
    assert word_for_word(known, {"a": notice("a")}) == {"a": content_sha256(notice("a"))}
    others = (
        notice("a", "Thirteen ports."),
        notice("a", title="Another"),
        replace(notice("a"), language="fr"),
    )
    for other in (*others, replace(notice("a"), content=Content((Text("Twelve ports.", "item"),)))):
        assert not word_for_word(known, {"a": other})
    assert not word_for_word(known, {"a": None})


def test_a_notice_that_stood_is_no_new_version_and_one_that_somebody_changed_meanwhile_is(
    store: Store,
) -> None:
    first, other = notice("a"), notice("a", "Thirteen ports.")
    stood = {"a": content_sha256(first)}
    read(store, first, 0)
    read(store, first, 1, stood=stood)
    assert len(store.versions("agency", "a")) == 1
    read(store, other, 2)
    read(store, first, 3, stood=stood)  # what it was compared with is not what stands there by now
    assert len(store.versions("agency", "a")) == 3
    assert store.notices("agency", ["a"])["a"] == first


def test_a_notice_that_is_the_very_one_that_stood_there_is_not_compared(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    one = notice("a")
    read(store, one, 0)
    monkeypatch.setattr("monitor.compare.notices.amendment", lambda *_: pytest.fail("compared"))
    assert not [*changes(store.known("agency"), {"a": one}, Reading((listed("a"),), {"a": one}))]
