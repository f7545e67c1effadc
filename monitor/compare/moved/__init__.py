"""Facts that moved between two versions, and where.

facts.py       the whole of it
spots.py       the places that changed, each with its two texts
sentences.py   two texts of one place -> what moved in it
labelled.py    a value under a label, a cell under its heading; goods.py which columns hold codes
"""
