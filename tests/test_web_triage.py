"""Triage in the browser: a form a change, one for many, and what the second of two writers is told."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.people import Role
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
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', web.get("/changes/1").text)
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


def test_to_decide_anyway_takes_nothing_back_that_one_did_not_touch(web, change):
    step = steps(web, change)
    decide(web, change, step, state="assigned", owner="wang", due="2026-06-30")
    answer = decide(web, change, step, state="new", note="mine", at_once="done")
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 409
    assert "you left as it was stays" in answer.text
    assert page.css_first("#triage-owner").attributes["value"] == "wang"
    assert page.css_first("#triage-due").attributes["value"] == "2026-06-30"
    assert page.css_first("#triage-state option[selected]").attributes["value"] == "done"
    decide(web, change, step + 1, state="done", owner="wang", due="2026-06-30")
    emptied = decide(web, change, step + 1, state="done")  # who saw the owner, and took it away
    page = LexborHTMLParser(emptied.text)
    assert page.css_first("#triage-owner").attributes["value"] == ""
    assert "nobody's any more" in page.css_first("[aria-labelledby=triage-yours]").text()


def test_a_day_alone_leaves_a_change_new_and_puts_it_on_the_board(web, change):
    answer = decide(web, change, steps(web, change), state="new", due="2026-06-30", back="/triage")
    assert answer.status_code == 303
    page = web.get("/triage").text
    assert "it is still new" in page
    assert f"Change {change}" in page
    assert "Evidence" not in page
    assert f'href="/changes/{change}"' in page
    decide(web, change, steps(web, change), state="assigned", owner="wang")
    decide(web, change, steps(web, change), state="new")
    assert "Put back to new" in web.get("/").text


def test_what_was_typed_while_others_wrote_is_shown_to_be_sent_again(web, change):
    with (
        serving(web.desk, patience_s=0.05) as hasty,
        closing(sqlite3.connect(web.desk.folder / "monitor.db")) as other,
    ):
        step = steps(web, change)
        data = {"form_token": token(hasty), "step": str(step), "state": "done", "note": "filed at noon"}
        other.execute("BEGIN IMMEDIATE")
        answer = hasty.post(f"/changes/{change}/triage", data)
        other.rollback()
        assert answer.status_code == 503
        assert "Something else writes to it just now" in answer.text
        assert str(web.desk.folder) not in answer.text
        again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
        assert again["note"] == "filed at noon"
        assert hasty.post(f"/changes/{change}/triage", again, allow_redirects=False).status_code == 303
    assert steps(web, change) == step + 1


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


def test_bytes_that_are_no_text_and_marks_that_turn_names_around_do_no_harm(web, change):
    data = f"form_token={token(web)}&step={steps(web, change)}&state=assigned&owner=%E2%80%AEil%00&note=%FF%ED%A0%80".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = web.session.post(f"{web.url}/changes/{change}/triage", data, headers=headers, timeout=10)
    assert answer.status_code == 200
    assert web.office.store.triage.work(change).stand.owner == "[U+202E]il"


def test_an_owner_is_one_person_however_the_name_is_written(web, change):
    decide(web, change, steps(web, change), state="assigned", owner="wang")
    decide(web, change, steps(web, change), state="assigned", owner=" ＷAng ", note="again")
    assert web.office.store.triage.work(change).stand.owner == "wang"


def test_who_sits_here_is_one_person_however_the_name_is_written(web, change):
    decide(web, change, steps(web, change), state="assigned", owner=" LI ")
    assert web.office.store.triage.work(change).stand.owner == "li"
    assert f'href="/changes/{change}"' in web.get("/triage?owner=Li").text


def test_readers_see_how_it_stands_and_cannot_decide(web, change):
    step = steps(web, change)
    with serving(web.desk, login=True) as guarded:
        guarded.people("reader", "analyst", "wang")
        guarded.office.store.people.set_role("wang", Role.ANALYST)
        guarded.log_in("reader")
        page = guarded.get(f"/changes/{change}").text
        assert "Your role may look" in page
        assert 'name="state"' not in page
        data = {"step": str(step), "state": "done", "change": f"{change}.{step}"}
        for path in (f"/changes/{change}/triage", "/triage"):
            assert guarded.submit(path, data).status_code == 403
        assert steps(web, change) == step
        browser = WebDesk(guarded.desk, guarded.office, guarded.url)
        browser.log_in("analyst")
        answer = browser.submit(f"/changes/{change}/triage", {"step": str(step), "at_once": "mine"})
        assert answer.status_code == 200
        browser.session.close()
    assert web.office.store.triage.work(change).steps[-1].who == "analyst"


# -- many at once ----------------------------------------------------------------------------------


def chosen(web: WebDesk) -> list[str]:
    """The boxes of two changes as they stand."""
    return [f"{each.id}.{steps(web, each.id)}" for each in web.office.store.changes()][:2]


def decide_many(web: WebDesk, boxes: list[str], **fields: str):
    data = [("form_token", token(web)), *fields.items(), *(("change", box) for box in boxes)]
    return web.post("/triage", data, allow_redirects=False)  # type: ignore[arg-type]


def test_many_are_decided_at_once_and_the_list_says_how_many(web, change):
    answer = decide_many(web, chosen(web), at_once="mine", note="batch", back="/triage?state=assigned")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/triage?state=assigned")
    page = web.get("/triage?state=assigned").text
    assert "2 changes were decided." in page
    assert page.count('name="change"') == 2


def test_many_that_others_had_decided_are_told_of(web, change):
    decide_many(web, chosen(web), state="new")
    decide(web, change, steps(web, change), state="done", owner="wang")
    assert decide_many(web, chosen(web), at_once="not-relevant", back="/changes").status_code == 303
    assert "Some had been decided before" in web.get("/changes").text
    decide_many(web, chosen(web), state="new")
    assert decide_many(web, chosen(web), state="in-review", back="/changes").status_code == 303
    assert "2 changes were decided.</p>" in web.get("/changes").text


def test_those_of_many_that_somebody_else_decided_are_shown_and_can_be_decided_anyway(web, change):
    one, two = chosen(web)
    decide(web, change, steps(web, change), state="assigned", owner="wang", note="quicker")
    answer = decide_many(web, [one, two, "99999.0", "x"], state="done", note="all of them")
    assert answer.status_code == 409
    assert "quicker" in answer.text
    assert "all of them" in answer.text
    assert "2 of them are no changes" in answer.text
    boxes = re.findall(r'name="change" value="([^"]+)" form="bulk" checked', answer.text)
    assert boxes == [f"{change}.{steps(web, change)}"]
    assert decide_many(web, boxes, state="done").status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Say what shall be different"),
        ({"due": "tomorrow"}, "write a day as"),
        ({"state": "lost"}, "choose one of the list"),
        ({"state": "assigned", "note": NASTY}, "what is assigned needs one"),
    ],
)
def test_what_cannot_be_done_on_many_keeps_what_was_chosen_and_typed(web, change, fields, said):
    decide_many(web, chosen(web), state="new")
    boxes = chosen(web)
    answer = decide_many(web, boxes, **fields, back="javascript:alert(1)")
    assert (answer.status_code, said in answer.text) == (422, True)
    assert re.findall(r'name="change" value="([^"]+)" form="bulk" checked', answer.text) == boxes
    assert "javascript:" not in answer.text
    assert NASTY not in answer.text
    assert fields.get("due", "") in answer.text


def test_a_change_is_chosen_once_however_its_number_is_written(web, change):
    data = {"form_token": token(web), "change": f"00{change}.0"}
    assert web.post("/triage", data).status_code == 422
    step = steps(web, change)
    both = [f"{change}.{step}", f"0{change}.{step}"]
    answer = web.post("/triage", {**data, "change": both, "at_once": "done"}, allow_redirects=False)
    assert answer.status_code == 303
    assert steps(web, change) == step + 1


def test_without_a_row_or_with_too_many_nothing_is_done(web):
    assert "Choose at least one" in decide_many(web, [], state="done").text
    assert "At most 500" in decide_many(web, [f"{n}.0" for n in range(501)], state="done").text


# -- the board and the report ----------------------------------------------------------------------


def test_the_board_shows_what_is_overdue_first_and_whose_it_is(web, change):
    one, two = (each.partition(".")[0] for each in chosen(web))
    decide(web, one, steps(web, one), state="assigned", owner="wang", due="2026-05-20")
    decide(web, two, steps(web, two), state="in-review", owner="li", due="2026-05-09")
    page = web.get("/triage").text
    assert page.index(f'href="/changes/{two}"') < page.index(f'href="/changes/{one}"')
    mine = web.get("/triage?owner=li").text
    assert f'href="/changes/{two}"' in mine
    assert f'href="/changes/{one}"' not in mine
    assert web.get("/triage?state=assigned&owner=wang&page=999999999999").status_code == 200


@pytest.mark.parametrize(
    "query", ["state=lost", "owner=%3Cscript%3E", "page=-1", "page=x", "owner=%00&state=new"]
)
def test_the_board_survives_what_people_write_into_addresses(web, query):
    answer = web.get(f"/triage?{query}")
    assert answer.status_code == (422 if "lost" in query else 200)
    assert "<script>" not in answer.text


def test_what_was_not_relevant_is_reported_by_what_brought_it_with_the_reason(web, change):
    decide(web, change, steps(web, change), state="not-relevant", note="only food")
    for language, word in (("en", "By label"), ("zh", "按标签")):
        few = {"en": "too few to tell", "zh": "样本过少"}[language]
        page = web.get("/triage/not-relevant", headers={"Accept-Language": language}).text
        assert word in page
        assert "only food" in page
        assert few in page  # one decision is no share of anything
    assert web.get("/triage/not-relevant?since=soon").status_code == 422
    assert "Nothing was found not relevant" in web.get("/triage/not-relevant?since=2026-05-09").text


def test_every_page_of_triage_speaks_chinese(web, change):
    zh = {"Accept-Language": "zh"}
    assert "批量处理" in web.get("/triage?state=new", headers=zh).text
    data = {"form_token": token(web), "step": "77", "state": "assigned", "owner": "wang"}
    answer = web.post(f"/changes/{change}/triage", data, headers=zh)
    assert (answer.status_code, "已有人先行决定" in answer.text) == (409, True)


@pytest.fixture(scope="module")
def guarded(web: WebDesk) -> Iterator[WebDesk]:
    with serving(web.desk, login=True) as running:
        running.people(
            *{"analyst", "reader", "anna"} - {each.name for each in running.office.store.people.accounts()}
        )
        running.office.store.people.set_role("anna", Role.ANALYST)
        running.log_in("analyst")
        yield running


def test_an_owner_whom_nobody_knows_is_asked_after_before_the_work_is_lost(guarded, change):
    step = steps(guarded, change)
    answer = decide(guarded, change, step, state="assigned", owner="Annna")
    assert (answer.status_code, steps(guarded, change)) == (422, step)
    assert "Did you mean anna?" in answer.text
    listed = [each.attributes["value"] for each in LexborHTMLParser(answer.text).css("#triage-owners option")]
    assert {"anna", "analyst"} <= set(listed)
    assert "reader" not in listed  # who may not decide
    assert decide(guarded, change, step, state="assigned", owner="reader").status_code == 422
    again = dict(re.findall(r'name="(sure)" value="([^"]*)"', answer.text))
    assert decide(guarded, change, step, state="assigned", owner="Annna", **again).status_code == 303
    data = {"form_token": token(guarded), "change": f"{change}.{step + 1}", "owner": "Annnna", "state": ""}
    many = guarded.post("/triage", data)
    assert (many.status_code, steps(guarded, change)) == (422, step + 1)
    assert "Nothing was decided yet" in many.text
    assert 'name="sure" value="Annnna"' in many.text
    assert decide(guarded, change, step + 1, state="in-review", owner="anna").status_code == 303


def test_an_owner_is_asked_after_also_at_this_machine_where_people_have_accounts(web, guarded, change):
    assert guarded.office.store.people.anybody()
    assert decide(web, change, steps(web, change), state="assigned", owner="Annna").status_code == 422
    assert decide(web, change, steps(web, change), state="assigned", owner="li").status_code == 303


def test_work_of_somebody_whose_account_was_removed_is_seen(guarded, change):
    decide(guarded, change, steps(guarded, change), state="assigned", owner="anna")
    assert "no account any more" not in guarded.get("/triage").text
    asked = guarded.desk.monitor("triage", "list", "--owner", "Anna")
    assert (asked.out, "Anna has no work of that kind; under way: anna 1" in asked.err) == ("", True)
    told = guarded.desk.monitor("users", "remove", "anna")
    assert f"1 change is still given to anna: {change}." in told.err
    assert "/triage?owner=anna in the browser gives it to somebody else" in told.err
    assert "was removed on 2026" in guarded.desk.monitor("users", "remove", "anna").err
    page = LexborHTMLParser(guarded.get("/triage").text)
    assert "no account any more" in page.css_first("nav[aria-label=Owner]").text()
    assert "no account any more" in page.css_first("table").text()
