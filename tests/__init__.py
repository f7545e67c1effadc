"""The tests; see site.py for the web server they talk to."""
