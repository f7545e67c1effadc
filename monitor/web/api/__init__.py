"""The archive for programs: JSON under /api/v1, described at /api/v1/openapi.json.

base         frozen records, problems with their field, who may ask, pages by a cursor
said         what is said of a change, key by key as `changes --json` writes it
filters      the filters of the pages, with a problem for a mistake
description  OpenAPI
A file a subject beside these, each with a `router`. The shapes are those of the commands' --json wherever there is one.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends

from monitor.web.api import changes, deliveries, finding, me, notices, programmes, sources, triage
from monitor.web.api.base import only_known, reader
from monitor.web.api.description import described

SUBJECTS = (changes, triage, notices, programmes, sources, finding, deliveries, me)

_subjects = APIRouter(prefix="/api/v1", dependencies=[Depends(reader), Depends(only_known)])
for _subject in SUBJECTS:
    _subjects.include_router(_subject.router)

router = APIRouter()
router.include_router(_subjects)
router.include_router(
    described(_subjects), prefix="/api/v1", dependencies=[Depends(reader), Depends(only_known)]
)
