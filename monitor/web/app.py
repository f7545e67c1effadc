"""The pages, the guard and the refusals put together."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from monitor import __version__
from monitor.web import refusals
from monitor.web.doors import Office
from monitor.web.guard import checked_form
from monitor.web.guard.gate import Gate
from monitor.web.guard.headers import Headers
from monitor.web.pages import files, today

PAGES = (today, files)


def build(office: Office) -> FastAPI:
    """The application, for a server or a test."""
    app = FastAPI(
        title="monitor",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(checked_form)],
    )
    app.state.office = office
    for page in PAGES:
        app.include_router(page.router)
    refusals.register(app)
    app.add_middleware(Gate, office=office)
    app.add_middleware(Headers)
    return app
