"""The other ways in, told where a source cannot be read the way it is configured."""

from __future__ import annotations

from datetime import timedelta

from monitor import urls
from monitor.check.visit import Visit
from monitor.errors import BlockedError
from monitor.model import Blocked, Verdict

BY_HAND = "by hand"  # the kind of gate that only a person gets through
REMIND = timedelta(days=1)  # a reminder a day is enough

_CLOSED = ("log-in",)  # nobody's browser helps: somebody has to be let in


def by_hand(visit: Visit) -> Blocked:
    """What a check comes to when only a person can read the source and nobody handed anything in."""
    last = visit.state.last_good
    since = f"the last good reading is of {last:%Y-%m-%d}" if last else "it was never read"
    reason = (
        f"only a person can read this source, and {since}. Save its list in a browser, then {_hand_in(visit)}"
    )
    return Blocked(visit.summary(Verdict.BLOCKED), reason, BY_HAND, retry_after=REMIND)


def in_spite_of(error: BlockedError, visit: Visit) -> str:
    """Why a source is blocked, and what else may be tried; two sentences at most."""
    if visit.saved is not None:
        return f"saved by hand: {error}. Save it again when the browser shows the page itself"
    ways = list(_ways(error, visit))
    return f"{error}. Other ways in: {', '.join(ways[:-1])}{' or ' if len(ways) > 1 else ''}{ways[-1]}"


def _ways(error: BlockedError, visit: Visit) -> list[str]:
    source = visit.source
    ways = []
    if source.fetch == "http" and error.challenge.startswith("script"):
        ways.append("fetch: browser")
    site = urls.host(source.url).removeprefix("www.")
    ways.append(f"a feed or API of the authority (`monitor sources catalogue {site}`)")
    abroad = len(source.jurisdiction) == 2 and source.proxy is None
    if abroad and not error.challenge.startswith(_CLOSED):
        ways.append(f"a proxy inside {source.jurisdiction} (proxy)")
    return [*ways, f"a page saved by hand ({_hand_in(visit)})"]


def _hand_in(visit: Visit) -> str:
    id_ = visit.source.id
    return f"`monitor check {id_} --from FILE`, or put it into {visit.world.config.settings.drop}/{id_}/"
