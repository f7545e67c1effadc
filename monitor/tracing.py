"""Spans for an OpenTelemetry collector, where the standard environment variables name one (extra `opentelemetry`).

A span says what was asked or told, how long it took and how it ended; never a reader's address, never a text. Without a
collector nothing of the library is loaded. One that is away disturbs nothing: what does not fit into the queue is lost, the
end of a command waits a moment for the rest, and one line says so.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from monitor import __version__
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")  # the first one counts
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
SPOKEN = "http/protobuf"
EXPORT_S = 2.0  # for one batch, further tries included
LAST_S = 2.0  # that the end of a command waits for what is not handed over yet
AGAIN_S = 3600.0  # until it is said again that spans are lost
STATUS = "http.response.status_code"  # the library's conventions have a name for this one

Fact = str | int | None


class Span(Protocol):
    """What is under way. say: facts of it; absent ones are left out. failed: that it went wrong, and why."""

    def say(self, **facts: Fact) -> None: ...

    def failed(self, why: str) -> None: ...


class Spans(Protocol):
    """Begins a span that ends with the block. What is begun inside of it, also in another lane, is below it."""

    def __call__(self, name: str, /, **facts: Fact) -> AbstractContextManager[Span]: ...


class _Silent:
    def say(self, **facts: Fact) -> None:
        pass

    def failed(self, why: str) -> None:
        pass


_NOTHING: AbstractContextManager[Span] = nullcontext(_Silent())


def untraced(_name: str, /, **_facts: Fact) -> AbstractContextManager[Span]:
    """Nobody collects."""
    return _NOTHING


@contextmanager
def open_spans(environ: Mapping[str, str] = os.environ) -> Iterator[Spans]:
    """What begins spans while the block lasts. Those that ended are handed over at its end, also by SIGTERM."""
    url = collector(environ)
    if url is None:
        yield untraced
        return
    try:
        provider = _provider(url)
    except ImportError:
        raise ConfigError(
            "OTEL_EXPORTER_OTLP_ENDPOINT names a collector, and OpenTelemetry is not installed: "
            "pip install 'regulatory-monitor[opentelemetry]', or set OTEL_SDK_DISABLED=true"
        ) from None
    except (ValueError, RuntimeError) as error:  # of its other variables
        raise ConfigError(f"OTEL_…: OpenTelemetry does not begin with these variables: {error}") from None
    tracer = provider.get_tracer("monitor", __version__)

    @contextmanager
    def begin(name: str, /, **facts: Fact) -> Iterator[Span]:
        # the library would write down what exceptions say, and that may be anything
        with tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as begun:
            span = _Collected(begun)
            span.say(**facts)
            try:
                yield span
            except Exception as error:
                span.failed(type(error).__name__)
                raise

    with _also_when_ended(provider):
        yield begin


def collector(environ: Mapping[str, str]) -> str | None:
    """Where spans go; None when nobody wants any. ConfigError when what the environment says cannot be done."""
    name = _first(ENDPOINTS, environ)
    off = environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if name is None or off or environ.get("OTEL_TRACES_EXPORTER", "").strip().lower() == "none":
        return None
    url = environ[name].strip()
    if not url.startswith(("http://", "https://")) or not _host(url):  # it may hold a key and is not shown
        raise ConfigError(f"{name}: write the collector's address whole, such as http://localhost:4318")
    protocol = _first(PROTOCOLS, environ)
    if protocol and environ[protocol].strip() != SPOKEN:
        raise ConfigError(f"{protocol}: only {SPOKEN} is spoken here; collectors listen for it on port 4318")
    return url if name == ENDPOINTS[0] else f"{url.rstrip('/')}/v1/traces"


def _first(names: tuple[str, ...], environ: Mapping[str, str]) -> str | None:
    return next((name for name in names if environ.get(name, "").strip()), None)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _provider(url: str) -> TracerProvider:
    """The library, which reads everything else from the environment itself."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    logger = logging.getLogger("opentelemetry")
    logger.handlers, logger.propagate = [_Complaints(_host(url) or "")], False
    ours = Resource.create({"service.name": "regulatory-monitor", "service.version": __version__})
    named = ours.merge(OTELResourceDetector().detect())  # OTEL_SERVICE_NAME, where it is set
    provider = TracerProvider(resource=named, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url, timeout=EXPORT_S)))
    return provider


@contextmanager
def _also_when_ended(provider: TracerProvider) -> Iterator[None]:
    """Hand over what is there at the end of the block, or when SIGTERM ends a program that does not listen to it."""

    def end(number: int, _frame: FrameType | None) -> None:
        _hand_over(provider)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    alone = threading.current_thread() is threading.main_thread()
    ours = alone and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        _hand_over(provider)
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _hand_over(provider: TracerProvider) -> None:
    """In a thread of its own: the library's waits are longer than ours."""
    ending = threading.Thread(target=provider.shutdown, name="last spans", daemon=True)
    ending.start()
    ending.join(LAST_S)


class _Collected:
    """A span of the library's."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def say(self, **facts: Fact) -> None:
        for name, fact in facts.items():
            if fact is not None:
                self._span.set_attribute(STATUS if name == "status" else f"monitor.{name}", fact)

    def failed(self, why: str) -> None:
        from opentelemetry.trace import Status, StatusCode

        from monitor import shown

        # what a server answered may name anybody, and what stands before an @ may be a password
        words = ("…" if "@" in word else word for word in why.split())
        self._span.set_status(Status(StatusCode.ERROR, shown.line(" ".join(words))))


class _Complaints(logging.Handler):
    """What the library says at each failed batch, as a line an hour. Its own words may hold the collector's address."""

    def __init__(self, host: str) -> None:
        super().__init__(logging.ERROR)
        self._host, self._said = host, -AGAIN_S

    def emit(self, record: logging.LogRecord) -> None:
        now = time.monotonic()
        if now - self._said < AGAIN_S:
            return
        self._said = now
        status = next((each for each in record.args or () if isinstance(each, int)), None)
        why = f"answered {status}" if status else "cannot be reached"
        log.warning("the OpenTelemetry collector at %s %s; spans are lost meanwhile", self._host, why)
