"""What sites ask of robots is remembered, on both databases; how a database treats threads and the disk."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

from monitor.model import RobotsFile, Unchanged
from monitor.store import Store, open_store
from tests.checks import check
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


def test_what_robots_files_said_is_written_with_the_next_checks_or_at_the_end(sqlite_url):
    store, other = open_store(sqlite_url, now=NOW), open_store(sqlite_url, now=NOW)
    first, later, last = (RobotsFile(200, text, NOW) for text in (TEXT, f"{TEXT}\n", ""))
    silent = RobotsFile(0, "", NOW)
    try:
        store.shelf.record_robots("https://a.example", first)
        assert (store.shelf.robots("https://a.example"), other.robots("https://a.example")) == (first, None)
        store.record(Unchanged(check(), None), next_check=None, fingerprint="f")
        assert other.robots("https://a.example") == first

        store.shelf.record_robots("https://a.example", later)
        store.shelf.record_robots("https://b.example", silent)
        assert (other.robots("https://a.example"), other.robots("https://b.example")) == (later, silent)

        store.shelf.record_robots("https://a.example", last)
        assert store.shelf.robots("https://a.example") == last
    finally:
        store.close()
    assert other.robots("https://a.example") == last
    other.close()


def test_D05_threads_of_ours_that_write_wait_for_each_other_however_long_it_takes(sqlite_url):
    store, begun = open_store(sqlite_url, now=NOW, patience=timedelta(0)), Event()
    with ThreadPoolExecutor(1) as pool:

        def slow(connection):
            other = pool.submit(store.record_robots, "https://a.example", RobotsFile(404, "", NOW))
            other.add_done_callback(lambda _: begun.set())
            begun.wait(0.1)  # it has no patience, and would have given up by then
            return other

        other = store._write(slow)
        other.result(60)
    assert store.robots("https://a.example") is not None
    store.close()


def test_a_log_that_grew_long_once_is_short_again_though_it_stays_open(sqlite_url):
    store = open_store(sqlite_url, now=NOW)
    try:
        for number, body in enumerate(("x" * (10 << 20), "", "")):
            store.record_robots(f"https://{number}.gov.cn", RobotsFile(200, body, NOW))
        assert Path(f"{sqlite_url.removeprefix('sqlite:///')}-wal").stat().st_size < 9 << 20
    finally:
        store.close()
