"""What sites ask of robots is remembered, on both databases."""

from datetime import timedelta

from monitor.model import RobotsFile
from monitor.store import Store
from tests.conftest import NOW

TEXT = "User-agent: *\nDisallow: /公告/\n"


def test_what_a_robots_file_said_is_remembered_per_origin(store: Store):
    assert store.robots("https://www.mee.gov.cn") is None
    store.record_robots("https://www.mee.gov.cn", RobotsFile(200, TEXT, NOW))
    store.record_robots("http://www.mee.gov.cn", RobotsFile(404, "", NOW))
    assert store.robots("https://www.mee.gov.cn") == RobotsFile(200, TEXT, NOW)
    assert store.robots("http://www.mee.gov.cn") == RobotsFile(404, "", NOW)


def test_the_last_word_of_a_robots_file_replaces_the_one_before(store: Store):
    later = RobotsFile(404, "", NOW + timedelta(days=1))
    store.record_robots("https://www.mee.gov.cn", RobotsFile(200, TEXT, NOW))
    store.record_robots("https://www.mee.gov.cn", later)
    assert store.robots("https://www.mee.gov.cn") == later


def test_C26_a_robots_file_with_a_nul_in_it_is_stored_without(store: Store):
    store.record_robots("https://www.mee.gov.cn", RobotsFile(200, "User-agent: *\0\ud800\n", NOW))
    kept = store.robots("https://www.mee.gov.cn")
    assert kept is not None
    assert kept.body == "User-agent: *\N{REPLACEMENT CHARACTER}\n"
