"""One POST to an address that the operator named: through the same gate as everything that is fetched.

No redirect is followed, no proxy asked, no cookie kept; a connection serves one message, so that an answer
is never that of another.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import Self

import requests
from requests import RequestException
from urllib3.exceptions import HTTPError

from monitor import urls
from monitor.errors import FetchError
from monitor.fetch import body as bodies, wire
from monitor.fetch.connect import LookUp, PinnedAdapter, Route, Way, look_up as system_look_up
from monitor.fetch.deadline import Watch, Watchdog
from monitor.fetch.gate import Networks
from monitor.fetch.hosts import Ways
from monitor.fetch.reasons import explain
from monitor.fetch.tls import Contexts
from monitor.values import dataclass

ANSWER_BYTES = 100_000  # of which nobody wants to read more
SAID_BYTES = 2_000  # of what comes with a refusal, as far as it came with it
CONNECT_S = 10.0
WHOLE_S = 30.0
_BEFORE = ("name look-up", "connect", "TLS handshake")  # phases in which nothing of a message has gone out


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to a message. headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class PostError(FetchError):
    """No answer came. sent: the message may have arrived all the same."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


class Poster:
    """Posts for as many threads as there are. networks: the gate. whole_s: for one message, everything included."""

    def __init__(
        self,
        networks: Networks,
        user_agent: str,
        *,
        whole_s: float = WHOLE_S,
        connect_s: float = CONNECT_S,
        look_up: LookUp = system_look_up,
        ca_file: str | None = None,
    ) -> None:
        self._user_agent, self._whole_s, self._connect_s = user_agent, whole_s, min(connect_s, whole_s)
        self._watchdog = Watchdog()
        way = Way(networks, self._watchdog, self._connect_s, look_up)
        contexts = Contexts(ca_file)
        self._ways = Ways(lambda route: PinnedAdapter(route, way, 1, contexts))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer, whatever its status. PostError when there was none."""
        try:
            url = urls.parse(url)
        except ValueError as error:
            raise PostError(str(error), sent=False) from None
        limit = f"{self._whole_s:g} s, the limit for a message"
        with (
            self._ways.along(Route(urls.origin(url))) as adapter,
            self._watchdog.watch(self._whole_s, limit) as watch,
        ):
            ours = {"User-Agent": self._user_agent, "Accept-Encoding": "identity", "Connection": "close"}
            prepared = requests.Request("POST", url, data=body, headers={**ours, **headers}).prepare()
            try:
                raw = adapter.ask(prepared)
                try:
                    answer = self._answer(raw, watch)
                finally:
                    raw.close()
            except (RequestException, HTTPError, http.client.HTTPException, OSError, ValueError) as error:
                raise PostError(str(explain(error, watch)), sent=_sent(watch)) from error
            except FetchError as error:
                raise PostError(str(error), sent=_sent(watch)) from error
        if watch.cut is not None:
            raise PostError(f"{watch.phase}: {watch.cut}", sent=_sent(watch))
        return answer

    def close(self) -> None:
        self._watchdog.close()
        self._ways.close()

    def _answer(self, raw: wire.Answer, watch: Watch) -> Answer:
        watch.phase = "body"
        headers = {name.lower(): value for name, value in raw.headers.items()}
        if not 200 <= raw.status < 300:  # what it says beside its status changes nothing
            return Answer(raw.status, headers, raw.read1(SAID_BYTES))
        return Answer(raw.status, headers, bodies.read(raw, size_bytes=ANSWER_BYTES, ratio=100))


def _sent(watch: Watch) -> bool:
    return not watch.phase.startswith(_BEFORE)
