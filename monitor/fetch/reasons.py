"""What went wrong on the wire, said so that the owner of a source can act on it."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

from urllib3.exceptions import HTTPError, IncompleteRead as ShortBody, InvalidHeader, ReadTimeoutError

from monitor.errors import FetchError
from monitor.fetch.deadline import Watch
from monitor.fetch.wire import MalformedError


def explain(error: BaseException, watch: Watch) -> FetchError:
    """The FetchError for an exception of a library, with the phase it happened in."""
    if watch.cut is not None:
        return FetchError(f"{watch.phase}: {watch.cut}")
    causes = list(_causes(error))
    for described in (_as_told, _as_broken):  # what was said outright goes before what merely happened
        for cause in causes:
            if (found := described(cause, watch)) is not None:
                return found
    last = causes[-1]
    return FetchError(f"{watch.phase}: {type(last).__name__}: {str(last)[:200]}")


def _as_told(cause: BaseException, watch: Watch) -> FetchError | None:
    match cause:
        case FetchError():
            return cause
        case ShortBody() | http.client.IncompleteRead():
            reason = f"body: cut off, {_missing(cause)}"
        case http.client.RemoteDisconnected():
            reason = f"{watch.phase}: the server closed the connection without an answer"
        case MalformedError() | InvalidHeader():
            reason = f"{watch.phase}: malformed HTTP, {cause}"
        case http.client.HTTPException():
            reason = f"{watch.phase}: malformed HTTP, {type(cause).__name__}: {str(cause)[:200]!r}"
        case _:
            return None
    return FetchError(reason)


def _as_broken(cause: BaseException, watch: Watch) -> FetchError | None:
    match cause:
        case ssl.SSLError():
            return FetchError(f"{watch.phase}: TLS {(cause.reason or str(cause)).replace('_', ' ').lower()}")
        case TimeoutError() | ReadTimeoutError():
            return FetchError(f"{watch.phase}: no answer in time")
        case OSError() if cause.strerror:
            return FetchError(f"{watch.phase}: {cause.strerror.lower()}")
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """From the outermost to the root: libraries wrap what happened as an argument, a reason or a cause."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting and len(seen) < 20:
        each = waiting.pop(0)
        if any(each is other for other in seen):
            continue
        seen.append(each)
        yield each
        inner = (*each.args, getattr(each, "reason", None), each.__cause__, each.__context__)
        waiting.extend(cause for cause in inner if isinstance(cause, BaseException))


def _missing(error: HTTPError | http.client.HTTPException | BaseException) -> str:
    if isinstance(error, ShortBody) and isinstance(error.partial, int) and error.expected:
        return f"{error.partial:,} of {error.partial + error.expected:,} bytes came"
    return "the last chunk is missing"
