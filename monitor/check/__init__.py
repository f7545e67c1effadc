"""Ask one source once: survey its list, follow it to the notices, say what happened."""

from monitor.check.look import check

__all__ = ["check"]
