"""Two versions of a notice to look at: in a browser, in a mail, in a terminal.

sheet.py       what a view holds
build.py       two contents and their comparison -> a view; one content that stands alone
listed.py      a comparison alone -> a view, a part at a time
texts.py  grids.py  pieces.py   lines, tables and words in it
recorded.py    a recorded change -> its view
pages.py       a view -> HTML; fitting.py keeps it small
terminal.py    a view -> lines for a terminal
"""

from monitor.views.build import single, view
from monitor.views.fitting import fitted
from monitor.views.listed import listed, signs, starts
from monitor.views.pages import LANGUAGES, About, Look, Teller, printed
from monitor.views.recorded import about, of_change
from monitor.views.sheet import View
from monitor.views.terminal import Span, lines

__all__ = [
    "LANGUAGES", "About", "Look", "Span", "Teller", "View",
    "about", "fitted", "lines", "listed", "of_change", "printed", "signs", "single", "starts", "view",
]  # fmt: skip
