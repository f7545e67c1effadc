"""What is due for one reader, as the mails that say it.

`compose` puts changes in order, `items` and `page` say them in the reader's language, `press` sets the
templates, `render` makes the mails. Values in, values out; the templates' texts are a value too.
"""

from monitor.digest.compose import compose
from monitor.digest.mail import plain_text
from monitor.digest.names import Names
from monitor.digest.press import Templates
from monitor.digest.render import Letterhead, Limits, Rendered, render

__all__ = ["Letterhead", "Limits", "Names", "Rendered", "Templates", "compose", "plain_text", "render"]
