"""Watch the pages where authorities publish, and tell people what changed, with proof."""

__version__ = "0.1.0"
