"""Spans for a collector: what it hears of checks, digests and deliveries, what it never hears, and that it disturbs nobody."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import SimpleNamespace

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from monitor import jobs, tracing
from monitor.lanes import side_by_side
from tests.desk import LISTING, Desk, archive_of_six
from tests.mailserver import Postbox, mail_server
from tests.receiver import Receiver, receiver
from tests.site import Page

FAILING = """
  - id: gone
    authority: Customs of Testland
    jurisdiction: CN
    kind: page
    url: {site}/gone.html
    every: 1d
"""


@pytest.fixture
def collector() -> Iterator[Receiver]:
    with receiver() as made:
        yield made
    for (
        each
    ) in threading.enumerate():  # one that is still trying draws random numbers under the tests that follow
        if each.name == "last spans":
            each.join()


def spans(collector: Receiver) -> list[Span]:
    """What it was told, in the order in which it began."""
    read = [ExportTraceServiceRequest.FromString(post.body) for post in collector.posts]
    found = [
        span
        for each in read
        for some in each.resource_spans
        for one in some.scope_spans
        for span in one.spans
    ]
    return sorted(found, key=lambda span: span.start_time_unix_nano)


def facts(span: Span) -> dict[str, object]:
    return {
        one.key.removeprefix("monitor."): getattr(one.value, str(one.value.WhichOneof("value")))
        for one in span.attributes
    }


def test_a_collector_hears_of_checks_digests_and_deliveries_and_neither_addresses_nor_texts(
    desk: Desk, collector: Receiver
) -> None:
    publication = archive_of_six(desk.site)
    desk.site.pages["/gone.html"] = Page("<h1>no</h1>", status=404)
    desk.configure(sources=LISTING + FAILING)
    desk.environ = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url(""),
        "OTEL_EXPORTER_OTLP_HEADERS": "x-key=s3cr3t",
        "OTEL_SERVICE_NAME": "customs",
    }
    assert desk.monitor("init").code == 0
    assert collector.posts == []
    assert desk.monitor("check", "--all").code == 1
    listing, gone = sorted(spans(collector), key=lambda span: str(facts(span)["source"]), reverse=True)
    host = desk.site.url("").removeprefix("http://")
    assert facts(listing) == {
        "source": "notices", "host": host, "outcome": "first", "changes": 0, tracing.STATUS: 200,
    }  # fmt: skip
    assert (listing.name, listing.status.code) == ("check", Status.STATUS_CODE_UNSET)
    assert (facts(gone)["outcome"], gone.status.code) == ("failed", Status.STATUS_CODE_ERROR)
    assert "404" in gone.status.message
    assert collector.posts[0].path == "/v1/traces"
    assert {name.lower(): text for name, text in collector.posts[0].headers.items()}["x-key"] == "s3cr3t"
    assert b"customs" in collector.posts[0].body

    collector.posts.clear()
    publication.publish("n7", "关于出口许可证管理的公告", "2026-05-08", "自发布之日起施行。")
    postbox = Postbox(rcpt=["550 5.1.1 <reader@example.com> is unknown here"])
    with mail_server(postbox) as port:
        desk.environ |= {"MONITOR_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        told = desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert "reader@example.com" in told.err
    by_name = {span.name: span for span in spans(collector)}
    assert [*by_name] == ["check", "digest", "delivery"]
    assert {**facts(by_name["digest"]), "digest": ""} == {
        "subscription": "daily", "digest": "", "changes": 1, "quiet": False,
    }  # fmt: skip
    assert facts(by_name["delivery"]) == {
        "digest": facts(by_name["digest"])["digest"], "channel": "smtp", "state": "parked", "attempts": 1,
    }  # fmt: skip
    assert by_name["delivery"].status.message == "parked after 1 tries"
    sent = b"".join(post.body for post in collector.posts)
    for never in ("reader@", "example.com", "许可证", "s3cr3t", "550"):
        assert never.encode() not in sent


def test_a_reason_is_told_without_whom_it_names() -> None:
    said = []
    library = SimpleNamespace(set_status=lambda status: said.append(status.description))
    tracing._Collected(library).failed(
        "http://user:s3cr3t@inside/: refused by\nli@example.com" + 300 * " longer"
    )
    assert said[0].startswith("… refused by … longer")
    assert len(said[0]) <= 300


def test_what_is_begun_in_a_lane_is_below_what_is_under_way(collector: Receiver) -> None:
    def do(n: int) -> None:
        with span("check", source=str(n)):
            if n == 2:
                raise ValueError("what it says may be anything")

    environ = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": collector.url("/mine")}
    with tracing.open_spans(environ) as span, span("job", job="check"):
        assert list(side_by_side({"h": [1, 2]}, do, per_host=1, workers=1, stop=Event()))
    assert collector.posts[0].path == "/mine"
    job, *checks = spans(collector)
    assert (job.name, job.parent_span_id) == ("job", b"")
    assert [check.parent_span_id for check in checks] == [job.span_id] * 2
    assert [check.status.message for check in checks] == ["", "ValueError"]


def test_a_worker_s_jobs_are_spans() -> None:
    begun = []

    @contextmanager
    def span(name: str, **told: object) -> Iterator[None]:
        begun.append((name, told))
        yield

    settings = SimpleNamespace(per_host=SimpleNamespace(delay=jobs.Pace().tick))
    store = SimpleNamespace(free_orphans=lambda now: None, due=lambda now: ())
    world = SimpleNamespace(
        span=span,
        store=store,
        fetch=SimpleNamespace(guard=lambda _keep: None),
        config=SimpleNamespace(sources=[], settings=settings),
        clock=lambda: None,
        stop=Event(),
    )
    app = App(connector=InMemoryConnector())
    jobs.build(world, app, jobs.Pace(), SimpleNamespace(keep=None))
    app.tasks["check"](host="customs.example")
    app.tasks["deliver"](way="apprise me@example.com")
    assert begun == [("job", {"job": "check", "host": "customs.example"}), ("job", {"job": "deliver"})]


@pytest.mark.parametrize("how", ["refused", "401", "hangs"])
def test_a_collector_that_is_away_disturbs_no_check(
    how: str,
    desk: Desk,
    collector: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk.site.pages["/gone.html"] = Page("<h1>Notice</h1><p>Licences are asked for from 1 July.</p>")
    desk.begin(FAILING)
    url = collector.url("/key-s3cr3t")
    if how == "refused":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}/key-s3cr3t"
        monkeypatch.setattr(tracing, "EXPORT_S", 0.5)  # too little for a second try
    elif how == "401":
        collector.answer(401, at="/key-s3cr3t")
    else:
        collector.hang = True
        monkeypatch.setattr(tracing, "LAST_S", 0.05)
    desk.environ = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": url}
    assert desk.checked("2026-05-08T00:00:00Z")["outcome"] == "first"
    said = [record.getMessage() for record in caplog.records]
    collector.let_go.set()
    why = {"refused": ["cannot be reached"], "401": ["answered 401"], "hangs": []}[how]
    assert said == [
        f"the OpenTelemetry collector at 127.0.0.1 {each}; spans are lost meanwhile" for each in why
    ]


def test_the_same_complaint_is_said_once_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    complaints = tracing._Complaints("collector")
    for _batch in range(3):
        complaints.handle(logging.makeLogRecord({"msg": "%s: %s", "args": ("spans", 401)}))
    assert len(caplog.records) == 1


def test_without_the_extra_one_line_names_the_mend(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.begin(FAILING)
    desk.environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)  # as if it were not installed
    told = desk.monitor("check", "--all")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "pip install 'regulatory-monitor[opentelemetry]'" in told.err
    desk.environ["OTEL_SDK_DISABLED"] = "TRUE"
    assert "Error" not in desk.monitor("check", "--all").err


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "user:s3cr3t@collector"}, "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://[s3cr3t"}, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://s3cr3t:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "OTEL_EXPORTER_OTLP_PROTOCOL",
        ),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://s3cr3t", "OTEL_BSP_MAX_QUEUE_SIZE": "0"}, "OTEL_…"),
    ],
)
def test_what_the_environment_says_wrongly_is_named_and_not_shown(
    environ: dict[str, str], name: str, desk: Desk
) -> None:
    desk.begin(FAILING)
    desk.environ = environ
    told = desk.monitor("check", "--all")
    assert told.code == 2
    assert told.err.startswith(f"{name}: ")
    assert "s3cr3t" not in told.err


@pytest.mark.parametrize(
    "off",
    [
        {},
        {"OTEL_SDK_DISABLED": "true"},
        {"OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": " "},
    ],
)
def test_nobody_is_told_where_nobody_asked(off: dict[str, str]) -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"} if off else {}
    with tracing.open_spans(endpoint | off) as span:
        assert span is tracing.untraced


def test_what_ended_before_sigterm_is_handed_over(desk: Desk, collector: Receiver) -> None:
    second, let_go = Event(), Event()

    def hang(_asked: object) -> Page:
        second.set()
        let_go.wait(20)
        return Page("<h1>late</h1>")

    desk.site.pages["/gone.html"] = Page("<h1>Notice</h1><p>Licences are asked for from 1 July.</p>")
    desk.site.pages["/late.html"] = hang
    desk.begin(FAILING + FAILING.replace("gone", "late"))
    process = subprocess.Popen(
        [sys.executable, "-c", "from monitor.cli import main; main()", "check", "--all"],
        cwd=desk.folder,
        env=os.environ | {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url("")},
        stdout=subprocess.DEVNULL,
    )
    try:
        assert second.wait(30)
        process.terminate()
        assert process.wait(30) == -signal.SIGTERM
    finally:
        process.kill()
        let_go.set()
    assert [facts(span)["source"] for span in spans(collector)] == ["gone"]
