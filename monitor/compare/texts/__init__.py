"""Headings, paragraphs and items of two versions -> what became of each.

blocks.py      what stands in both, what is left between
pairing.py     what is left -> versions of each other; candidates.py where there is very much
sections.py    which article or heading a text stands under
titled.py      lines that open a section without being headings
swaps.py       which value went to another label
fates.py       the words for what became of a text
swallowed.py   paragraphs that run together
telling.py     what became of them -> edits
"""
