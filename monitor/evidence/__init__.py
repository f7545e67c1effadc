"""Proof that others can check: the chain of what was received and recorded, web archives, bundles.

Pure: rows in, text and bytes out. `store/chain.py` writes the chain down, `store/verifying.py` recomputes it.
"""
