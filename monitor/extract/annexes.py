"""The files of a notice, as a walk through its page meets them: linked, framed, or known to a script only."""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from monitor.extract import links
from monitor.extract.text import fold
from monitor.model import Attachment
from monitor.values import dataclass

FRAMES = {"iframe": "src", "embed": "src", "object": "data"}  # what may show a file, and where that is named


@dataclass(slots=True)
class Link:
    """A link that is open: where it leads ("" where only its script knows), and where in the parts it starts.

    number: counts the links that blocks have ended in, as in cards; 0 for one that none has.
    """

    href: str
    start: int
    script: str = ""
    download: bool = False
    number: int = 0


class Annexes:
    """Files in the order they were met, each once. base: what addresses are relative to."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._files: dict[str, Attachment] = {}
        self._boxes: dict[str, int] = {}  # that each of them stands in

    @property
    def files(self) -> tuple[Attachment, ...]:
        return tuple(self._files.values())

    def outside(self, related: Sequence[bool]) -> tuple[Attachment, ...]:
        """Those that stand in no box of other notices. related: by box."""
        return tuple(file for url, file in self._files.items() if not related[self._boxes.get(url, 0)])

    def linked(self, link: Link, words: str, box: int) -> None:
        """Take a link's target for a file of the notice when its address, its words or its author say so."""
        href = link.href
        if href and href not in self._files:
            if links.ending(href) or link.download or links.promises(words, href, self._base):
                self._place(Attachment(links.title(words, href), href), box)
        elif not href and words and (link.script or link.download) and links.names_annex(words):
            self._place(links.unknown(words, link.script), box)

    def framed(self, node: LexborNode, box: int) -> None:
        """A file that is shown within the page is an annex like one that is linked."""
        attributes = node.attributes
        written = (attributes.get(FRAMES[node.tag or ""]) or "").strip()
        if written:
            file = links.framed(links.absolute(self._base, written))
            if links.ending(file):
                self._place(Attachment(links.title(fold(attributes.get("title") or ""), file), file), box)

    def pictured(self, file: Attachment) -> None:
        """A picture that stands alone in a notice's body is an annex that somebody scanned."""
        self._files.setdefault(file.url, file)

    def are_named(self, found: Sequence[tuple[str, str]]) -> bool:
        """True when all the links of a text are told as files; see `is_named`."""
        if not self._files:
            return not any(words for _, words in found)
        return all(self.is_named(href, words) for href, words in found if words)

    def is_named(self, href: str, words: str) -> bool:
        """True when a link's words are told as the name of its file, not lost beside another name.

        Of a file that only the words promise they stay, as it may turn out to be none.
        """
        file = self._files.get(href)
        return file is not None and bool(links.ending(href)) and file.name == links.title(words, href)

    def _place(self, file: Attachment, box: int) -> None:
        if file.url not in self._files:
            self._files[file.url] = file
            self._boxes[file.url] = box
