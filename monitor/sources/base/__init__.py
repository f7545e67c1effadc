"""What every source says, whatever its kind. A kind adds its own keys and reads its own answers.

A kind is a module with a class `Source` made from `BaseSource`: `requests` says what to ask for,
`read` says what an answer holds, `open` says where a listed notice has a page of its own. None of
them opens a socket or looks at a clock. Where notices have pages of their own, `PagedSource` reads
those.
"""

from monitor.sources.base.keys import Address, Css, Jmes, check_css
from monitor.sources.base.letters import tells_lost_letters
from monitor.sources.base.paged import PagedSource
from monitor.sources.base.source import BaseSource, Found, got

__all__ = [
    "Address",
    "BaseSource",
    "Css",
    "Found",
    "Jmes",
    "PagedSource",
    "check_css",
    "got",
    "tells_lost_letters",
]
