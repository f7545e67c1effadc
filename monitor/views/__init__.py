"""Two versions of a notice to look at: in a browser, in a mail, in a terminal.

sheet.py       what a view holds
build.py       two contents and their comparison -> a view; one content that stands alone
texts.py  grids.py  pieces.py   lines, tables and words in it
pages.py       a view -> HTML; fitting.py keeps it small
terminal.py    a view -> lines for a terminal
"""

from monitor.views.build import single, view
from monitor.views.pages import LANGUAGES, About, Look, printed
from monitor.views.sheet import View
from monitor.views.terminal import Span, lines

__all__ = ["LANGUAGES", "About", "Look", "Span", "View", "lines", "printed", "single", "view"]
