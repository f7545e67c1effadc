"""What the API answers is what its description says, whatever is asked: schemathesis asks a real server."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from monitor.people import API, Role
from tests.site import Site
from tests.test_api import NOW, archive
from tests.webdesk import WebDesk, serving

if TYPE_CHECKING:
    from schemathesis import Case

EXAMPLES = 5  # of each address and mode
KNOWN = {"change": "1", "notice": "8", "source": "notices", "programme": "solar-lighting", "delivery": "1"}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive(tmp_path_factory.mktemp("archive"), site)
        with serving(desk, login=True) as running:
            people = running.office.store.people
            people.add("ana", Role.ANALYST, "-", NOW)
            account = people.account("ana")
            assert account
            people.add_token(account, API, "script", "secret", NOW)
            running.session.headers["Authorization"] = "Bearer secret"
            yield running


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_every_address_answers_as_it_is_described(web: WebDesk, mode: str) -> None:
    with warnings.catch_warnings():  # of libraries that schemathesis brings along
        warnings.simplefilter("ignore")
        import schemathesis
        from hypothesis import HealthCheck, Phase, given, settings
        from schemathesis import checks as look
        from schemathesis.specs.openapi import checks as described

        checks = [
            look.not_a_server_error,
            described.status_code_conformance,
            described.content_type_conformance,
            described.response_schema_conformance,
            described.response_headers_conformance,
        ]
        schema = schemathesis.openapi.from_dict(web.get("/api/v1/openapi.json").json())
        addresses = [found.ok() for found in schema.get_all_operations()]
        assert len(addresses) > 15

        def answers(case: Case) -> None:
            if mode == "POSITIVE":  # else nearly all is asked of what there is not
                case.path_parameters.update({k: v for k, v in KNOWN.items() if k in case.path_parameters})
            answer = case.call(base_url=web.url, session=web.session)
            case.validate_response(answer, checks=checks)

        limits = settings(
            max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        for address in addresses:
            strategy = address.as_strategy(schemathesis.GenerationMode[mode])
            if mode == "NEGATIVE" and strategy.is_empty:
                continue
            limits(given(strategy)(answers))()
