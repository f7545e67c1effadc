"""Where files from strangers are parsed: in a child process that can read nothing, write nothing and reach nobody."""

from monitor.sandbox.parser import Bounds, Sandbox

__all__ = ["Bounds", "Sandbox"]
