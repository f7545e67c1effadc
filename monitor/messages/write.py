"""What each way out of a subscription is sent for one digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor import shown
from monitor.digest import Letterhead, Limits, Templates
from monitor.digest.mail import address
from monitor.digest.render import Typeset, mailed, typeset
from monitor.errors import ConfigError
from monitor.messages import chat, files, webhook
from monitor.model import Addressed, Digest, Message
from monitor.route import Subscription
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
    setting = typeset(digest, subscription, templates, letterhead, limits, bare=bare)
    mistakes = list(setting.mistakes)
    addressed: list[Addressed] = []
    if subscription.to:
        try:
            mails = mailed(setting, subscription, letterhead)
        except ConfigError as error:
            if not subscription.channels:
                raise
            mistakes += error.mistakes
        else:
            mistakes += mails.mistakes
            addressed += [Addressed(mail, to, messages) for to, messages in mails.messages.items()]
    domain = address(letterhead.sender).domain
    for way in subscription.channels:
        forms = list(_forms(way, digest, subscription, templates, letterhead, limits, setting, mistakes))
        messages = tuple(_message(form, way, domain) for form in forms)
        addressed.append(Addressed(way.kind, way.recipient, messages))
    return Written(tuple(addressed), tuple(dict.fromkeys(mistakes)))


def _message(form: Form, way: AnyWay, domain: str) -> Message:
    own = hashlib.sha256(f"{form.key}\n{way.kind}\n{way.recipient}".encode()).hexdigest()[:24]
    id_ = f"<{form.key}.{own}@{domain}>"
    return Message(id_, shown.line(form.subject, 200), form.body(id_), form.tells, form.bare)


def _forms(  # noqa: PLR0917 - what `write` has, whole
    way: AnyWay,
    digest: Digest,
    subscription: Subscription,
    templates: Templates,
    letterhead: Letterhead,
    limits: Limits,
    setting: Typeset,
    mistakes: list[str],
) -> Iterator[Form]:
    subject = setting.letters[0].subject
    bare = setting.letters[0].bare
    match way:
        case Webhook():
            parts = webhook.parts(digest, limits, bare=bare)
            for number, part in enumerate(parts, 1):
                yield Form(
                    f"{digest.id}.{number}",
                    _titled(subject if len(setting.letters) == 1 else digest.subscription, number, parts),
                    lambda id_, number=number, part=part: webhook.body(  # type: ignore[misc]
                        digest, part, id_, number=number, parts=len(parts)
                    ),
                    part.tells,
                    bare,
                )
        case Apprise():
            texts = chat.texts(digest, subscription, templates, letterhead, mistakes, bare=bare)
            for number, text in enumerate(texts, 1):
                yield Form(
                    f"{digest.id}.{number}",
                    _titled(text.title, number, texts),
                    lambda _, text=text: text.body.encode(),  # type: ignore[misc]
                    text.tells,
                    bare,
                )
        case Folder():
            for letter in setting.letters:
                yield Form(
                    letter.key,
                    letter.subject,
                    lambda id_, letter=letter: files.body(digest, letter, id_),  # type: ignore[misc]
                    letter.tells,
                    bare,
                )
        case Ics() | Atom():
            told = json.dumps({"subscription": digest.subscription}, ensure_ascii=False).encode()
            lines = tuple(line.change.id for line in digest.lines)
            yield Form(f"{digest.id}.1", f"{way.recipient}", lambda _: told, lines, bare)


def _titled(title: str, number: int, parts: Sequence[object]) -> str:
    return f"{title} ({number}/{len(parts)})" if len(parts) > 1 else title
