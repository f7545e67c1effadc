"""Triage in the browser: a form a change, one for many, and what the second of two writers is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        with serving(desk) as running:
            yield running


@pytest.fixture
def change(web: WebDesk) -> str:
    """A change, and what was decided on it is put back."""
    id_ = next(web.office.store.changes()).id
    stand = web.office.store.triage.work(id_).stand
    if stand.step:
        decide(web, id_, stand.step, state="new")
    return id_


def steps(web: WebDesk, change: str) -> int:
    return web.office.store.triage.work(change).stand.step


def token(web: WebDesk) -> str:
    """That every form of this browser holds."""
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', web.get("/triage?state=new").text)
    assert found
    return found[1]


def decide(web: WebDesk, change: str, step: int, **fields: str):
    data = {"form_token": token(web), "step": str(step), **fields}
    return web.post(f"/changes/{change}/triage", data, allow_redirects=False)


def test_a_step_leads_back_with_a_sentence_about_it(web, change):
    step = steps(web, change)
    answer = decide(web, change, step, state="done", back="/triage?state=done")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/triage?state=done")
    assert "Done." in web.get("/triage?state=done").text
    assert "Done." not in re.sub("<button.*?</button>", "", web.get("/").text)
    assert steps(web, change) == step + 1


def test_a_button_does_at_once_what_it_says(web, change):
    decide(web, change, steps(web, change), state="new", at_once="mine", note="for me")
    stand = web.office.store.triage.work(change).stand
    assert (stand.state, stand.owner) == ("assigned", "li")


def test_who_is_second_sees_what_the_first_wrote_beside_what_they_typed_and_may_decide_anyway(web, change):
    step = steps(web, change)
    decide(web, change, step, state="assigned", owner="wang", note="mine since noon")
    answer = decide(web, change, step, state="done", due="2026-06-01", note=f"filed {NASTY}")
    assert answer.status_code == 409
    assert "mine since noon" in answer.text
    assert "filed &lt;script&gt;" in answer.text
    assert NASTY not in answer.text
    assert steps(web, change) == step + 1
    again = dict(re.findall(r'name="(step|due)"[^>]*? value="([^"]*)"', answer.text))
    assert again == {"step": str(step + 1), "due": "2026-06-01"}
    assert decide(web, change, step + 1, state="done", note="filed").status_code == 303


def test_what_cannot_be_done_is_said_beside_the_form_and_nothing_typed_is_lost(web, change):
    answer = decide(web, change, steps(web, change), state="assigned", note="the ports moved")
    assert answer.status_code == 422
    assert "what is assigned needs one" in answer.text
    assert "the ports moved" in answer.text
    for due in ("31.5.2026", "2020-01-01", "9999-12-31"):
        answer = decide(web, change, steps(web, change), state="done", due=due)
        assert (answer.status_code, due in answer.text) == (422, True)
    assert decide(web, change, steps(web, change), state="lost").status_code == 422


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_elsewhere_afterwards(web, change, back):
    answer = decide(web, change, steps(web, change), state="done", back=back)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_sentence_that_is_none_of_ours_is_not_shown(web):
    for written in (f"{NASTY}.1", "triage_done.x", "triage_done", "title.1", "." * 5000):
        answer = web.get("/triage", cookies={"did": written})
        assert answer.status_code == 200
        assert "Done.<" not in answer.text


def test_a_change_that_there_is_not_is_not_found(web):
    for change in ("99999", "x", "1" * 30):
        assert decide(web, change, 0, state="done").status_code == 404


def test_a_form_without_our_token_does_nothing(web, change):
    step = steps(web, change)
    answer = web.post(f"/changes/{change}/triage", {"step": str(step), "state": "done"})
    assert answer.status_code == 403
    assert steps(web, change) == step
