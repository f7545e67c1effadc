"""Is this the real page? Judged before anything is compared, and by what it says of itself."""

from monitor.verdict.answer import judge
from monitor.verdict.gates import speaks
from monitor.verdict.lists import doubts, elsewhere, later, stood

__all__ = ["doubts", "elsewhere", "judge", "later", "speaks", "stood"]
