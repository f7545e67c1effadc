"""Arbitrary bytes for whatever reads what strangers or hurried people wrote; `make fuzz` tries new ones."""
