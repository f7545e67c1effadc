"""What a run loads before it begins: a check of one page shall not pay for what it does not use."""

from __future__ import annotations

import gc
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from dataclasses import fields

import click

import monitor
from monitor import lazily, patterns, values
from monitor.cli import COMMANDS, DOES, cli
from monitor.patterns import Waiting, regex
from tests.desk import Desk
from tests.site import Page

FOREIGN = {
    "alembic", "apprise", "docx", "email.headerregistry", "fastapi", "jinja2", "jmespath", "lxml", "openpyxl", "opentelemetry", "playwright", "procrastinate",
    "psycopg", "pypdf", "ruamel.yaml", "smtplib", "sqlalchemy.dialects.postgresql", "sqlalchemy.orm", "starlette", "uvicorn", "xlrd",
}  # fmt: skip
OURS = {
    "ahead", "beside", "brief", "catalogue", "channels.smtp", "classify.labels", "compare.alignment", "compare.contents", "compare.noise.known",
    "digest", "extract.docx", "extract.pdf", "extract.xlsx", "extract.zipped", "facts", "feeds", "messages", "outward", "programmes", "route",
    "rules", "search", "store.compacting", "store.listing", "store.searching", "store.threads", "telling", "templates", "triage", "views",
    "watchlists.watch", "web",
}  # fmt: skip
ASK = """
import gc, json, sys
from monitor.cli import main
looked = []
gc.callbacks.append(lambda phase, _: looked.append(phase))
try:
    main(["check", "--all", "--json"])
except SystemExit as left:
    made = [each for each in object.__subclasses__() if "__dataclass_params__" in vars(each)]
    dear = [each.__name__ for each in made if each.__module__.startswith("monitor.") and each.__dataclass_params__.init]
    looked.append(sys.modules["pydantic.plugin._loader"]._plugins)
    print(json.dumps([left.code, looked, gc.get_freeze_count(), dear, sorted(sys.modules)]), file=sys.stderr)
"""


def test_a_check_of_a_page_that_did_not_change_loads_only_what_it_uses(desk: Desk) -> None:
    desk.site.pages["/page.html"] = Page(
        "<h1>Notice</h1><p>Export licences for gallium are asked for from 1 July.</p>"
    )
    desk.begin("")
    source = {
        "id": "page",
        "authority": "Customs",
        "jurisdiction": "CN",
        "kind": "page",
        "url": desk.site.url("/page.html"),
        "every": "1d",
    }
    settings = {"allow_networks": [desk.site.network], "per_host": {"delay": "0s"}, "operators": {"to": []}}
    written = {"settings": settings, "sources": [source], "subscriptions": []}
    (desk.folder / "sources.yaml").write_text(json.dumps(written), encoding="utf-8")
    for outcome in ("first", "unchanged"):
        told = subprocess.run(
            [sys.executable, "-c", ASK], cwd=desk.folder, capture_output=True, text=True, check=True
        )
        code, looked_for, kept, dear, loaded = json.loads(told.stderr.splitlines()[-1])
        assert (code, json.loads(told.stdout)["outcome"]) == (0, outcome)
        assert looked_for == [None]  # neither garbage nor plugins of pydantic
        assert kept > 10_000  # is not taken apart at the end
        assert dear == []  # each is defined by monitor.values
        assert sorted(FOREIGN & set(loaded)) == []
        assert sorted({f"monitor.{name}" for name in OURS} & set(loaded)) == []


def test_every_pattern_and_every_value_can_be_made() -> None:
    for found in pkgutil.walk_packages(monitor.__path__, "monitor."):
        if not found.name.endswith(("__main__", "migrations.env", "check_bundle", "browser_child", "child")):
            importlib.import_module(found.name)
    gc.unfreeze()  # what the suite froze is looked at too
    waiting = [each for each in gc.get_objects() if isinstance(each, Waiting)]
    assert len(waiting) > 500
    for each in waiting:
        assert each.flags is not None  # asking for anything compiles it
    ours = [
        each for each in gc.get_objects() if isinstance(each, type) and "__dataclass_fields__" in vars(each)
    ]
    ours = [each for each in ours if each.__module__.startswith("monitor.")]
    assert len(ours) > 500
    for each in ours:
        compile(values._making(each)[0], each.__name__, "exec")
        assert all(known.init or known.default is known.default_factory for known in fields(each))


def test_a_pattern_is_compiled_with_its_first_use_and_then_answers_itself() -> None:
    year = regex(r"(19|20)\d\d")
    assert "search" not in vars(year)
    assert year.sub("x", "in 2026") == "in x"
    assert year.fullmatch("2026")
    assert vars(year)["search"]("in 1999")[0] == "1999"
    assert (year.pattern, year.groups) == (r"(19|20)\d\d", 1)


def test_a_pattern_that_is_wanted_while_another_is_compiled_is_not_waited_for(monkeypatch) -> None:
    """A signal or a finalizer whose words are logged breaks in on the very thread that compiles."""
    really = re.compile

    def broken_in_on(written: str, flags: int) -> re.Pattern[str]:
        assert patterns._TURN.acquire(blocking=False), "it would stand still here"
        patterns._TURN.release()
        return really(written, flags)

    monkeypatch.setattr(re, "compile", broken_in_on)
    assert regex("a").search("a")


def test_what_is_loaded_late_is_what_it_would_have_been() -> None:
    from monitor.compare import compare
    from monitor.compare.contents import compare as itself

    assert compare is itself
    assert lazily.called("monitor.urls", "host")("https://example.com/a") == "example.com"
    (urls,) = lazily.rooms("monitor", "urls")
    assert urls.host("https://example.com/a") == "example.com"


def test_the_help_says_of_each_command_what_it_says_of_itself() -> None:
    context = click.Context(cli)
    assert [*DOES] == [*COMMANDS]
    for name, does in DOES.items():
        command = cli.get_command(context, name)
        assert command
        assert does == command.get_short_help_str(limit=1000)
