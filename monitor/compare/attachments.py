"""The attachments of two versions: which file became which, and what that means before anybody opens one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence

from monitor.compare.forms.targets import shown, target, version
from monitor.compare.forms.writings import plain_name
from monitor.model import Attachment, Edit, Ignored

Pair = tuple[Attachment, Attachment]


def pair_attachments(
    before: Sequence[Attachment], after: Sequence[Attachment]
) -> tuple[list[Pair], list[Attachment], list[Attachment]]:
    """Attachments that are versions of each other, those that went, those that came.

    The same address first, then the same bytes, then the same name.
    """
    pairs: list[Pair] = []
    gone, come = list(before), list(after)
    for identity in (_address, _bytes, _name):
        found = list(_same(gone, come, identity))
        pairs += found
        taken = {id(one) for both in found for one in both}
        gone = [one for one in gone if id(one) not in taken]
        come = [one for one in come if id(one) not in taken]
    return pairs, gone, come


def came(attachment: Attachment) -> Edit:
    return Edit("insert", attachment.name, None, _shown(attachment))


def went(attachment: Attachment) -> Edit:
    return Edit("delete", attachment.name, _shown(attachment), None)


def renamed(old: Attachment, new: Attachment) -> Edit | None:
    """The edit when a file's name or address differs, None when both are as before."""
    if target(old.url) == target(new.url) and _name(old) == _name(new):
        return None
    return Edit("replace", new.name, _shown(old), _shown(new))


def unopened(old: Attachment, new: Attachment) -> Edit | Ignored | None:
    """What can be said of two versions that cannot both be read: by their bytes, or nothing.

    A file that became unreadable is not an emptied one.
    """
    if old.sha256 and new.sha256 and old.sha256 != new.sha256:
        return Edit(
            "replace", new.name, f"{old.name}, SHA-256 {old.sha256}", f"{new.name}, SHA-256 {new.sha256}"
        )
    why = new.unread or old.unread
    if why and (old.blocks is None) != (new.blocks is None):
        return Ignored(f"not compared: {why}", new.name)
    if not same_file(old, new) and version(old.url) != version(new.url):
        return Ignored("another version in its address, and it was not opened", new.name)
    return None


def same_file(old: Attachment, new: Attachment) -> bool:
    """Whether both versions are known to be the very same bytes."""
    return old.sha256 is not None and old.sha256 == new.sha256


def _shown(attachment: Attachment) -> str:
    return f"{attachment.name} <{shown(attachment.url)}>"


def _address(attachment: Attachment) -> str:
    return target(attachment.url)


def _bytes(attachment: Attachment) -> str | None:
    return attachment.sha256


def _name(attachment: Attachment) -> str:
    return plain_name(attachment.name)


def _same(
    gone: Sequence[Attachment], come: Sequence[Attachment], identity: Callable[[Attachment], str | None]
) -> Iterator[Pair]:
    waiting: dict[str, deque[Attachment]] = defaultdict(deque)
    for new in come:
        if mark := identity(new):
            waiting[mark].append(new)
    for old in gone:
        if (mark := identity(old)) and waiting.get(mark):
            yield old, waiting[mark].popleft()
