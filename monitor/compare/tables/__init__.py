"""Tables of two versions -> rows that came, went or changed, by the key a reader knows them by.

compared.py       the whole of it, table by table
counterparts.py   which table is which; shape.py turned ones and those without headings
columns.py        which column is which, and which are the key; headings.py the words for them
sides.py          one table in two versions, ready to be compared
rows.py           row by row; regrouped.py torn, split and merged ones
cells.py          when two cells are the same; damage.py what an export did to them
divided.py     sections of a table, and tables that only their order tells
plainly.py     tables beyond what is compared closely
titles.py  telling.py     headings and cells -> edits
"""
