"""sources.yaml and the environment: a Config, or every mistake in them at once."""

from monitor.config.load import SOURCES, Config, load, source_class

__all__ = ["SOURCES", "Config", "load", "source_class"]
