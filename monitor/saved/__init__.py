"""Pages that a person saved from a browser, read as if the source had answered with them.

`read` turns files into `Saved` values, `SavedPages` is the door that answers requests from them, and
`drop` is the folder that is emptied on schedule. Nothing here knows of a network.
"""

from typing import TYPE_CHECKING

from monitor import lazily

if TYPE_CHECKING:
    from monitor.saved.door import SavedPages, is_older
    from monitor.saved.files import Most, Saved, read

__getattr__ = lazily.names(
    __name__,
    {
        "SavedPages": "door",
        "is_older": "door",
        "Most": "files",
        "Saved": "files",
        "read": "files",
    },
)

__all__ = ["Most", "Saved", "SavedPages", "is_older", "read"]
