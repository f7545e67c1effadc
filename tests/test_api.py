"""The archive for programs: what the API answers, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from monitor.people import API, Role
from tests.desk import Desk
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

NOW = datetime(2026, 5, 8, 2, tzinfo=UTC)


PILOT = """
  - id: solar-lighting
    name: Solar lighting pilot
    aliases: [太阳能路灯出口绿色通道]
    since: 2026-06-05
    status: official
    baseline:
      - {name: ports, value: 12, unit: ports, words: [口岸, ports]}
    awaited:
      - {question: Papers, words: [应当提交, must submit]}
"""


def archive(folder: Path, site: Site) -> Desk:
    """A desk with changes, a programme that one of them belongs to, and a digest in the outbox."""
    desk = archive_with_changes(folder, site)
    file = folder / "sources.yaml"
    file.write_text(file.read_text("utf-8").replace("programmes: []", f"programmes:{PILOT}"), "utf-8")
    assert desk.monitor("digest", "--now", clock="2026-05-08T01:00:00Z").code == 0
    return desk


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive(tmp_path_factory.mktemp("archive"), site)
        with serving(desk, login=True) as running:
            for name, role in (("ana", Role.ANALYST), ("rea", Role.READER)):
                people = running.office.store.people
                people.add(name, role, "-", NOW)
                account = people.account(name)
                assert account
                people.add_token(account, API, "script", f"secret-of-{name}", NOW)
            yield running


def ask(web: WebDesk, path: str, who: str | None = "rea", **more: object) -> requests.Response:
    headers = {"Authorization": f"Bearer secret-of-{who}"} if who else {}
    return requests.get(f"{web.url}/api/v1{path}", headers=headers, timeout=10, **more)  # type: ignore[arg-type]


def decide(
    web: WebDesk, change: str, sent: object, who: str | None = "ana", **headers: str
) -> requests.Response:
    shown = {"Authorization": f"Bearer secret-of-{who}"} if who else {}
    return requests.post(
        f"{web.url}/api/v1/changes/{change}/triage", json=sent, headers=shown | headers, timeout=10
    )


def test_a_list_of_changes_is_what_the_command_writes(web: WebDesk) -> None:
    written = web.desk.monitor("changes", "--json").lines
    answer = ask(web, "/changes").json()
    assert answer["next"] is None
    shown = [{key: value for key, value in each.items() if key != "triage"} for each in answer["changes"]]
    assert shown == written[::-1]
    assert [each["triage"]["state"] for each in answer["changes"]] == ["new", "new"]


def test_one_change_is_what_the_command_writes_and_what_its_page_has(web: WebDesk) -> None:
    written = web.desk.monitor("show", "2", "--json").lines[0]
    answer = ask(web, "/changes/2").json()
    assert {key: answer[key] for key in written if key != "severity"} == {
        key: value for key, value in written.items() if key != "severity"
    }
    assert answer["comparison"]["changes"]
    notice = ask(web, f"/notices/{answer['notice_id']}").json()
    assert [each["sha256"] for each in notice["versions"]] == [
        answer["versions"]["after"],
        answer["versions"]["before"],
    ]
    text = ask(web, f"/notices/{answer['notice_id']}/versions/{answer['versions']['after']}").json()
    assert "2026年7月1日" in "".join(block["text"] for block in text["blocks"])


def test_sources_programmes_and_deliveries_are_what_the_commands_write(web: WebDesk) -> None:
    for command, path in (
        (("sources", "list"), "sources"),
        (("programmes", "list"), "programmes"),
        (("deliveries", "list"), "deliveries"),
    ):
        written = web.desk.monitor(*command, "--json", clock="2026-05-08T02:00:00Z").lines
        answer = ask(web, f"/{path}").json()[path]
        assert len(answer) == len(written) > 0
        for shown, line in zip(answer, written, strict=True):
            assert {key: shown[key] for key in line if key in shown} == {
                key: line[key] for key in line if key in shown
            }
            assert line.keys() - shown.keys() <= {"silent", "noisy"}


def test_a_programme_is_what_the_command_writes(web: WebDesk) -> None:
    (written,) = web.desk.monitor("programmes", "show", "solar-lighting", "--json").lines
    assert ask(web, "/programmes/solar-lighting").json() == written


def test_lists_are_read_on_page_by_page(web: WebDesk) -> None:
    first = ask(web, "/changes", params={"limit": 1}).json()
    second = ask(web, "/changes", params={"limit": 1, "before": first["next"]}).json()
    assert [each["id"] for each in (*first["changes"], *second["changes"])] == ["2", "1"]
    assert second["next"] is None
    checks = ask(web, "/sources/notices/checks", params={"limit": 1}).json()
    older = ask(web, "/sources/notices/checks", params={"limit": 1, "before": checks["next"]}).json()
    assert [each["outcome"] for each in (*checks["checks"], *older["checks"])] == ["changed", "first"]
    assert older["next"] is None


def test_filters_are_those_of_the_pages(web: WebDesk) -> None:
    def ids(**filters: str) -> list[str]:
        return [each["id"] for each in ask(web, "/changes", params=filters).json()["changes"]]

    assert ids(hs="8541.43") == ids(label="hs-mapping") == ids(jurisdiction="CN", change="new") == ["1"]
    assert ids(change="amended") == ["2"]
    assert ids(jurisdiction="VN") == []


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/changes?hs=lamp", "hs"),
        ("/changes?lable=eligibility", "lable"),
        ("/changes?since=2026-05-09&until=2026-05-08", "until"),
        ("/changes?limit=0", "limit"),
        ("/changes?limit=100000", "limit"),
        ("/changes?before=x", "before"),
        ("/changes?sort=source", "sort"),
        ("/sources/notices/checks?before=2026-05-08T00:00:00", "before"),
        ("/deliveries?state=lost", "state"),
        ("/coverage?month=2026-13", "month"),
        ("/coverage?after=nobody", "after"),
        ("/coverage?since=2026-05-01&until=2026-05-31", "since"),
        ("/search?q=8541&foo=1", "foo"),
        ("/search?q=8541&since=0", "since"),
        ("/search?q=8541&q=9405", "q"),
        ("/triage?foo=1", "foo"),
        ("/triage/report?since=1762000000", "since"),
        ("/deliveries?foo=1", "foo"),
        ("/calendar?foo=1", "foo"),
        ("/calendar?since=0", "since"),
        ("/calendar?until=2026-05-08T00:00:00Z", "until"),
        ("/sources?foo=1", "foo"),
        ("/sources/notices/checks?before=0", "before"),
        ("/deliveries?before=2026-02-31T00:00:00Z_1", "before"),
        ("/calendar?before=2026-02-31.effective.1", "before"),
        ("/changes/1?full=yes", "full"),
        ("/changes?limit=1&limit=2", "limit"),
        ("/me?as=ana", "as"),
        ("/openapi.json?foo=1", "foo"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_field(web: WebDesk, path: str, field: str) -> None:
    answer = ask(web, path)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["error"]


def test_a_parameter_that_is_not_known_is_answered_with_those_that_are(web: WebDesk) -> None:
    assert ask(web, "/changes?page=2").json()["error"].endswith("subscription, before, limit are")
    assert ask(web, "/me?as=ana").json()["error"] == "as: there is no such parameter; it takes none"


@pytest.mark.parametrize(
    "path",
    [
        "/changes/999",
        "/changes/999/triage",
        "/notices/999",
        "/programmes/none",
        "/sources/none",
        "/deliveries/9",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_404_with_a_sentence(web: WebDesk, path: str) -> None:
    answer = ask(web, path)
    assert answer.status_code == 404
    assert len(answer.json()["error"]) > 10


def test_nobody_is_let_in_without_a_token_that_is_known(web: WebDesk) -> None:
    for who in (None, "nobody"):
        answer = ask(web, "/changes", who)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["error"]
    assert ask(web, "/me", "ana").json() == {
        "name": "ana",
        "role": "analyst",
        "decides": True,
        "token": "script",
    }


def test_a_decision_is_taken_on_the_step_that_was_seen(web: WebDesk) -> None:
    step = {
        "step": 0,
        "state": "assigned",
        "owner": "li",
        "due": "2026-06-01",
        "note": "请看附件",
        "sure": True,
    }
    taken = decide(web, "1", step)
    assert (taken.status_code, taken.json()["step"], taken.json()["owner"]) == (200, 1, "li")
    assert taken.json()["steps"][0]["who"] == "ana"
    again = decide(web, "1", {"step": 0, "state": "done"})
    assert (again.status_code, again.json()["field"]) == (409, "step")
    assert again.json()["triage"]["steps"][0]["note"] == "请看附件"
    assert ask(web, "/changes/1/triage").json()["state"] == "assigned"
    assert [each["id"] for each in ask(web, "/changes", params={"triage": "assigned"}).json()["changes"]] == [
        "1"
    ]


def test_what_is_open_and_what_was_not_relevant_is_what_the_commands_write(web: WebDesk) -> None:
    assert decide(web, "2", {"step": 0, "state": "not-relevant", "note": "食品"}).status_code == 200
    assert (
        decide(
            web, "1", {"step": ask(web, "/changes/1/triage").json()["step"], "state": "in-review"}
        ).status_code
        == 200
    )
    at = "2026-05-08T02:00:00Z"
    assert (
        ask(web, "/triage").json()["triage"]
        == web.desk.monitor("triage", "list", "--json", clock=at).lines
        != []
    )
    *groups, sums = web.desk.monitor("triage", "report", "--json", clock=at).lines
    assert ask(web, "/triage/report").json() == {"groups": groups, "capped": False, **sums}
    assert sums["not_relevant"] == 1


def test_an_owner_whom_nobody_knows_is_asked_after_and_kept_when_it_is_meant(web: WebDesk) -> None:
    change = ask(web, "/changes").json()["changes"][-1]["id"]
    step = ask(web, f"/changes/{change}/triage").json()["step"]
    sent = {"step": step, "state": "assigned", "owner": "anna"}
    refused = decide(web, change, sent)
    assert (refused.status_code, refused.json()["field"]) == (422, "owner")
    assert "did you mean ana?" in refused.json()["error"]
    assert decide(web, change, sent | {"owner": "rea"}).status_code == 422  # who may not decide
    assert decide(web, change, sent | {"owner": " ANA"}).json()["owner"] == "ana"
    assert decide(web, change, sent | {"step": step + 1, "sure": True}).json()["owner"] == "anna"


def test_only_who_decides_may_decide(web: WebDesk) -> None:
    assert decide(web, "2", {"step": 0, "state": "done"}, "rea").status_code == 403
    assert decide(web, "2", {"step": 0, "state": "done"}, None).status_code == 401


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"step": 0}, "state"),
        ({"step": 0, "state": "lost"}, "state"),
        ({"step": -1, "state": "done"}, "step"),
        ({"step": True, "state": "done"}, "step"),
        ({"step": 0, "state": "done", "ower": "li"}, "ower"),
        ({"state": "assigned", "owner": ""}, "owner"),
        ({"state": "done", "due": "2020-01-01"}, "due"),
        ({"step": 1, "state": "assigned", "owner": "li", "due": 1893456000}, "due"),
        ([], None),
    ],
)
def test_a_decision_that_cannot_be_taken_names_its_key(web: WebDesk, sent: object, field: str | None) -> None:
    if isinstance(sent, dict) and "step" not in sent:  # on what stands now
        sent = {"step": ask(web, "/changes/2/triage").json()["step"], **sent}
    answer = decide(web, "2", sent)
    assert (answer.status_code, answer.json().get("field")) == (422, field)


def test_only_json_of_a_bearable_size_is_read(web: WebDesk) -> None:
    url, shown = f"{web.url}/api/v1/changes/2/triage", {"Authorization": "Bearer secret-of-ana"}
    assert requests.post(url, data={"state": "done"}, headers=shown, timeout=10).status_code == 415
    plain = shown | {"Content-Type": "application/json"}
    assert requests.post(url, data=b"{", headers=plain, timeout=10).status_code == 422
    assert requests.post(url, data=b"[" * 100_000, headers=plain, timeout=10).status_code == 422
    large = requests.post(url, data=b" " * 20_000_000, headers=plain, timeout=10)
    assert (large.status_code, "error" in large.json()) == (413, True)
    assert requests.put(url, headers=plain, timeout=10).status_code == 405


def test_a_browsers_session_does_not_decide_without_the_token_of_a_form(web: WebDesk) -> None:
    with serving(web.desk) as local:  # nobody needs to log in
        url = f"{local.url}/api/v1/changes/2/triage"
        sent = requests.post(url, json={"step": 0, "state": "done"}, timeout=10)
        assert (sent.status_code, "error" in sent.json()) == (403, True)
        assert requests.get(f"{local.url}/api/v1/me", timeout=10).json()["role"] == "admin"
        wrong = {"Authorization": "Bearer none-of-ours"}
        assert requests.get(f"{local.url}/api/v1/me", headers=wrong, timeout=10).status_code == 401


def test_coverage_is_what_the_command_writes(web: WebDesk) -> None:
    written = web.desk.monitor("coverage", "--json", clock="2026-05-08T02:00:00Z").lines
    answer = ask(web, "/coverage").json()
    assert answer["next"] is None
    assert [each for each in answer["days"] if each["day"] >= "2026-05-07"] == written


def test_the_description_tells_of_every_address(web: WebDesk) -> None:
    described = ask(web, "/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/api/v1/changes", "/api/v1/changes/{change}/triage", "/api/v1/me"} <= described["paths"].keys()
    for path in described["paths"].values():
        for way in path.values():
            assert way["summary"]
            assert way["security"] == [{"token": []}]
            assert {"401", "403", "503"} <= way["responses"].keys()


def test_search_and_calendar_are_what_the_commands_and_pages_find(web: WebDesk) -> None:
    written = web.desk.monitor("search", "太阳能路灯", "--json").lines
    answer = ask(web, "/search", params={"q": "太阳能路灯"}).json()
    assert answer["found"] == written
    assert answer["total"] == len(written) == 1
    first = ask(web, "/calendar", params={"limit": 1}).json()
    second = ask(web, "/calendar", params={"limit": 1, "before": first["next"]}).json()
    days = [(each["day"], each["kind"], each["change"]) for each in (*first["days"], *second["days"])]
    assert days == [("2026-06-05", "effective", "1"), ("2026-07-01", "effective", "2")]
    assert second["next"] is None
    for path, field in (
        ("/search?q=", "q"),
        ("/search?q=-lamp", "q"),
        ("/calendar?since=2026-05-02&until=2026-05-01", "until"),
        ("/calendar?since=2026-05-02&until=9999-05-01", "until"),
        ("/calendar?since=soon", "since"),
    ):
        wrong = ask(web, path)
        assert (wrong.status_code, wrong.json()["field"]) == (422, field)
    assert ask(web, "/calendar?since=9999-12-01").status_code == 200


def test_who_reads_on_misses_nothing_of_what_is_worked_on_meanwhile(web: WebDesk) -> None:
    def seen(change: str) -> int:
        return ask(web, f"/changes/{change}/triage").json()["step"]

    for change, due in (("1", "2026-06-01"), ("2", None)):
        step = {"step": seen(change), "state": "assigned", "owner": "ana", "due": due, "sure": True}
        assert decide(web, change, step).status_code == 200
    first = ask(web, "/triage", params={"owner": "ana", "limit": 1}).json()
    assert [each["change"] for each in first["triage"]] == ["1"]
    assert decide(web, "1", {"step": seen("1"), "state": "done"}).status_code == 200
    rest = ask(web, "/triage", params={"owner": "ana", "limit": 1, "before": first["next"]}).json()
    assert ([each["change"] for each in rest["triage"]], rest["next"]) == (["2"], None)
    assert ask(web, "/triage?before=2026-02-31.1").status_code == 422


def test_deliveries_are_read_on_by_their_place(web: WebDesk) -> None:
    for state in ({}, {"state": "sent"}):
        whole = ask(web, "/deliveries", params=state).json()["deliveries"]
        first = ask(web, "/deliveries", params=state | {"limit": 1}).json()
        rest = (
            ask(web, "/deliveries", params=state | {"before": first["next"]}).json() if first["next"] else {}
        )
        assert first["deliveries"] + rest.get("deliveries", []) == whole != []
