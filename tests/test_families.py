"""Every family of the catalogue has a site in small, and the catalogue's own entry reads it right."""

from __future__ import annotations

import json

import pytest

from monitor import catalogue
from tests.families import ROOT, cases, families, world_of


@pytest.mark.parametrize("family", cases())
def test_a_family_is_read_by_its_entry_in_the_catalogue(family, tmp_path):
    with world_of(family, tmp_path) as world:
        assert json.loads(json.dumps(family.read(world))) == family.expected


def test_every_family_of_the_catalogue_has_its_folder():
    assert {family.entry.known.family for family in families()} >= {
        name for name in catalogue.families() if not name.startswith("unseen-")
    }
    assert all(family.entry.known.family in family.folder.name for family in families()), ROOT
