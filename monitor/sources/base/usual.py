"""What publishing systems call the parts of a notice in their answers, the likeliest name first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract.fields import LONGEST_VALUE
from monitor.extract.json import Json
from monitor.sources.base.answers import Item, bare, pick

# Compared without case and underscores.
TITLES = ("title", "articletitle", "subject", "name", "notificationname", "headline", "documentsymbol")
LINKS = ("url", "link", "htmlurl", "href", "docpuburl", "articleurl", "weburl", "pageurl")
DATES = (
    "publishtimestr", "pubtimestr", "publicationdate", "publishdate", "publishtime", "pubdate", "docrelpubtime", "docdate",
    "published", "releasedate", "deploytime", "distributiondate", "issuedate", "updateddate", "updated", "date", "ptime",
)  # fmt: skip
NUMBERS = (
    "documentnumber",
    "docnumber",
    "number",
    "fwzh",
    "wenhao",
    "pcode",
    "notificationno",
    "documentsymbol",
)
CONTENTS = ("content", "body", "articlecontent", "fulltext", "text", "abstract", "summary", "description")
IDS = ("id", "guid", "uuid", "identifier")
_RESTLESS = ("view", "hit", "click", "read", "visit", "score", "rank", "browse", "count")


def usual(item: Item, path: str | None, names: Sequence[str]) -> Json:
    """The value at a path, or under the likeliest name that holds something."""
    if path is not None:
        return pick(path, dict(item))
    held = {bare(name): value for name, value in reversed(list(item.items()))}
    for value in (held.get(name) for name in names):
        if isinstance(value, dict) and "rendered" in value:  # WordPress
            return value["rendered"]
        if value not in (None, "") and not isinstance(value, dict | list):
            return value
    return None


def is_field(name: str, text: str) -> bool:
    """Whether a value says something that stays: no counter, no clock of a machine, no second text."""
    restless = any(word in name.lower() for word in _RESTLESS) or re.fullmatch(r"\d{13}", text)
    return not restless and len(text) <= LONGEST_VALUE
