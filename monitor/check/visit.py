"""One check under way: it asks through the world's doors and remembers what came back."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

from monitor import verdict
from monitor.errors import BlockedError, DamagedError, FetchError, SourceError, StoreError
from monitor.fetch import Budget
from monitor.model import Came, Check, Document, Part, Recorded, Request, SourceState, Table, Verdict
from monitor.saved import SavedPages
from monitor.sources.base import BaseSource
from monitor.store import Before
from monitor.world import World

LONG_ENOUGH = 8  # characters of a title that do not stand on a page by chance
WHOLE_AGAIN = timedelta(days=1)  # faults N13: a server may say "not modified" for ever


class Visit:
    """state: of the source as it was before; now: when the check began, aware UTC.

    anew: the source was configured otherwise at the last good reading, so what was read then cannot be
    compared with what is read now (faults Q26). proof: what proves that the list is empty. held: notices whose
    new text is not believed yet, and why. kept: the changes that the breaker holds back, by the key of their notice.
    before: what the store knows of the source, when somebody read that already.
    """

    def __init__(
        self,
        source: BaseSource,
        state: SourceState,
        world: World,
        now: datetime,
        before: Before | None = None,
    ) -> None:
        self.source, self.state, self.world, self.now = source, state, world, now
        self.before = before or world.store.before([source.id])[source.id]
        self.documents: list[Document] = []
        self._refused: set[str] = set()
        self.proof: str | None = None
        self.held: dict[str, str] = {}
        self.remarks: list[str] = []
        self.old: set[str] = set()
        self.kept: dict[str, list[Recorded]] = {}
        for change in world.store.held(source.id) if self.before.holds else ():
            self.kept.setdefault(change.finding.change.notice.key, []).append(change)
        self.saved = world.fetch if isinstance(world.fetch, SavedPages) else None
        if self.saved is not None:
            self.saved.against(world.store.standing(source.id))
        self.anew = state.last_good is not None and state.fingerprint != source.fingerprint
        limits = world.config.settings.limits
        self.for_attachments = Budget(limits.attachment_time)
        self._budget = Budget(limits.page_time)
        comparable = state.last_good is not None and not self.anew
        self._stored = self.before.validators if comparable else {}
        self._began = time.monotonic()

    def ask(self, request: Request, budget: Budget | None = None) -> Document:
        """The server's own page. Raises SourceError when there is none, or something else in its place.

        budget: of network time, the check's when not given.
        """
        access = self.source.access
        if request.part is Part.ATTACHMENT:  # files are not pages to be rendered
            access = replace(access, browser=False, wait_for=None)
        request = replace(request, access=access)
        stored = self._stored.get(request.identity)
        conditional = stored and not self.state.failures and self.now - stored.fetched_at < WHOLE_AGAIN
        validators = stored.validators if stored and conditional else None
        document = self.world.fetch(request, validators=validators, budget=budget or self._budget)
        document = replace(document, parse=self.world.parse)
        if document.not_modified:
            # whoever reads a page asks for its body several times, and the site shall be asked once
            held = cache(partial(self._as_it_was, len(self.documents), document, budget))
            document = replace(document, held=held)
        self.documents.append(document)
        if document.status == 200 and self.same(document):  # judged when they came first
            return document
        try:
            verdict.judge(document, now=self.now)
        except SourceError as error:
            own = names_its_notice(document) or (error.weak and shows_its_own(self.source, document))
            if not (own or (is_stub(error) and self.source.is_on_the_way(document))):
                self._refused.add(document.sha256)
                raise
        return document

    def _as_it_was(self, place: int, document: Document, budget: Budget | None) -> bytes:
        """The body of an answer that the server says has not changed. Where the archive's is damaged it is asked for anew."""
        try:
            return document.body
        except DamagedError as error:
            again = self.world.fetch(document.request, validators=None, budget=budget or self._budget)
            if again.sha256 != document.sha256:
                raise FetchError(
                    "what it said before is damaged, and the server says something else now"
                ) from error
            self.documents[place] = replace(again, parse=self.world.parse)
            return again.body

    def has(self, request: Request) -> bool:
        """Whether a request can be answered at all: a page that a person did not save is not asked for."""
        return self.saved is None or self.saved.find(request) is not None

    def same(self, document: Document) -> bool:
        """Whether these very bytes were read at the last good reading."""
        stored = self._stored.get(document.request.identity)
        return stored is not None and stored.validators.sha256 == document.sha256

    def read_at(self, request: Request) -> datetime | None:
        """When a request was last answered for a good reading."""
        stored = self._stored.get(request.identity)
        return stored.fetched_at if stored else None

    def last_body(self, document: Document) -> bytes | None:
        """What the same request was answered with at the last good reading."""
        stored = self._stored.get(document.request.identity)
        try:
            return self.world.store.body(stored.validators.sha256) if stored else None
        except StoreError:  # `verify` tells of a damaged archive; a check goes on without it
            return None

    def summary(self, verdict: Verdict | None, *, keep: bool = False) -> Check:
        """The check as it is written down. keep: the bodies are the source's own, and are evidence.

        What came in the place of a page is none: the same bytes would not be judged the next time.
        """
        return Check(
            source=self.source.id,
            started=self.now,
            took=timedelta(seconds=time.monotonic() - self._began),
            documents=tuple(self.documents),
            kept=frozenset(document.sha256 for document in self.documents) - self._refused
            if keep
            else frozenset(),
            verdict=verdict,
        )


def shows_its_own(source: BaseSource, document: Document) -> bool:
    """Whether what the source reads is there: its proof, notices in its list, a text in its body. That goes before
    words and marks that a gate and an honest page have in common. On a page that a person chose to save, a table will
    do: captcha and result stand side by side there.
    """
    try:
        if document.came is Came.SAVED and any(
            isinstance(block, Table) for block in source.extract(document).blocks
        ):
            return True
        return source.is_its_own(document) or verdict.speaks(source.own_text(document))
    except SourceError:
        return False


def is_stub(error: SourceError) -> bool:
    """Whether nothing speaks against an answer but that a script leads on from it; a challenge is another matter."""
    if isinstance(error, BlockedError):
        return error.challenge == "script page"
    return error.verdict is Verdict.MOVED


def names_its_notice(document: Document) -> bool:
    """Whether an answer holds the title of the notice that was asked for, which no gate or error page does.

    It must stand where it was asked for: a home page names many notices.
    """
    listed = document.request.listed
    if listed is None or document.status != 200 or document.url != document.request.url:
        return False
    title = listed.title.rstrip(".… ")
    written = (title.encode(charset, "ignore") for charset in ("utf-8", "gb18030"))
    return len(title) >= LONG_ENOUGH and any(each in document.body for each in written)
