"""`export bundle`: one change that a third party can check without us."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

from monitor.evidence import check_bundle
from monitor.evidence.bundle import Answer, Proof, Side, files, zipped
from monitor.evidence.captures import Capture
from monitor.model import Came, Content, Text
from monitor.store import open_store
from monitor.store.engine import for_writing
from monitor.store.schema import changes
from tests.checks import NOW
from tests.desk import archive_of_six

LATER, LAST = "2026-05-09T00:00:00Z", "2026-05-10T00:00:00Z"


@pytest.fixture
def amended(desk, site):
    """A desk that saw one notice amended and another go."""
    publication = archive_of_six(site)
    desk.monitor("check", "--all")
    publication.publish(
        "n6", "关于第6批进口食品境外生产企业的公告", "2026-04-16", "现公告如下。\n自2026年7月1日起施行。"
    )
    publication.withdraw("n3")
    for at in (LATER, LAST, "2026-05-11T00:00:00Z"):
        desk.monitor("check", "--all", clock=at)
    return desk


def unpacked(desk, change: str, into: Path) -> Path:
    assert desk.monitor("export", "bundle", change, "--out", "b.zip").code == 0
    with zipfile.ZipFile(desk.folder / "b.zip") as archive:
        archive.extractall(into)
    return into


def checked(folder: Path, *arguments: str) -> tuple[int, str]:
    """What the program in the bundle says, run as somebody else would."""
    done = subprocess.run(
        [sys.executable, "-I", "-B", "verify.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def program(folder: Path) -> ModuleType:
    """The same within this process, which is quicker."""
    spec = importlib.util.spec_from_file_location("verify", folder / "verify.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sums_anew(folder: Path) -> None:
    """What a forger does who knows of SHA256SUMS."""
    names = sorted(line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_a_bundle_is_checked_in_an_empty_folder_and_one_byte_makes_it_fail_naming_the_file(
    amended, tmp_path, capsys
):
    changes = {line["change"]: line["id"] for line in amended.monitor("changes", "--json").lines}
    folder = unpacked(amended, changes["amended"], tmp_path / "third party")
    code, said = checked(folder)
    assert (code, said.splitlines()[-1]) == (
        0,
        f"{len(list(folder.rglob('*.*')))} files: all as they should be",
    )
    head = re.search(r"head   (\w{64})", said)[1]
    assert head in amended.monitor("verify").out
    assert checked(folder, head[:16].upper())[0] == 0
    assert checked(folder, "0" * 64)[0] == 1
    assert checked(folder, "nonsense")[0] == 2
    assert "现公告如下" in (folder / "before/text.txt").read_text(encoding="utf-8")
    assert "2026年7月1日" in (folder / "after/document-1/body.html.txt").read_text(encoding="utf-8")
    assert "HTTP/1.1" in (folder / "after/document-1/request.txt").read_text()
    for file in sorted(
        each for each in folder.rglob("*") if each.is_file() and each.name not in ("verify.py", "SHA256SUMS")
    ):
        content = file.read_bytes()
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        assert program(folder).main([]) == 1
        assert f"WRONG  {file.relative_to(folder).as_posix()}" in capsys.readouterr().out
        file.write_bytes(content)
    (folder / "before" / "more.txt").write_text("more")
    assert "before/more.txt: is not named" in checked(folder)[1]


def other_digit(found: re.Match[bytes]) -> bytes:
    return b"%d" % ((int(found[0]) + 1) % 10)


FORGED = {  # what is changed by one digit, and what is said of it
    "after/document-1/body.html.txt": "after/document-1/body.html.txt",
    "after/document-1/headers.json": "after/document-1/headers.json",
    "after/document-1/part.json": "after/document-1/part.json: is named by none of the entries",
    "before/reading.json": "before/reading.json",
    "change/said.json": "change/said.json",
    "change/part.json": "change/part.json: is named by none",
    "chain/links.txt": "chain/links.txt: leads to",
    "chain/begin.txt": "chain/links.txt: leads to",
}


def test_a_forger_who_writes_the_sums_anew_is_found_by_the_chain(amended, tmp_path, capsys):
    change = next(
        line["id"] for line in amended.monitor("changes", "--json").lines if line["change"] == "amended"
    )
    folder = unpacked(amended, change, tmp_path / "b")
    for file, named in FORGED.items():
        content = (folder / file).read_bytes()
        (folder / file).write_bytes(re.sub(rb"\d(?=\D*$)", other_digit, content, count=1))
        sums_anew(folder)
        assert program(folder).main([]) == 1
        assert f"WRONG  {named}" in capsys.readouterr().out
        (folder / file).write_bytes(content)
    sums_anew(folder)
    assert program(folder).main([]) == 0


def test_a_removal_is_proved_by_the_list_in_which_it_stands_no_more(amended, tmp_path):
    change = next(
        line["id"] for line in amended.monitor("changes", "--json").lines if line["change"] == "removed"
    )
    folder = unpacked(amended, change, tmp_path / "b")
    assert checked(folder)[0] == 0
    assert "n3.html" not in (folder / "list/document-1/body.html.txt").read_text(encoding="utf-8")
    assert not (folder / "after").exists()


def test_the_same_change_gives_the_same_bytes_and_an_unknown_one_is_said(amended):
    first, again = (amended.monitor("export", "bundle", "1").written for _ in range(2))
    assert first == again
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None
    told = amended.monitor("export", "bundle", "77")
    assert (told.code, told.out) == (2, "")
    assert "no change is called 77" in told.err


def test_what_is_older_than_the_chain_says_so_and_proves_the_rest(amended, tmp_path):
    store = open_store(f"sqlite:///{amended.folder}/monitor.db", now=NOW)
    with for_writing(store._engine).begin() as connection:
        connection.exec_driver_sql("DELETE FROM chain")
    store.close()
    folder = unpacked(amended, "1", tmp_path / "b")
    code, said = checked(folder)
    assert code == 0
    assert "change/part.json: recorded before the chain began" in said


def test_D08_a_row_that_was_touched_makes_a_bundle_that_fails(amended, tmp_path):
    store = open_store(f"sqlite:///{amended.folder}/monitor.db", now=NOW)
    with for_writing(store._engine).begin() as connection:
        for row in connection.execute(select(changes.c.id, changes.c.said)).all():
            touched = update(changes).where(changes.c.id == row.id)
            connection.execute(touched.values(said=row.said.replace("2026", "2027")))
    store.close()
    code, said = checked(unpacked(amended, "1", tmp_path / "b"))
    assert code == 1
    assert "parts.txt: has the SHA-256" in said


def test_C22_no_name_that_others_wrote_becomes_a_path():
    evil = "../../etc/passwd\x00\r\nC:\\con"
    capture = Capture(
        1, 1, evil, evil, f"https://x/{evil}", 200, None, ((evil, evil),), NOW, "0" * 64, 1, not_modified=False, came=Came.HTTP
    )  # fmt: skip
    answer = Answer(capture, b"{}\n", "[]", b"<html>")
    side = Side("0" * 64, b"{}", Content((Text(evil),)), 1, b"{}\n", (answer, answer))
    proof = Proof(evil, evil, b"{}\n", "{}", side, replace(side, part=None), (answer,), (), None)
    names = files(proof, {"diff.html": b""})
    assert all(not part.startswith(".") and "\\" not in part for name in names for part in name.split("/"))
    assert zipfile.ZipFile(io.BytesIO(zipped(names))).testzip() is None
    for name in ("../x", "/x", "a//b", "a/../b", "C:x", "a\\b", "A.txt", ""):
        with pytest.raises(ValueError, match="no name"):
            zipped({name: b""})


def test_the_program_in_the_bundle_runs_on_old_pythons():
    source = Path(check_bundle.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported <= set(sys.stdlib_module_names)
