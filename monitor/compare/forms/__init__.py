"""When two writings are one: texts, links, words, and two sequences side by side.

text.py        the normal form of a text, and how alike two are
words.py       what went and came inside a text; tokens.py cuts it, sequences.py matches
targets.py     where links lead
writings.py    other ways to write the same
"""
