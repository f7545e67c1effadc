"""Who comes in, what they may do, and what browsers are told to keep to."""

from monitor.web.guard.forms import form_token
from monitor.web.guard.roles import Role, Who, may, who

__all__ = ["Role", "Who", "form_token", "may", "who"]
