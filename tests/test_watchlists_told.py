"""What readers and operators see of watchlists: in a digest, in `doctor`, in `changes --hs`."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.digest.reasons import reasons
from monitor.digest.words import Words, parse
from monitor.watchlists import Met
from tests.desk import READER, Publication

FOLDER = Path(__file__).parents[1] / "templates" / "digest"
LED = "8541.40 (HS 2017) is 8541.43 in HS 2022"
LISTS = """
watchlists:
  solar: {edition: 2022, hs: ["8541.43", "8541.99"]}
clients:
  acme: {watchlist: solar, edition: 2017, hs: ["8541.43"]}
"""


def words(language: str) -> Words:
    file = f"words.{language}.toml"
    return Words(language, parse((FOLDER / file).read_text(encoding="utf-8"), file), ZoneInfo("UTC"), file)


def said(*met: Met, language: str = "en") -> list[str]:
    return reasons([str(each) for each in met], {}, words(language))


def test_an_entry_is_told_with_its_list_the_code_the_place_and_the_edition():
    met = Met("hs", "8541.40", None, "solar", "8541.43.00", 2, "table Annex 1, row 854143", LED)
    assert said(met) == [
        (
            "watchlist: HS 8541.40 (list solar, 8541.43.00, 2 more, 8541.40 of HS 2017 is 8541.43 in HS 2022, "
            "table Annex 1, row 854143)"
        )
    ]
    (chinese,) = said(met, language="zh")
    assert "HS 2017 的 8541.40 在 HS 2022 中为 8541.43" in chinese


def test_a_few_clients_are_told_one_by_one():
    met = [Met("hs", "8541.43", "Acme"), Met("port", "Ningbo", "Acme", met="宁波"), Met("hs", "85", "Beta")]
    assert said(*met) == ["client Acme: HS 8541.43, port Ningbo (宁波)", "client Beta: HS 85"]


def test_of_more_than_five_clients_their_number_is_told_and_the_first_few():
    met = [Met("hs", f"8541.{n % 9}", f"Client {n}") for n in range(37)]
    assert said(*met, Met("rest", "12 more", "Client 3")) == [
        (
            "37 clients (Client 0, Client 1, Client 2, Client 3, Client 4, 32 more): "
            "HS 8541.0, HS 8541.1, HS 8541.2, HS 8541.3, HS 8541.4, HS 8541.5, 3 more"
        )
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_entry_has_words(language):
    kinds = ("hs", "word", "product", "port", "market", "certificate", "enterprise", "rest")
    for kind in kinds:
        for client in (None, "Acme"):
            (told,) = said(Met(kind, "Lamp 1", client), language=language)
            assert "Lamp 1" in told
            assert "watchlist " not in told


@pytest.fixture
def watched(desk, site):
    publication = Publication(site)
    publication.publish("a", "Notice on cells", "2026-05-01", "Nothing to see.")
    desk.configure(
        subscriptions=READER + "  - {name: broker, to: [b@example.com], labels: [], clients: all}\n"
    )
    file = desk.folder / "sources.yaml"
    file.write_text(file.read_text(encoding="utf-8") + LISTS, encoding="utf-8")
    desk.monitor("init")
    desk.monitor("check", "--all")
    publication.publish(
        "b", "Notice on modules", "2026-05-08", "Goods of HS code 8541.40.20 need a licence now."
    )
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    return desk


def test_doctor_counts_the_lists_and_names_codes_that_can_hardly_be_meant(watched):
    line = next(each for each in watched.monitor("doctor", "--json").lines if each["what"] == "watchlists")
    assert line["state"] == "note"
    assert line["text"] == (
        "1 list, 1 client, 3 codes; 8541.99 of solar stands in no edition of the HS; "
        "8541.43 of acme stands in HS 2022 only, and the list is said to be kept in HS 2017"
    )


def test_changes_are_found_by_what_a_code_is_in_the_other_edition(watched):
    told = watched.monitor("changes", "--hs", "8541.43")
    assert "Notice on modules" in told.out
    assert "found as well: 8541.40 (HS 2017) is 8541.43 in HS 2022" in told.err
    assert watched.monitor("changes", "--hs", "8541.42.10", "--json").lines[0]["hs_codes"] == ["8541.40.20"]
    assert watched.monitor("changes", "--hs", "9405.41").out == ""
    same = watched.monitor("changes", "--hs", "8541")
    assert "Notice on modules" in same.out
    assert same.err == ""
