"""An edit out of its two sides."""

from __future__ import annotations

from monitor.model import Edit


def edited(path: str, before: str | None, after: str | None) -> Edit:
    """What happened in one place: None on a side means that nothing stood there."""
    if before is None:
        return Edit("insert", path, None, after)
    return Edit("delete" if after is None else "replace", path, before, after)
