"""A kind is found by its name."""

from __future__ import annotations

import sys

import pytest

from monitor import plugins
from monitor.errors import ConfigError
from monitor.sources.base import BaseSource

ROOM = "monitor.sources"


def find(kind):
    return plugins.find(ROOM, kind, "Source", BaseSource)


def test_the_kinds_are_the_files_of_the_room():
    assert plugins.kinds(ROOM) == ["api", "feed", "listing", "page", "register"]


@pytest.mark.parametrize("kind", plugins.kinds(ROOM))
def test_every_kind_of_the_room_is_found_by_its_name(kind):
    found = find(kind)
    assert issubclass(found, BaseSource)
    assert found.__module__ == f"monitor.sources.{kind}"


def test_an_installed_module_is_a_kind(tmp_path, monkeypatch):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "gazette.py").write_text(
        "from monitor.sources.page import Source as Page\nclass Source(Page):\n    pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert find("acme.gazette") is sys.modules["acme.gazette"].Source


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("lising", 'no kind is called "lising", did you mean listing?'),
        ("xyz", 'no kind is called "xyz", there are api, feed, listing, page, register'),
        ("base", 'no kind is called "base"'),
        ("acme.absent", "is the package that brings it installed?"),
        ("..errors", "is no kind"),
        ("json.decoder", "has no class Source made from BaseSource"),
    ],
)
def test_a_kind_that_is_not_there_is_the_operators_mistake(kind, said):
    with pytest.raises(ConfigError, match="kind") as raised:
        find(kind)
    assert said in str(raised.value)
