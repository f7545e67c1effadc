"""A file a page. Each has a `router`; `monitor.web.app` puts them together."""
