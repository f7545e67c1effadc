"""The archive in a browser: look, search, decide. Reads the store and never checks a source.

serving   a socket and a server, after it was made sure who may come in
doors     Office: what every page needs
app       the pages, the guard and the refusals put together
guard/    who comes in, what they may, what a browser is told to keep to
pages/    a file a page: a question to the store, values, a template
api/      the same as JSON, for programs
"""
