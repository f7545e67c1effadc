"""The demo: a replica site on loopback, played through its history with the real pipeline."""

from monitor.demo.play import play

__all__ = ["play"]
