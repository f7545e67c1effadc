"""A file a step, numbered."""
