"""What becomes of a notice whose stored text cannot be read any more, when a check needs it.

Its SHA-256 is known, so whether it can be had again from the answers that it was once read in is no guess: a text that
comes of them and has that hash is the text, and is written down in its place. Else the check goes on without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.check.follow import Wanted, complete, follow
from monitor.check.visit import Visit
from monitor.errors import DamagedError, NotSavedError, SourceError
from monitor.model import LOST, Content, Document, Known, Listed, Notice, Request, Validators
from monitor.saved.offline import Offline
from monitor.store import Before, content_sha256

if TYPE_CHECKING:
    from monitor.fetch import Budget
    from monitor.store.evidence import Received

NAMED = 2  # notices that a remark names


def texts(
    visit: Visit, known: Mapping[str, Known], wanted: Mapping[str, str]
) -> tuple[dict[str, Notice], dict[str, Notice]]:
    """These notices by their key, first those that were read again, then the others, without their text.

    wanted: the SHA-256 of the texts. The check goes on, and says so.
    """
    again = {
        key: notice for key, sha256 in wanted.items() for notice in _read_again(visit, known[key], sha256)
    }
    lost = [key for key in wanted if key not in again]
    if lost:
        named = ", ".join(f'"{known[key].listed.title[:60]}"' for key in lost[:NAMED])
        more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
        visit.remarks.append(
            f"not compared, as the stored text is damaged: {named}{more}; see `monitor verify`"
        )
    return again, {
        key: Notice(known[key].listed, Content(unread=LOST), visit.source.language) for key in lost
    }


def _read_again(visit: Visit, was: Known, sha256: str) -> Iterator[Notice]:
    """The notice as it was, at most once, from the answers of the check that first read it so."""
    store, key = visit.world.store, was.listed.key
    found = store.read_in(visit.source.id, key, sha256)
    if found is None:
        return
    then, answers = found
    world = replace(visit.world, fetch=_Answers(answers, store.body))
    past = Visit(visit.source, visit.state, world, then, Before())
    for notice in _candidates(past, was.listed):
        if content_sha256(notice) == sha256:
            store.mend(notice)
            yield notice
            return


def _candidates(past: Visit, listed: Listed) -> Iterator[Notice]:
    """What those answers say of a notice, by the list of today and by the list of then."""
    for entry in dict.fromkeys((listed, *_listed_then(past, listed.key))):
        for notice in follow(past, [Wanted(entry, None)], first=True).notices.values():
            if notice.key == entry.key:
                yield complete(past, notice)[0]
    yield from (item for item in _on_lists(past) if isinstance(item, Notice) and item.key == listed.key)


def _listed_then(past: Visit, key: str) -> Iterator[Listed]:
    return (item for item in _on_lists(past) if isinstance(item, Listed) and item.key == key)


def _on_lists(past: Visit) -> Iterator[object]:
    for request in past.source.requests(past.now):
        try:
            yield from past.source.read(past.ask(request), past.now)
        except SourceError:
            continue


class _Answers(Offline):
    """Answers as they came in one check, in place of the network."""

    def __init__(self, answers: Mapping[str, Received], body: Callable[[str], bytes]) -> None:
        self._answers, self._body = answers, body

    def __call__(
        self,
        request: Request,
        *,
        validators: Validators | None = None,  # noqa: ARG002 - what came then is there as a whole
        budget: Budget | None = None,  # noqa: ARG002 - and at once
    ) -> Document:
        answer = self._answers.get(request.identity)
        if answer is None:
            raise NotSavedError
        try:
            body = self._body(answer.sha256)
        except DamagedError:
            raise NotSavedError from None
        return Document(
            request,
            answer.url,
            answer.status,
            answer.headers,
            body,
            answer.sha256,
            answer.fetched_at,
            came=answer.came,
        )
