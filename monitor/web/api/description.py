"""The description of all addresses, in OpenAPI."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from monitor import __version__
from monitor.web.api.changes import Decision

router = APIRouter(include_in_schema=False)

ABOUT = """\
What the pages of the archive show, for programs. Keys may be added, never renamed; times are ISO 8601 in UTC, days an
authority's own calendar days, absence is null.

Programs show a token (`Authorization: Bearer TOKEN`); browsers that are logged in may ask as well, and where the server
needs no login everybody may who reaches it. Lists come a page at a time: ask again with the `next` of the answer. Every
refusal is an object with `error`, a sentence, and `field`, the parameter or key that it is about, where there is one.
"""
TAGS = {
    "changes": "What was new, amended, removed or restored.",
    "triage": "What the team makes of changes.",
    "notices": "Notices and their versions.",
    "programmes": "The policies that are followed.",
    "sources": "Where we look, how that fares, what was covered.",
    "search": "Full text over all versions.",
    "calendar": "What takes effect, ends or closes when.",
    "deliveries": "Messages on their way.",
    "me": "Who asks.",
}


def describe(routes: APIRouter) -> dict[str, Any]:
    made = get_openapi(
        title="regulatory monitor",
        version=__version__,
        summary="Changes at customs authorities and ministries, with the words that prove them.",
        description=ABOUT,
        routes=routes.routes,
        tags=[{"name": name, "description": said} for name, said in TAGS.items()],
    )
    schemas = made["components"]["schemas"]
    decision = Decision.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(decision.pop("$defs", {}))
    schemas["Decision"] = decision
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    made["components"]["securitySchemes"]["session"] = {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "A browser's session. What changes something needs the token of a form in X-Form-Token as well.",
    }
    return made


def described(routes: APIRouter) -> APIRouter:
    """The address of the description, which is made when it is first asked for."""
    made = cache(lambda: JSONResponse(describe(routes)))

    @router.get("/openapi.json")
    def openapi() -> JSONResponse:
        return made()

    return router
