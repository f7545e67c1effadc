"""How places publish: a file per kind, found by its name, imported on first use (`monitor.plugins`)."""
