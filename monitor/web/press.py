"""Sets the pages: the operator's own templates where there are some, the shipped ones where those fail."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from monitor.digest.press import POISON, Press, Templates, presses_of
from monitor.digest.words import Words

ROOM = "web"
BESIDE = ("diff",)  # folders whose words are at hand as well: two versions stand within a page
LANGUAGES = ("en", "zh")

Make = Callable[[Words], Mapping[str, object]]

log = logging.getLogger(__name__)


class Presses:
    """A press for each language, made when it is first asked for. The shipped one is for all threads; of the operator's
    each has its own, as those count their work.
    """

    def __init__(self, templates: Templates, zone: ZoneInfo) -> None:
        self.templates, self.zone = templates, zone
        self._own, self._shipped = threading.local(), dict[str, Press]()
        self._making = threading.Lock()
        self._words: dict[tuple[str, str], Words] = {}

    def set(self, language: str, template: str, make: Make | None = None, **values: object) -> str:
        """The finished page, such as `changes.html`. make: more values, those that are made of words."""
        *own, shipped = self.of(language)
        for press in own:
            try:
                return _page(press, template, make, values)
            except POISON as error:
                log.warning("%s: the shipped template was used", press.complaint(error))
        return _page(shipped, template, make, values)

    def of(self, language: str) -> list[Press]:
        """The presses of a language, the shipped one last."""
        own: list[Press] | None = getattr(self._own, language, None)
        if own is None:
            with self._making:
                *own, shipped = self._new(language)
                self._shipped.setdefault(language, shipped)
            setattr(self._own, language, own)
        return [*own, self._shipped[language]]

    def _new(self, language: str) -> list[Press]:
        made, mistakes = presses_of(ROOM, self.templates, language, self.zone, BESIDE)
        if language not in self._shipped:  # said once, not by every thread
            for mistake in mistakes:
                log.warning("%s", mistake)
        return made

    def words(self, room: str, language: str) -> Words:
        """The words of another folder of templates, where its sentences are said on a page."""
        found = self._words.get((room, language))
        if found is None:
            found = presses_of(room, self.templates, language, self.zone)[0][0].words
            self._words[room, language] = found
        return found

    def file(self, name: str, room: str = ROOM) -> str:
        """A file that is sent as it stands: the style sheet, a script."""
        name = f"{room}/{name}"
        return self.templates.own.get(name) or self.templates.shipped[name]


def _page(press: Press, template: str, make: Make | None, values: Mapping[str, object]) -> str:
    made = make(press.words) if make else {}
    return press.set(f"{ROOM}/{template}", **values, **made)
