"""The command line: the only place that prints.

Data goes to stdout, talk to stderr. Exit 0: all well. 1: something could not be verified or
delivered, and the text says what. 2: the operator's mistake. No traceback reaches a user.

A command's module is imported when it is called: `monitor changes` need not load a PDF reader.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from monitor import __version__
from monitor.errors import ConfigError, MonitorError, of_disk

COMMANDS = {  # name: module below this one, in the order of the help
    "init": "starting",
    "once": "watching",
    "run": "watching",
    "worker": "worker",
    "check": "watching",
    "digest": "telling",
    "brief": "brief",
    "release": "telling",
    "retract": "retracting",
    "deliveries": "deliveries",
    "changes": "looking",
    "show": "looking",
    "search": "search",
    "why": "why",
    "replay": "replay",
    "programmes": "programmes",
    "compare": "judging",
    "classify": "judging",
    "sources": "sources",
    "rules": "rules",
    "noise": "noise",
    "triage": "triage",
    "verify": "verify",
    "export": "export",
    "backup": "backup",
    "compact": "compact",
    "coverage": "coverage",
    "serve": "serve",
    "users": "users",
    "doctor": "doctor",
    "demo": "starting",
}
DOES = {  # as each says of itself; the help shows it without loading them
    "init": "A starter sources.yaml (one that exists is kept) and the database.",
    "once": "Read what lies in the drop folder, check what is due, then tell who is due: the cron line.",
    "run": "The same as `once`, for ever, on schedule, until SIGTERM or Ctrl-C.",
    "worker": "Check and tell together with other workers, on this machine or others, until SIGTERM or Ctrl-C.",
    "check": "Check sources now: those named, --all, or those that are due.",
    "digest": "Compose and send the digests that are due, or those named.",
    "brief": "A quarter in one paper: what changed, what takes effect when, codes, documents, eligibility, clients, doubts.",
    "release": "Let the changes of a source that are held back go out with the next digests.",
    "retract": "Take a change back in the next digests of those who were told of it.",
    "deliveries": "Messages on their way to one recipient each, by mail or another channel.",
    "changes": "The changes that were recorded, oldest first.",
    "show": "One change: what differs, facts, labels with evidence, versions.",
    "search": "Look for words in every version of every notice, with its tables and attached files.",
    "why": "Why a change reached each reader, or did not.",
    "replay": "What today's rules, watchlists and subscriptions would have said of past changes.",
    "programmes": "The policies that are followed over time.",
    "compare": "How two files differ as notices: OLD NEW, or a list of pairs.",
    "classify": "Labels and facts of notices: from files, or from stdin.",
    "sources": "What is watched, and how it fares.",
    "rules": "The rules that give labels: what there is, and whether their examples hold.",
    "noise": "Places that change at most readings and never say anything, as they were learned.",
    "triage": "What the team decided on changes, and what is still open.",
    "verify": "The database, every body against its SHA-256, what was recorded and sent against the evidence chain.",
    "export": "What is kept, as files that other programs read; to stdout without --out.",
    "backup": "A whole copy of the database, checked, with its SHA-256 beside it; monitor-TIME.db when no FILE is named.",
    "compact": "Remove old pages on which nothing was found, by settings.retention.pages, and give the room back to the disk.",
    "coverage": "What was due and checked, source by source and day by day, and where nothing changed.",
    "serve": "The archive in a browser: look, search, decide.",
    "users": "Who may look at the archive in a browser: readers look, analysts decide, admins may all.",
    "doctor": "Configuration, database, clock, mail, disk, overdue checks: what is wrong and the mend.",
    "demo": "Play the history of both programmes on a replica site on loopback, with the real pipeline.",
}

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})  # for what leads into a file


class Commands(click.Group):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"monitor.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in the help, for which none of them is loaded."""
        with formatter.section("Commands"):
            formatter.write_dl(list(DOES.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config", default="sources.yaml", type=click.Path(path_type=Path), help="What is watched, who is told."
)
@click.option("--database", help="sqlite:///file.db or postgresql://…; also MONITOR_DATABASE_URL.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Of the log that run, worker and serve write to stderr.",
)
@click.version_option(__version__, prog_name="monitor")
@click.pass_context
def cli(ctx: click.Context, config: Path, database: str | None, log_format: str) -> None:
    """Watches customs and ministry pages and tells what changed, with proof."""
    from monitor.cli.journal import Format
    from monitor.cli.place import Place

    ctx.obj = Place(config, database, Format(log_format))


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    _spare_the_start()
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # else it looks through all that is installed for some
    code = run(argv)
    gc.freeze()  # what is left goes with the process; taking it apart piece by piece was a seventh of a short run
    sys.exit(code)


def _spare_the_start() -> None:
    """What imports make is no garbage, and there is much of it: it is not looked through for any, now or later."""

    def started(phase: str, _: object) -> None:
        if phase == "stop":
            gc.callbacks.remove(started)
            gc.freeze()
            gc.set_threshold(50_000, 20, 20)

    gc.callbacks.append(started)
    gc.set_threshold(150_000, 20, 20)


def run(argv: Sequence[str] | None = None) -> int:  # noqa: PLR0911  a return an answer, side by side
    """Run one command; the exit code. Every error becomes a sentence here."""
    try:
        result = cli.main(argv, prog_name="monitor", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return 2
    except click.Abort:
        click.echo("stopped", err=True)
        return 1
    except ConfigError as mistake:
        click.echo(str(mistake), err=True)
        return 2
    except MonitorError as error:
        click.echo(f"monitor: {error}", err=True)
        return 1
    except BrokenPipeError:  # the reader of our pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in _NO_ROOM:
            return _our_mistake(error)
        # what was recorded is recorded; nobody could read what was said of it
        click.echo(f"monitor: its output cannot be written: {of_disk(error)}", err=True)
        return 1
    except Exception as error:  # noqa: BLE001  nobody above us can answer; the operator gets a sentence
        return _our_mistake(error)
    return result if isinstance(result, int) else 0


def _our_mistake(error: Exception) -> int:
    click.echo(f"monitor: internal error, please report it: {type(error).__name__}: {error}", err=True)
    if os.environ.get("MONITOR_DEBUG"):
        traceback.print_exception(error)
    else:
        click.echo("monitor: set MONITOR_DEBUG=1 to see where", err=True)
    return 1
