"""The command line: data to stdout, talk to stderr, exit codes, and never a traceback."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from monitor.cli import say
from tests.desk import LISTING, archive_of_six
from tests.site import Page


@pytest.fixture
def watched(desk, site):
    publication = archive_of_six(site)
    desk.monitor("check", "--all")
    return publication


# -- the operator's mistakes: exit 2, the place and the mend ---------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "notice"], "did you mean notices?"),
        (["chekc"], "No such command"),
        (["check", "--everything"], "No such option"),
        (["show", "999"], "no change is called 999"),
        (["digest", "nobody", "--now"], "no subscription is called nobody; there are: daily"),
        (["compare", "one.html"], "two files are wanted"),
        (["compare", "one.html", "two.html"], "one.html: No such file"),
        (["changes", "--since", "yesterday"], "is not a date, write 2026-05-08"),
        (["--config", "other.yaml", "check"], "`monitor init` writes a starter"),
        (["--database", "mysql://x/y", "check"], "mysql"),
    ],
)
def test_a_mistaken_command_says_what_is_wrong_and_how_to_mend_it(desk, words, said):
    told = desk.monitor(*words)
    assert told.code == 2
    assert said in told.err
    assert told.out == ""


def test_every_mistake_in_the_configuration_is_told_at_once_with_its_line(desk):
    file = desk.folder / "sources.yaml"
    file.write_text(
        file.read_text().replace("every: 1d", 'every: "6"').replace("language: zh", "langauge: zh")
    )
    told = desk.monitor("check", "--all")
    assert told.code == 2
    assert 'notices: every: "6" has no unit, write 6m, 6h or 6d' in told.err
    assert "langauge" in told.err
    assert "language" in told.err.replace("langauge", "")
    assert told.err.count("sources.yaml:") == 2


def test_a_mistyped_clock_is_an_operators_mistake(desk):
    desk.environ = {"MONITOR_CLOCK": "noon"}
    told = desk.monitor("check", "--all")
    assert (told.code, "MONITOR_CLOCK" in told.err) == (2, True)


# -- the machine's troubles: exit 1, nothing lost --------------------------------------------------


def test_D06_a_missing_database_is_never_made_by_a_check(desk):
    (desk.folder / "monitor.db").unlink()
    told = desk.monitor("check", "--all")
    assert told.code == 1
    assert "`monitor init` makes one" in told.err
    assert not (desk.folder / "monitor.db").exists()


def test_D06_a_damaged_database_is_refused_and_left_as_it_is(desk, watched):
    file = desk.folder / "monitor.db"
    damaged = b"not a database at all" * 1000
    file.write_bytes(damaged)
    told = desk.monitor("check", "--all")
    assert told.code == 1
    assert str(file) in told.err
    assert file.read_bytes() == damaged


def test_D12_a_second_monitor_says_who_holds_the_database(desk, watched):
    from monitor.store import open_store

    store = open_store(
        f"sqlite:///{desk.folder / 'monitor.db'}",
        now=datetime.now(UTC),
    )
    with store.exclusive("once"):
        told = desk.monitor("once")
    store.close()
    assert told.code == 1
    assert f"process {os.getpid()}" in told.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere; the outbox below stands for it")
def test_D04_a_read_only_folder_is_told(desk, watched):  # pragma: no cover - not as root
    desk.folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    told = desk.monitor("once")
    desk.folder.chmod(stat.S_IRWXU)
    assert told.code == 1


def test_D04_an_outbox_that_cannot_be_written_keeps_the_mail_for_later(desk, watched):
    watched.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    outbox = desk.folder / "outbox"
    outbox.write_text("a file where the folder should be")
    told = desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert told.code == 1 or desk.monitor("once", clock="2026-05-09T01:00:00Z").code == 1
    outbox.unlink()
    desk.monitor("once", clock="2026-05-09T03:00:00Z")
    assert any("关于试点的公告" in mail["Subject"] for mail in desk.mails())


def test_D07_a_database_newer_than_the_program_is_refused(desk):
    import sqlite3

    with sqlite3.connect(desk.folder / "monitor.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    told = desk.monitor("check", "--all")
    assert told.code == 1
    assert "newer" in told.err


def test_D06_init_says_that_a_database_which_is_there_is_damaged(desk, watched):
    file = desk.folder / "monitor.db"
    damaged = file.read_bytes()[:-4096] + b"\xff" * 4096  # of a page that no start reads
    file.write_bytes(damaged)
    told = desk.monitor("init")
    assert told.code == 1
    assert "damaged" in told.err
    assert "database ready" not in told.err
    assert file.read_bytes() == damaged


# -- data and talk ---------------------------------------------------------------------------------


def test_init_keeps_what_is_there(desk):
    before = (desk.folder / "sources.yaml").read_text()
    assert desk.monitor("init").code == 0
    assert (desk.folder / "sources.yaml").read_text() == before


def test_init_in_an_empty_folder_writes_a_starter_that_loads(desk, tmp_path):
    for name in ("sources.yaml", "monitor.db"):
        (desk.folder / name).unlink()
    assert desk.monitor("init").code == 0
    listed = desk.monitor("sources", "list", "--json")
    assert "cn-gacc-announcements" in [line["source"] for line in listed.lines]


def test_T16_sources_list_tells_attempt_success_and_change_apart(desk, site, watched):
    site.pages["/list.html"] = Page("", status=503)
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    (state,) = desk.monitor("sources", "list", "--json").lines
    assert state["outcome"] == "failed"
    assert "503" in state["reason"]
    assert state["last_attempt"] == "2026-05-08T00:00:00Z"
    assert state["last_good"] == "2026-05-07T00:00:00Z"
    assert state["failures"] == 1


def test_show_tells_what_changed_with_labels_and_versions(desk, watched):
    watched.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    shown = desk.monitor("show", "1")
    assert "企业应当提交原产地证书" in shown.out
    assert "documentation" in shown.out
    assert desk.monitor("show", "1", "--json").lines[0]["id"] == "1"


def test_changes_are_filtered_by_every_option(desk, watched):
    watched.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。适用税则号列8541.4300。")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")

    def found(*words: str) -> int:
        return len(desk.monitor("changes", "--json", *words).lines)

    assert (
        found()
        == found("--since", "2026-05-08")
        == found("--label", "documentation")
        == found("--hs", "8541.43")
        == 1
    )
    assert found("--until", "2026-05-08") == found("--source", "notices") == 1
    assert found("--since", "2026-05-09") == found("--until", "2026-05-07") == found("--source", "other") == 0
    assert found("--hs", "9405") == 0


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_the_first_and_the_last_day_of_the_calendar_are_days_like_others(desk, watched, zone):
    watched.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    desk.monitor("check", "--all")
    file = desk.folder / "sources.yaml"
    file.write_text(file.read_text().replace("Asia/Shanghai", zone))
    told = desk.monitor("changes", "--json", "--since", "0001-01-01", "--until", "9999-12-31")
    assert (told.code, len(told.lines)) == (0, 1)
    assert desk.monitor("changes", "--since", "9999-12-31").out == ""


def test_compare_answers_in_the_promised_shape(desk):
    for name, count in (("old", "12"), ("new", "20")):
        (desk.folder / f"{name}.html").write_text(
            f"<main><p>The pilot covers {count} ports.</p><p>It stays.</p></main>"
        )
    answer = desk.monitor("compare", "old.html", "new.html", "--json").lines[0]
    assert set(answer) >= {"same", "changes", "tables", "facts", "ignored"}
    assert answer["same"] is False
    assert answer["changes"][0]["op"] == "replace"
    assert "12 ports" in answer["changes"][0]["before"]
    assert desk.monitor("compare", "old.html", "old.html", "--json").lines[0]["same"] is True


def test_compare_pairs_answers_a_line_each_also_for_what_cannot_be_read(desk):
    (desk.folder / "a.html").write_text("<main><p>Text</p></main>")
    pairs = [
        {"id": "one", "old": "a.html", "new": "a.html"},
        {"id": "two", "old": "a.html", "new": "gone.html"},
    ]
    told = desk.monitor(
        "compare", "--pairs", "-", "--json", stdin="".join(json.dumps(p) + "\n" for p in pairs)
    )
    assert told.code == 1
    assert [line["id"] for line in told.lines] == ["one", "two"]
    assert "gone.html" in told.lines[1]["error"]


def test_classify_answers_in_the_promised_shape(desk):
    notice = {
        "id": "n",
        "title": "关于试点的公告",
        "body": "一、企业应当提交原产地证书。二、自2026年7月1日起施行。",
        "language": "zh",
    }
    told = desk.monitor("classify", "--jsonl", stdin=json.dumps(notice) + "\n")
    (answer,) = told.lines
    assert answer["id"] == "n"
    assert set(answer["labels"][0]) == {"name", "direction", "score", "evidence"}
    promised = {
        "number",
        "published",
        "effective",
        "expires",
        "hs_codes",
        "standards",
        "places",
        "counts",
    }
    assert promised <= set(answer["facts"])  # others may stand beside them
    assert answer["facts"]["effective"] == "2026-07-01"


BAD_LINES = {
    "not JSON": b"not json",
    "not UTF-8": b'{"id": "\xff"}',
    "an object was expected": b"[1]",
    "nested too deeply": b'{"id": ' + b"[" * 100_000,
    "NaN is no number": b'{"id": NaN}',
    "1e999 is no number": b'{"id": 1e999}',
    '"id" must be': b'{"id": [1]}',
}


@pytest.mark.parametrize("command", [["classify", "--jsonl"], ["compare", "--pairs", "-"]])
@pytest.mark.parametrize(("said", "line"), BAD_LINES.items(), ids=BAD_LINES)
def test_a_line_that_cannot_be_read_is_answered_by_its_number_and_the_others_go_on(desk, command, said, line):
    (desk.folder / "a.html").write_text("<main><p>Text</p></main>")
    good = b'{"id": 1, "title": "x", "old": "a.html", "new": "a.html"}'
    told = desk.monitor(*command, stdin=b"\n".join([good, b"", line, good]))
    assert told.code == 1
    assert [answer["id"] for answer in told.lines] == [1, None, 1]
    assert ["error" in answer for answer in told.lines] == [False, True, False]
    assert told.lines[1]["error"].startswith("line 3: ")
    assert said.removeprefix("an object") in told.lines[1]["error"]


@pytest.mark.parametrize("name", ["a\\u0000b", "\\ud800", "\\udcff", ".", ""])
def test_a_name_that_no_file_can_have_is_answered_with_the_pairs_id(desk, name):
    told = desk.monitor("compare", "--pairs", "-", stdin=f'{{"id": "{name}", "old": "{name}", "new": "b"}}')
    assert told.code == 1
    (answer,) = told.lines
    assert answer["id"] == json.loads(f'"{name}"')
    assert answer["error"].startswith("line 1: ")


def test_lines_end_at_line_feeds_only_and_a_byte_order_mark_is_no_text(desk):
    (desk.folder / "notices.jsonl").write_bytes(
        '\ufeff{"id": 1, "title": "a\u2028b"}\r\n{"id": 2, "title": "c\x85d"}'.encode()
    )
    told = desk.monitor("classify", "--jsonl", "notices.jsonl")
    assert told.code == 0
    assert [answer["id"] for answer in told.lines] == [1, 2]


def test_a_text_on_stdin_that_is_not_utf8_is_classified_all_the_same(desk):
    told = desk.monitor("classify", "--json", stdin=b"\xff\nImports are suspended.")
    assert (told.code, told.lines[0]["id"]) == (0, "-")


def test_the_schema_is_json_schema(desk):
    schema = json.loads(desk.monitor("sources", "schema").out)
    assert "sources" in schema["properties"]


def test_sources_test_reads_a_source_live_and_stores_nothing(desk, site):
    archive_of_six(site)
    told = desk.monitor("sources", "test", "notices", "--json")
    assert told.code == 0
    checked, *notices = told.lines
    assert (checked["verdict"], checked["outcome"], checked["notices"]) == ("real", "first", 6)
    assert [asked["status"] for asked in checked["asked"]] == [200] * 4  # the list and three notices
    assert "现公告如下" in notices[0]["body"]
    assert "body" not in notices[3]
    assert desk.monitor("sources", "list", "--json").lines[0]["checks"] == 0


def test_sources_test_takes_a_sources_id_before_a_file_of_that_name(desk, site):
    archive_of_six(site)
    for name in ("notices", "gacc-news", "page"):
        (desk.folder / name).write_text("<p>the file</p>", encoding="utf-8")
    assert desk.monitor("sources", "test", "notices", "--json").lines[0]["source"] == "notices"
    for path in ("./notices", str(desk.folder / "notices"), "page"):
        assert "the file" in desk.monitor("sources", "test", path).out
    desk.configure(LISTING.replace("id: notices", "id: notices.cn"))
    for name in ("notices.cn", "page.html"):
        (desk.folder / name).write_text("<p>the file</p>", encoding="utf-8")
    assert desk.monitor("sources", "test", "notices.cn", "--json").lines[0]["source"] == "notices.cn"
    (desk.folder / "sources.yaml").write_text("sources: 3", encoding="utf-8")
    assert "the file" in desk.monitor("sources", "test", "page.html").out, "a file needs no configuration"
    (desk.folder / "sources.yaml").unlink()
    assert "the file" in desk.monitor("sources", "test", "page").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("page.html", "--from", "X"), "page.html is a file and read as it stands, without --from and --open"),
        (("page.html", "--open", "0"), "monitor sources test ID --from page.html"),
        (("notices", "--open", "0"), "--open 0: at least one notice is opened"),
        (("folder",), "folder is a folder; a source is read from the pages in it with: monitor sources test ID --from folder"),
        (("notice",), "no source is called notice, no entry of the catalogue and no file; did you mean notices?"),
        (("gacc-newz",), "did you mean gacc-news?"),
        (("zzzzzzz",), "`monitor sources catalogue WORDS` searches"),
        (("nofile.html",), "nofile.html: there is no such file, and no source is called so"),
    ],
)  # fmt: skip
def test_sources_test_says_what_may_have_been_meant(desk, words, said):
    (desk.folder / "page.html").write_text("<p>the file</p>", encoding="utf-8")
    (desk.folder / "folder").mkdir()
    told = desk.monitor("sources", "test", *words)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_doctor_is_content_with_a_fresh_desk_and_tells_of_a_bad_source(desk, site, watched):
    assert desk.monitor("doctor", "--json").code == 0
    site.pages["/list.html"] = Page("", status=503)
    desk.monitor("check", "--all")
    told = desk.monitor("doctor", "--json")
    assert told.code == 1
    assert next(line for line in told.lines if line["what"] == "sources")["state"] == "bad"


def test_a_closed_pipe_ends_quietly():
    done = subprocess.run(
        f"{sys.executable} -c 'from monitor.cli import main; main()' --help | head -n 1",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Usage" in done.stdout
    assert "Traceback" not in done.stderr


def test_C30_remote_text_plays_no_tricks_on_the_terminal(desk, watched):
    watched.publish("n7", "关于\x1b[31m试点\x1b[0m的公告", "2026-05-08", "企业应当提交原产地证书。")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    assert "\x1b" not in desk.monitor("changes").out + desk.monitor("show", "1").out


def test_C30_what_is_said_beside_the_answers_plays_none_either(capsys):
    say.talk("given up: li@example.com (550 \x1b[2J gone)")
    assert capsys.readouterr().err == "given up: li@example.com (550 \ufffd[2J gone)\n"


def test_tabs_and_the_line_ends_of_a_mail_are_no_tricks(capsys):
    say.text("Subject: x\r\n\r\na\tb\rc\x1b[31m")
    assert capsys.readouterr().out == "Subject: x\n\na\tb\ufffdc\ufffd[31m\n"


def test_doctor_tells_a_mistaken_configuration_as_the_operators(desk):
    (desk.folder / "sources.yaml").write_text("sources: [{id: a}]")
    told = desk.monitor("doctor", "--json")
    assert (told.code, told.lines[0]["state"]) == (2, "bad")
