"""The pages, the guard and the refusals put together."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from monitor import __version__
from monitor.errors import StoreError
from monitor.web import api, refusals
from monitor.web.doors import Office
from monitor.web.entrance import mistrusted, out_of_order, to_log_in, unreadable
from monitor.web.guard import checked_form
from monitor.web.guard.forms import MistrustedError
from monitor.web.guard.gate import Answers, Gate
from monitor.web.guard.headers import Headers
from monitor.web.measuring import Meter, Timed
from monitor.web.pages import (
    account,
    bodies,
    calendar,
    change,
    changes,
    coverage,
    deciding,
    deliveries,
    feeds,
    files,
    health,
    notice,
    pictures,
    programmes,
    search,
    source,
    sources,
    today,
    triage,
)

PAGES = (
    today,
    changes,
    calendar,
    pictures,
    change,
    notice,
    bodies,
    programmes,
    search,
    sources,
    source,
    coverage,
    deliveries,
    feeds,
    health,
    triage,
    deciding,
    files,
    account,
)


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
    app.state.meter = meter = Meter(office)
    for page in (*PAGES, api):
        app.include_router(page.router)
    refusals.register(app)
    app.add_exception_handler(MistrustedError, mistrusted)  # type: ignore[arg-type]  # it gets no other
    app.add_exception_handler(StoreError, out_of_order)  # type: ignore[arg-type]
    app.add_middleware(Gate, office=office, answers=Answers(refusals.named, to_log_in, unreadable))
    app.add_middleware(Headers, https=office.is_https)
    app.add_middleware(Timed, meter=meter)
    return app
