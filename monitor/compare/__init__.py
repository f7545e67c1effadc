"""Two readings of a source -> changes; two versions of a content -> what a reader would call different.

contents.py     the whole of a content: texts, tables, fields, attachments
alignment.py    two versions side by side, place by place
blocks.py       texts: what stands in both, what is left between; fates.py has the words for it
sections.py     texts that stand elsewhere: when that matters
pairing.py      what is left: which text became which
tables.py       tables by row key; columns.py says which columns tell rows apart
fields.py  attachments.py  noise.py  moved.py
words.py        two wordings of a text -> what stayed, went and came; tokens.py cuts them, sequences.py matches
text.py  targets.py     when two texts, or two links, are the same
notices.py      two readings -> new, amended, removed, restored
flapping.py     a notice's last changes and its present wording -> whether it goes to and fro
"""

from monitor.compare.alignment import How, Step, align
from monitor.compare.contents import compare
from monitor.compare.guide import PLAIN, Guide
from monitor.compare.notices import changes, missing
from monitor.compare.words import Run, runs

__all__ = ["PLAIN", "Guide", "How", "Run", "Step", "align", "changes", "compare", "missing", "runs"]
