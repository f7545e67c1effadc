"""One notice at several places: is it the same (notices.py), and was its amendment told already (amendments.py)?"""
