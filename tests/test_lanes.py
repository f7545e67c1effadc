"""Work side by side: nobody waits longer than a moment, and our own mistakes stay with their job."""

import threading

import pytest

from monitor.lanes import TOGETHER, Crash, side_by_side


def run(jobs, do, *, per_host=1, workers=4, stop=None):
    return side_by_side(jobs, do, per_host=per_host, workers=workers, stop=stop or threading.Event())


def test_every_job_is_handed_back_once_with_its_result():
    jobs = {host: [f"{host}{n}" for n in range(5)] for host in "abc"}
    handed = [each for together in run(jobs, str.upper, per_host=2) for each in together]
    assert sorted(handed) == sorted((job, job.upper()) for of in jobs.values() for job in of)


def test_what_ends_together_is_handed_over_together():
    together = list(run({host: [host] for host in "abcd"}, str.upper))
    assert sorted(together[0]) == [(host, host.upper()) for host in "abcd"]


def test_a_slow_host_holds_nobody_back():
    done = threading.Event()

    def do(job):
        return job == "slow" and done.wait(60)

    results = run({"a": ["quick"], "b": ["slow"]}, do)
    assert next(results) == [("quick", False)]  # while the slow one is still at work
    done.set()
    assert list(results) == [[("slow", True)]]


def test_a_job_that_raises_is_a_crash_and_the_others_go_on():
    [together] = run({"a": [0, 1]}, lambda n: 1 // n)
    (_, crash), fine = together
    assert isinstance(crash, Crash)
    assert isinstance(crash.error, ZeroDivisionError)
    assert fine == (1, 1)


def test_after_stop_no_job_is_begun():
    stop = threading.Event()

    def do(job):
        stop.set()
        return job

    assert [each for together in run({"a": [1, 2, 3]}, do, stop=stop) for each in together] == [(1, 1)]


def test_while_servers_are_slow_all_lanes_open_up():
    everybody = threading.Barrier(8)
    jobs = {host: [host] for host in "abcdefgh"}
    handed = [each for together in run(jobs, lambda _: everybody.wait(60), workers=8) for each in together]
    assert sorted(place for _, place in handed) == list(range(8))


def test_no_more_lanes_are_open_than_there_are_workers():
    at_work, most, lock = 0, 0, threading.Lock()

    def do(_):
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        threading.Event().wait(0.001)
        with lock:
            at_work -= 1

    list(run({str(host): [1, 2] for host in range(30)}, do, per_host=2, workers=3))
    assert most <= 3


def test_a_lane_that_ends_makes_room_for_the_next_host():
    jobs = {str(host): [host] for host in range(40)}
    handed = [each for together in run(jobs, str, workers=2) for each in together]
    assert sorted(handed) == [(host, str(host)) for host in range(40)]


def test_whoever_wants_no_more_is_not_asked_to_wait_for_hosts_nobody_has_gone_to():
    asked, go_on = [], threading.Event()

    def do(job):
        asked.append(job)
        return go_on.wait(60) if job > 1 else job

    results = run({str(host): [host] for host in range(50)}, do, workers=1)
    assert next(results)[0] == (0, 0)
    go_on.set()
    results.close()
    assert len(asked) < 50


def test_whoever_wants_no_more_has_no_host_asked_to_its_end():
    asked = []
    results = run({"a": range(1000)}, asked.append, workers=1)
    next(results)
    results.close()
    assert len(asked) < 4 * TOGETHER


def test_results_that_nobody_fetches_stop_the_lanes():
    """Each may hold a page: thousands of them, made faster than they are written down, were all in memory."""
    too_many = threading.Event()
    jobs = {f"host-{no}": range(no * 100, no * 100 + 100) for no in range(10)}

    def do(job):
        done.append(job)
        if len(done) > 4 * TOGETHER:
            too_many.set()

    done = []
    together = side_by_side(jobs, do, per_host=1, workers=10, stop=threading.Event())
    next(together)
    assert not too_many.wait(0.3)
    assert sum(map(len, together)) > 5 * TOGETHER  # and go on when somebody does
    assert sorted(done) == list(range(1000))


PAGE = """
  - {{id: p{number}, authority: A, jurisdiction: CN, language: en, kind: page, url: "{{site}}/{number}"}}"""


def test_D04_a_database_that_fails_amid_a_pass_ends_it_and_no_lane_waits_for_ever(desk, now, monkeypatch):
    """The error and what raised it hold each other: a pass that is only forgotten would keep its lanes, and the program."""
    from monitor import pipeline
    from monitor.config import load
    from monitor.errors import StoreError
    from monitor.opening import open_world
    from monitor.store import open_store

    def refused(*_):
        raise StoreError("the disk is full")

    desk.begin("".join(PAGE.format(number=number) for number in range(3 * TOGETHER)))
    config = load(desk.folder / "sources.yaml", {})
    store = open_store(config.database_url, now=now)
    monkeypatch.setattr(pipeline, "check", refused)
    try:
        with open_world(config, store, lambda: now) as world:
            with pytest.raises(StoreError, match="full"):
                list(pipeline.watch(world, config.sources))
            assert not [each for each in threading.enumerate() if each.name.startswith("lane")]
    finally:
        store.close()


def test_a_check_beside_workers_that_is_broken_off_leaves_the_other_hosts_alone(desk, now, monkeypatch):
    from contextlib import nullcontext
    from types import SimpleNamespace

    from monitor import alongside, pipeline
    from monitor.config import load
    from monitor.opening import open_world
    from monitor.store import open_store

    def visit(world, sources, *_):
        asked.extend(sources)
        yield sources[0].id
        world.stop.wait(5)

    asked = []
    desk.begin(
        "".join(PAGE.format(number=number) for number in range(20)).replace("{site}/", "https://host-")
    )
    config = load(desk.folder / "sources.yaml", {})
    store, hosts = (
        open_store(config.database_url, now=now),
        SimpleNamespace(alone=lambda *_: nullcontext(True), keep=lambda _host: None),
    )
    monkeypatch.setattr(pipeline, "visit", visit)
    try:
        with open_world(config, store, lambda: now) as world:
            watched = alongside.watch(world, hosts, config.sources)
            next(watched)
            watched.close()
        assert len(asked) < 20
    finally:
        store.close()
