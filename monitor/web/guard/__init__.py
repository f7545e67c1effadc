"""Who comes in, what they may do, and what browsers are told to keep to.

gate      every request passes it: Host, proxies, size, session, origin; nobody in without an account when login is on
forms     `form: CheckedForm` gives a handler the fields of a form whose token was checked; {% include "web/token.html" %} in
          a form's template puts it there. All requests that change something are checked, also where a handler forgets it
roles     `me: Annotated[Who, Depends(may(Role.ANALYST))]` gives a handler who asks, when they may; `who(request)` asks only
visit     what the gate found out about a request: `visit_of(request).token` of a program or of a feed's address

Programs come with `Authorization: Bearer SECRET` (a token of kind `api`; under /api/ and /metrics), feeds at
/feeds/SECRET.atom and /feeds/SECRET.ics (kind `feed`): the gate has looked the secret up before a page is asked.
A program may read, and decide when its token was made so; a feed may only be read.
"""

from monitor.web.guard.forms import CheckedForm, checked_form, form_token
from monitor.web.guard.roles import Role, Who, may, who
from monitor.web.guard.visit import Visit, visit_of

__all__ = [
    "CheckedForm",
    "Role",
    "Visit",
    "Who",
    "checked_form",
    "form_token",
    "may",
    "visit_of",
    "who",
]
