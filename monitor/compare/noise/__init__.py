"""What differs and means nothing, with the reason.

known.py       what is noise everywhere, and what a source's guide adds or takes back
sayings.py     the words, in many languages; pieces.py, widgets.py, counters.py what is made of them
quieted.py     tables without their noise
phrases.py     what the people who watch a source wrote
habits.py      what its own history says; places.py the places it speaks of
"""
