"""The door that answers from saved pages: a Request goes in, a Document or a NotSavedError comes back.

Which file answers which request is told, in this order, by the address the browser wrote into the file,
by the address the page gives itself, by the file's name, and for a notice by its title. What two
different files could answer is answered by neither: a wrong page under a notice's name would be told
as its amendment.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from monitor import identity
from monitor.errors import NotSavedError
from monitor.extract import charset, links
from monitor.extract.about import about
from monitor.extract.text import fold
from monitor.fetch import Budget
from monitor.model import Came, Document, Request, Validators
from monitor.patterns import regex
from monitor.saved.files import Saved, shown
from monitor.saved.offline import Offline

LONG_ENOUGH = 8  # letters of a title that are not another's by chance

_INDEX = regex(r"/(?:index|default)\.(?:s?html?|jhtml|aspx?|jsp|php)$", re.IGNORECASE)
_COPY = regex(r"(?: ?\(\d{1,3}\)| - (?:copy|副本)(?: \(\d+\))?)$", re.IGNORECASE)
_PAGES = frozenset(("htm", "html", "shtml", "jhtml", "xhtml", "mht", "mhtml", "jsp", "aspx", "asp", "php"))
_ANYBODYS = frozenset(("", "index", "default", "list", "content", "detail", "download", "saved_resource"))


class SavedPages(Offline):
    """Answers requests from saved files, in place of the network.

    used: the files that answered. older: those that may not, and of when is what stands in their place.
    """

    def __init__(self, files: Sequence[Saved], clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seats: dict[str, Saved] = {}
        self.files = tuple(files)
        self.used: set[Saved] = set()
        self.older: dict[Saved, datetime] = {}
        self._standing: Mapping[str, tuple[str, datetime]] = {}
        self._said = _unique((_place(file.said), file) for file in files if file.said)
        self._hinted = _unique((_place(hint), file) for file in files if not file.said for hint in file.hints)
        named = [file for file in files if file.part or not file.said]
        self._named = _unique((name, file) for file in named for name in _names_of_file(file))
        self._titled = _unique(
            (title, page) for page in self.pages if not page.said for title in _titles(page)
        )

    def __call__(
        self,
        request: Request,
        *,
        validators: Validators | None = None,  # noqa: ARG002 - a file is always there as a whole
        budget: Budget | None = None,  # noqa: ARG002 - and at once
    ) -> Document:
        """The saved page that answers a request."""
        found = self.find(request)
        if found is None:
            raise NotSavedError
        return self.document(request, found)

    @property
    def pages(self) -> list[Saved]:
        """The saved pages, without what only belongs to one of them."""
        return [file for file in self.files if not file.part and file.is_page]

    @property
    def entries(self) -> set[str]:
        """What was handed in and answered something: files and folders, and further copies of such a page."""
        said = {file.said for file in self.used if file.said}
        return {
            file.entry for file in self.files if file in self.used or (not file.part and file.said in said)
        }

    def seat(self, request: Request, file: Saved) -> None:
        """Let a file answer a request, whatever it says of itself."""
        self._seats[request.identity] = file

    def find(self, request: Request) -> Saved | None:
        """The file that answers a request, None when it is not among them."""
        found = self._found(request)
        if found is None or self._is_current(request, found):
            return found
        return None

    def against(self, standing: Mapping[str, tuple[str, datetime]]) -> None:
        """Answer nothing with a page older than what stands: it would be told as a change back.

        standing: by the request's identity, the SHA-256 of what stands and of when it is.
        """
        self._standing = standing

    def _is_current(self, request: Request, file: Saved) -> bool:
        sha256, moment = self._standing.get(request.identity, ("", _NEVER))
        if (
            file.saved_at is None
            or file.saved_at >= moment
            or hashlib.sha256(file.body).hexdigest() == sha256
        ):
            return True
        self.older[file] = moment
        return False

    def _found(self, request: Request) -> Saved | None:
        place = _place(request.url)
        found = self._seats.get(request.identity) or self._said.get(place) or self._hinted.get(place)
        if found is None:
            found = next(
                (self._named[name] for name in _names_of_url(request.url) if name in self._named), None
            )
        if found is None and request.listed is not None:
            title = identity.letters(request.listed.title)
            found = self._titled.get(title) if len(title) >= LONG_ENOUGH else None
        return found

    def document(self, request: Request, file: Saved) -> Document:
        """A saved file as the answer to a request. Its headers are ours: none came with it."""
        self.used.add(file)
        headers = [("Content-Type", file.content_type), ("Saved-File", file.name)]
        headers += [
            ("Saved-From", file.said),
            ("Saved-At", _iso(file.saved_at)),
            ("Saved-Inside", file.inside),
        ]
        return Document(
            request=request,
            url=request.url,
            status=200,
            headers=tuple((name, value) for name, value in headers if value),
            held=file.body,
            sha256=hashlib.sha256(file.body).hexdigest(),
            fetched_at=self._clock(),
            came=Came.SAVED,
        )


def _unique(pairs: Iterable[tuple[str, Saved]]) -> dict[str, Saved]:
    """What one file alone claims; of the same page saved twice, the later one."""
    found: dict[str, Saved] = {}
    claimed: dict[str, list[Saved]] = {}
    for mark, file in pairs:
        claimed.setdefault(mark, []).append(file)
    for mark, files in claimed.items():
        same_page = len({file.said for file in files}) == 1 and files[0].said is not None
        if same_page or len({file.body for file in files}) == 1:
            found[mark] = max(
                files, key=lambda file: (not file.part, file.saved_at is not None, file.saved_at or _NEVER)
            )
    return found


_NEVER = datetime.min.replace(tzinfo=UTC)


def _place(url: str | None) -> str:
    """An address without what differs between two ways to the same page."""
    if url is None:
        return ""
    place = identity.address(url).replace("https://www.", "https://", 1)
    return _INDEX.sub("/", unquote(place)).rstrip("/")


def _names_of_url(url: str) -> list[str]:
    """What a browser would call the file behind an address."""
    last = unquote(urlsplit(url).path.rpartition("/")[2])
    return [name for name in dict.fromkeys((_name(last), _name(links.file_name(url)))) if name]


def _names_of_file(file: Saved) -> list[str]:
    return [name] if (name := _name(file.name)) else []


def _name(written: str) -> str:
    """A file name as it is compared: its width and case, a copy's number and a page's ending do not matter."""
    plain = unicodedata.normalize("NFKC", written).casefold().strip()
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    stem = re.sub(r'[\\/:*?"<>|]', "_", _COPY.sub("", stem))
    if not ending or ending in _PAGES:
        return "" if stem in _ANYBODYS else stem
    return f"{stem}.{ending}"


def _titles(page: Saved) -> list[str]:
    """What a saved page calls itself, and what its file is called, as far as a title goes."""
    text = charset.decode(page.body, page.content_type).text
    stem = page.name.rpartition(".")[0] or page.name
    said = (about(text, ()).title or "", stem, re.split(r"[-_|–—]", stem)[0])
    return list(dict.fromkeys(t for one in said if len(t := identity.letters(fold(one))) >= LONG_ENOUGH))


def is_older(file: Saved, stands: datetime) -> str:
    """A sentence that says that a saved page is older than what stands, with both times."""
    return (
        f"{shown(file.name)}: saved {_iso(file.saved_at)}, and what stands is of {_iso(stands)}, so nothing of it "
        "was compared; save the page again"
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
