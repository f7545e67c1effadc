"""Source kind `page`: one page or file that is edited in place, such as a tariff chapter or a list of ports.

    - id: cn-gacc-hs-annex
      kind: page
      url: http://www.customs.gov.cn/customs/attachDir/2026/05/annex.xlsx
      body: "#easysiteText"      # CSS, for HTML; the text is found when not named

Any format that can be read: HTML, PDF, DOCX, DOC, XLSX, XLS, ODS, CSV, JSON, text, a ZIP of these. The page is one notice and its address
is its identity, whatever it is called from one day to the next. Where the address changes with the calendar,
`/rates_{year}-{month}.csv`; where a page links to the newest file, `inner: "{a.newest@href}"` and the page as `url`
(`monitor.sources.base.values`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from monitor import identity
from monitor.extract import links
from monitor.model import Content, Document, Listed, Notice, Request, Table, Text
from monitor.sources.base import Css, Found, tells_lost_letters
from monitor.sources.base.shell import ShellSource


class Source(ShellSource):
    """A single page; see the top of this file."""

    body: Css | None = None

    one_edition: ClassVar[bool] = True

    def requests(self, now: datetime) -> Iterator[Request]:
        yield from self.editions(now)

    def own_text(self, document: Document) -> str:
        return self.text_in(document, self.body)

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:
        if (behind := self.behind(document, now)) is not None:
            yield behind
            return
        content, page = self.extract_with_page(document, self.body)
        said = self.about(page, content)
        title = said.title or _name(content, document.url)
        listed = Listed(
            key=identity.address(self.url, self.drop),
            title=title,
            url=self.home(document.request),
            number=identity.number_of_title(title) or said.number,
            published=said.published,
            published_text=said.published_text,
        )
        yield Notice(listed, content, self.language)


def _name(content: Content, url: str) -> str:
    """What to call a file: its first heading, its only sheet, its file name."""
    for block in content.blocks[:1]:
        if isinstance(block, Text) and block.role == "heading":
            return block.text
    named = [block.name for block in content.blocks if isinstance(block, Table) and block.name]
    return links.file_name(url) or next(iter(named), url)
