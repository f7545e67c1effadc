"""Two readings of a source -> changes; two versions of a content -> what a reader would call different.

contents.py     the whole of a content: texts, tables, fields, attachments
alignment.py    two versions side by side, place by place
texts/  tables/  fields.py  attachments.py     each part; moved/ the facts that moved in them
noise/          what differs and means nothing; ignored.py lists it, guide.py says what is known of a source
forms/          when two writings are one
notices.py      two readings -> new, amended, removed, restored
flapping.py     a notice's last changes and its present wording -> whether it goes to and fro
copies/         one notice at several places
"""

from typing import TYPE_CHECKING

from monitor import lazily

if TYPE_CHECKING:
    from monitor.compare.alignment import How, Step, align
    from monitor.compare.contents import compare
    from monitor.compare.forms.words import Run, runs
    from monitor.compare.guide import PLAIN, Guide
    from monitor.compare.notices import changes, missing

__getattr__ = lazily.names(
    __name__,
    {
        "How": "alignment",
        "Step": "alignment",
        "align": "alignment",
        "compare": "contents",
        "Run": "forms.words",
        "runs": "forms.words",
        "PLAIN": "guide",
        "Guide": "guide",
        "changes": "notices",
        "missing": "notices",
    },
)

__all__ = ["PLAIN", "Guide", "How", "Run", "Step", "align", "changes", "compare", "missing", "runs"]
