"""What each way out of a subscription is sent for one digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from functools import cached_property, partial

from monitor import shown
from monitor.digest import Letterhead, Limits, Templates
from monitor.digest.mail import address
from monitor.digest.press import POISON
from monitor.digest.render import Typeset, mailed, typeset
from monitor.errors import ConfigError
from monitor.messages import chat, files, webhook
from monitor.model import Addressed, Digest, Message
from monitor.route import Subscription
from monitor.values import dataclass
from monitor.ways import AnyWay, Apprise, Atom, Folder, Ics, Webhook


@dataclass(frozen=True, slots=True)
class Written:
    """The messages of a digest by channel and recipient; and what the operator should mend."""

    addressed: tuple[Addressed, ...]
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A message before it has a recipient. key: what makes its id, together with channel and recipient. body: by id."""

    key: str
    subject: str
    body: Callable[[str], bytes]
    tells: tuple[str, ...] = ()
    bare: bool = False


def write(
    digest: Digest,
    subscription: Subscription,
    templates: Templates,
    letterhead: Letterhead,
    limits: Limits,
    *,
    mail: str,
    bare: bool = False,
) -> Written:
    """The messages of a digest, the mails first. mail: the channel that mails go by. bare: see `digest.render`.

    The same values give the same bytes. ConfigError when nobody at all could be written to.
    """
    letterhead = replace(letterhead, names=letterhead.names.spoken(subscription.language))
    work = _Work(digest, subscription, templates, letterhead, limits, bare)
    addressed: list[Addressed] = []
    if subscription.to:
        try:
            mails = mailed(work.typeset, subscription, letterhead)
        except ConfigError as error:
            if not subscription.channels:
                raise
            work.mistakes += error.mistakes
        else:
            work.mistakes += mails.mistakes
            addressed += [Addressed(mail, to, messages) for to, messages in mails.messages.items()]
    domain = address(letterhead.sender).domain
    for way in subscription.channels:
        messages = tuple(_message(form, way, domain) for form in work.forms(way))
        addressed.append(Addressed(way.kind, way.recipient, messages))
    return Written(tuple(addressed), tuple(dict.fromkeys(work.mistakes)))


def _message(form: Form, way: AnyWay, domain: str) -> Message:
    own = hashlib.sha256(f"{form.key}\n{way.kind}\n{way.recipient}".encode()).hexdigest()[:24]
    id_ = f"<{form.key}.{own}@{domain}>"
    return Message(id_, shown.line(form.subject, 200), form.body(id_), form.tells, form.bare)


@dataclass
class _Work:
    """One digest on its way to all its readers. mistakes: collected as they are met."""

    digest: Digest
    subscription: Subscription
    templates: Templates
    letterhead: Letterhead
    limits: Limits
    bare: bool
    mistakes: list[str] = field(default_factory=list)

    @cached_property
    def typeset(self) -> Typeset:
        """Its parts in type, for those who get letters; it takes the most time of all."""
        made = typeset(
            self.digest, self.subscription, self.templates, self.letterhead, self.limits, bare=self.bare
        )
        self.mistakes += made.mistakes
        return made

    def forms(self, way: AnyWay) -> list[Form]:
        """The messages of one way; where they cannot be written, with each change by its id and address (M05)."""
        try:
            return list(self._forms(way, bare=self.bare))
        except POISON as error:
            if self.bare:
                raise
            self.mistakes.append(f"{way.kind} {way.recipient}: links only: {shown.line(str(error))}")
            return list(self._forms(way, bare=True))

    def _forms(self, way: AnyWay, *, bare: bool) -> Iterator[Form]:
        digest = self.digest
        match way:
            case Webhook():
                parts = webhook.parts(digest, self.limits, bare=bare)
                for number, part in enumerate(parts, 1):
                    body = partial(webhook.body, digest, part, number=number, parts=len(parts))
                    title = _titled(f"{digest.subscription} {digest.slot:%Y-%m-%d %H:%M}", number, parts)
                    yield Form(f"{digest.id}.{number}", title, body, part.tells, bare)
            case Apprise():
                texts = chat.texts(
                    digest, self.subscription, self.templates, self.letterhead, self.mistakes, bare=bare
                )
                for number, text in enumerate(texts, 1):
                    title = _titled(text.title, number, texts)
                    yield Form(f"{digest.id}.{number}", title, text.encoded, text.tells, bare)
            case Folder():
                for letter in self.typeset.letters:
                    body = partial(files.body, digest, letter)
                    yield Form(letter.key, letter.subject, body, letter.tells, bare)
            case Ics() | Atom():
                told = json.dumps({"subscription": digest.subscription}, ensure_ascii=False).encode()
                lines = tuple(line.change.id for line in digest.lines)
                yield Form(f"{digest.id}.1", digest.subscription, lambda _: told, lines, bare)


def _titled(title: str, number: int, parts: Sequence[object]) -> str:
    return f"{title} ({number}/{len(parts)})" if len(parts) > 1 else title
