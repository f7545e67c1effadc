"""What `settings:` in sources.yaml may say, and what holds when it says nothing.

Every limit that the program keeps is here, with its unit; faults.md says what each is for.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from monitor.durations import Duration, Size
from monitor.schedule import Zone


def _address(written: str) -> str:
    if re.fullmatch(r'[^@\s"<>(),;:]+@[^@\s"<>(),;:]+', written) is None:
        raise ValueError(f'"{written}" is no mail address, write it like compliance@example.com')
    return written


def _networks(written: tuple[str, ...]) -> tuple[str, ...]:
    if written:
        from monitor.fetch import Networks

        Networks.parse(written)  # says how an entry is written
    return written


def _proxies(written: dict[str, str]) -> dict[str, str]:
    if written:
        from monitor.fetch import proxies

        for name, url in written.items():
            if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) is None:
                raise ValueError(
                    f'"{name}" is no name for a proxy, write lower-case letters, digits and hyphens'
                )
            proxies.parse(name, url)  # says how an address is written
    return written


def _stop(written: str) -> str:
    if written.startswith(("https://", "http://")):
        if re.fullmatch(r"https?://[^\s<>\"]{3,500}", written) is None:
            raise ValueError(
                f'"{written}" is no address of a page, write it like https://intranet.example.com/digests'
            )
        return written
    return _address(written)


def _origin(written: str) -> str:
    match = re.fullmatch(
        r"(https?)://([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\])(:[0-9]{1,5})?/?", written.lower()
    )
    if match is None:
        raise ValueError(
            f'"{written}" is no address of a server, write it like https://archive.example.com, without a path'
        )
    return "".join(part or "" for part in (match[1], "://", match[2], match[3]))


Address = Annotated[str, AfterValidator(_address)]
Stop = Annotated[str, AfterValidator(_stop)]
Wait = Annotated[Duration, Field(gt=timedelta(0))]
Bytes = Annotated[Size, Field(gt=0)]
Memory = Annotated[Size, Field(ge=256 * 1024 * 1024)]  # an empty child takes half of that
Number = Annotated[int, Field(ge=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class PerHost(_Part):
    """How we behave towards one host. delay: between the beginnings of two requests."""

    connections: Annotated[int, Field(ge=1, le=16)] = 1
    delay: Duration = timedelta(seconds=2)


class Limits(_Part):
    """Where the program stops waiting, reading or sending at once.

    page_time: of the network, for a whole check; attachment_time: for the attachments of one notice;
    ratio: decoded to received bytes, also of archives; retries: of a fault that may pass; extraction_*: what reading one file may cost
    (PDF, Word, spreadsheets, archives), size being that of the text; cells: of all its tables; opened: notices a check opens, the others
    wait for the next one, as politeness takes time; storm: changes of one source at once, from more on a digest sums them up, and an
    entirely new list is held back; digest_mails: what is more than fits into so many mails of a digest is counted in one more; mail_retry: how long an unanswered
    mail is tried.
    """

    connect_time: Wait = timedelta(seconds=10)
    page_time: Wait = timedelta(seconds=60)
    attachment_time: Wait = timedelta(seconds=180)
    page_size: Bytes = 20_000_000
    attachment_size: Bytes = 50_000_000
    ratio: Number = 100
    redirects: Annotated[int, Field(ge=0, le=20)] = 5
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    extraction_memory: Memory = 512 * 1024 * 1024
    extraction_time: Wait = timedelta(seconds=30)
    extraction_size: Bytes = 64_000_000
    pdf_pages: Number = 500
    archive_members: Number = 1_000
    archive_depth: Number = 2
    cells: Number = 200_000
    opened: Number = 60
    storm: Number = 30
    digest_items: Number = 200
    digest_size: Bytes = 1_000_000
    digest_mails: Number = 5
    mail_retry: Wait = timedelta(hours=72)


class Browser(_Part):
    """How much rendering pages may take. memory: of all of the browser's processes together; pages: before it is
    begun anew; settle: for a page's scripts to fill it; traffic: what one page may load; idle: so long without a
    page it is ended; sandbox: Chromium's own, to be given up only where it cannot be had, such as as root.
    """

    memory: Bytes = 1_000_000_000
    pages: Number = 50
    settle: Wait = timedelta(seconds=15)
    traffic: Bytes = 50_000_000
    idle: Wait = timedelta(seconds=60)
    sandbox: bool = True


class Workers(_Part):
    """Of `monitor worker`. beat: between two signs of life; dead: so long without one, what a worker had in hand goes
    to the others.
    """

    beat: Annotated[Duration, Field(ge=timedelta(seconds=1))] = timedelta(seconds=10)
    dead: Annotated[Duration, Field(ge=timedelta(seconds=2))] = timedelta(seconds=60)

    @model_validator(mode="after")
    def _not_dead_at_once(self) -> Workers:
        if self.dead < 2 * self.beat:
            raise ValueError("dead: a worker may miss a beat, write at least twice of what beat says")
        return self


class Retention(_Part):
    """What `monitor compact` removes. pages: answers of checks that found nothing, so long after they last came;
    null keeps them for ever. What stands behind a change always stays.
    """

    pages: Annotated[Duration, Field(ge=timedelta(days=1))] | None = timedelta(days=180)


class Web(_Part):
    """The archive in a browser. public_url: where people reach it when a proxy that does TLS stands before it; https there
    makes cookies Secure and tells browsers to stay with it, and only that name is answered to. session_idle: so long
    unused, and session_length: so long at most, somebody stays logged in. proxies: how many of ours add to
    X-Forwarded-For; 0 believes none. form_size: more is not taken.
    """

    public_url: Annotated[str, AfterValidator(_origin)] | None = None
    session_idle: Annotated[Wait, Field(ge=timedelta(minutes=1))] = timedelta(hours=12)
    session_length: Annotated[Wait, Field(ge=timedelta(minutes=1))] = timedelta(days=7)
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    form_size: Annotated[Bytes, Field(ge=10_000, le=50_000_000)] = 1_000_000


def _or_addresses(made: dict[str, Any]) -> None:
    """As an editor's schema has it: the whole, or addresses alone."""
    whole = dict(made)
    made.clear()
    made["anyOf"] = [whole, {"type": "string"}, {"type": "array", "items": {"type": "string"}}]


class Operators(_Part):
    """Who is mailed when something goes wrong, and in which language; addresses may stand there alone. to: the contact
    when not said; when it is empty nobody is mailed, and `doctor` alone shows it.
    """

    model_config = ConfigDict(json_schema_extra=_or_addresses)

    to: tuple[Address, ...] | None = None
    language: Literal["en", "zh"] = "en"

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, written: object) -> object:
        written = [written] if isinstance(written, str) else written
        return {"to": written} if isinstance(written, list | tuple) else written


class Settings(_Part):
    """timezone: where the readers are, when a subscription does not say. contact: goes into the
    User-Agent. sender: of the digests, the contact when not said. unsubscribe: where a reader asks to get no more, an
    address or a page; the sender when not said. operators: who is mailed of troubles. concurrency: hosts asked at once, or jobs
    of a worker; when not said 32, as far as the machine has time for them, and 8. tick: how often `run` looks for what
    is due. proxies: by the names that sources call them; their passwords come from the environment,
    MONITOR_PROXY_NAME=user:password. database: a file or an address without a password; MONITOR_DATABASE_URL goes before it.
    drop: a folder whose folders, one a source, take pages that people saved. rules: a folder of a team's own rules
    for labels, beside and over the shipped ones.
    """

    timezone: Zone = ZoneInfo("UTC")
    contact: Address | None = None
    sender: Address | None = None
    unsubscribe: Stop | None = None
    operators: Operators = Operators()
    per_host: PerHost = PerHost()
    allow_networks: Annotated[tuple[str, ...], AfterValidator(_networks)] = ()
    proxies: Annotated[dict[str, str], AfterValidator(_proxies)] = {}
    concurrency: Annotated[int, Field(ge=1, le=64)] | None = None
    tick: Annotated[Wait, Field(le=timedelta(hours=1))] = timedelta(seconds=30)
    database: str = "monitor.db"
    outbox: str = "outbox"
    templates: str = "templates"
    drop: str = "drop"
    rules: str | None = None
    browser: Browser = Browser()
    workers: Workers = Workers()
    retention: Retention = Retention()
    web: Web = Web()
    limits: Limits = Limits()
