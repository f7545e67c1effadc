"""How the sources fare, as pages show it: values in, values out.

watched   every source on a line, the worst first, and which of them somebody wants to see
profile   one source: its keys in words, what to do about it, and whether it may be read now
"""
