"""A recorded change -> its view, and what stands above it."""

from __future__ import annotations

from monitor.compare.guide import PLAIN, Guide
from monitor.model import Amended, Recorded, Restored
from monitor.views.build import single, view
from monitor.views.pages import About
from monitor.views.sheet import View


def of_change(recorded: Recorded, guide: Guide = PLAIN) -> View:
    """The view of both versions, or of the one there is. guide: how this source's versions are compared."""
    change = recorded.finding.change
    if isinstance(change, Amended | Restored) and change.before is not None:
        return view(change.before.content, change.notice.content, change.comparison, guide)
    return single(change.notice.content)


def about(recorded: Recorded) -> About:
    change = recorded.finding.change
    silent = isinstance(change, Amended) and change.silent
    return About(
        title=change.notice.title,
        language=change.notice.language,
        kind="silent" if silent else change.name,
        address=change.notice.url,
        source=recorded.source,
        detected=recorded.detected,
        id=recorded.id,
    )
