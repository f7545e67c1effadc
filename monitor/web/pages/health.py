"""For machines: whether the archive is alive, and its figures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from monitor.answers import Answer, iso
from monitor.errors import StoreError
from monitor.web.doors import Desk
from monitor.web.guard import Role, Who, may
from monitor.web.health.pulse import Pulse, pulse
from monitor.web.measuring import Meter

router = APIRouter(include_in_schema=False)


@router.api_route("/healthz", methods=["GET", "HEAD"])
def healthz(office: Desk) -> JSONResponse:
    """For everybody, so without a name, a path or a reason. 503: it cannot be read, or nobody makes the checks that are due."""
    try:
        found = pulse(office.config.sources, office.store.states(), office.store.heartbeats(), office.clock())
    except StoreError:
        return JSONResponse({"status": "unreadable", "alive": True, "database": "unreadable"}, 503)
    return JSONResponse(told(found), 503 if found.stands_still else 200)


def told(found: Pulse) -> Answer:
    last = found.last_beat
    return {
        "status": "nothing is checked" if found.stands_still else "ok",
        "alive": True,
        "database": "readable",
        "scheduler": {
            "role": last[0],
            "last_beat": iso(last[1]),
            "age_s": round((found.now - last[1]).total_seconds()),
        }
        if last
        else None,
        "sources": found.sources,
        "overdue": found.overdue,
        "oldest_overdue_s": round(found.waits_s),
        "never_checked": found.never,
    }


@router.get("/metrics")
def metrics(request: Request, me: Annotated[Who, Depends(may(Role.READER))]) -> Response:  # noqa: ARG001  who may
    """For Prometheus. Where people log in, it brings a token of its own."""
    from prometheus_client.exposition import choose_encoder

    meter: Meter = request.app.state.meter
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(meter.registry), media_type=content_type)
