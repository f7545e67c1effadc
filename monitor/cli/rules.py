"""`rules list|test`: the rules behind the labels, shipped and a team's own, and whether they do what their examples say."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import click

from monitor.answers import Answer
from monitor.cli import say
from monitor.cli.place import Place
from monitor.rules import Rule, Rules


@click.group()
def rules() -> None:
    """The rules that give labels: what there is, and whether their examples hold."""


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per rule.")
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """Every rule in words: what it gives, how much it counts, and whose it is."""
    from monitor.rules import shipped_rules

    shipped = {rule.rule: rule for rule in shipped_rules().rules}
    held = {rule.rule: rule for rule in place.rules.rules}
    rows = [_answer(rule, _state(rule, shipped, held)) for rule in (shipped | held).values()]
    if as_json:
        for row in rows:
            say.line(row)
        return
    columns = ("rule", "label", "language", "weight", "state", "says")
    say.table(columns, ([str(row[column] or "-") for column in columns] for row in rows))


def _state(rule: Rule, shipped: dict[str, Rule], held: dict[str, Rule]) -> str:
    if rule.rule not in held:
        return "off"
    if not rule.path:
        return "shipped"
    return "in place of the shipped one" if rule.rule in shipped else "own"


def _answer(rule: Rule, state: str) -> Answer:
    """A line of `rules list --json`. label: none for a rule that speaks against labels; language: null for all."""
    return {
        "rule": rule.rule,
        "label": rule.label or "none",
        "direction": rule.direction,
        "language": rule.file.rpartition("/")[0] or None,
        "weight": rule.weight,
        "says": rule.says,
        "state": state,
        "file": rule.path or f"rules/{rule.file}.yaml",
        "examples": {"fires": len(rule.examples.fires), "silent": len(rule.examples.silent)},
    }


@rules.command()
@click.argument("paths", nargs=-1, metavar="[FILE|FOLDER]...", type=click.Path(path_type=Path))
@click.pass_obj
def test(place: Place, paths: tuple[Path, ...]) -> int:
    """Ask every rule about its own examples: the shipped rules and your own, or those of files.

    A file is read with the others of its folder and the shipped ones, as its rules may use their words. Exit 1
    when an example is not kept, 2 when a file cannot be read as rules.
    """
    if not paths:
        return _asked(place.rules)
    return max([_asked(tested) for tested in map(_in, paths)])


def _in(path: Path) -> Rules:
    """The rules of one file or folder, ready to be asked."""
    from dataclasses import replace

    from monitor.config import rules as own
    from monitor.errors import ConfigError

    if not path.exists():
        raise ConfigError(f"{path}: there is no such file or folder")
    folder = own.folder_of(path)
    whole = own.with_own(folder, str(folder))
    inside = path.resolve()
    chosen = (rule for rule in whole.rules if rule.path and Path(rule.path).resolve().is_relative_to(inside))
    return replace(whole, rules=tuple(chosen))


def _asked(asked: Rules) -> int:
    from monitor.classify.examples import broken_examples

    broken = list(broken_examples(asked))
    for line in broken:
        say.text(line)
    examples = [(*rule.examples.fires, *rule.examples.silent) for rule in asked.rules]
    without = sum(not each for each in examples)
    say.talk(
        f"rules: {len(examples)}, examples: {sum(map(len, examples))}, not kept: {len(broken)}"
        + (f"; without an example: {_by_file(r for r in asked.rules if not _any(r))}" if without else "")
    )
    return 1 if broken else 0


def _any(rule: Rule) -> bool:
    return bool(rule.examples.fires or rule.examples.silent)


def _by_file(those: Iterable[Rule]) -> str:
    files = sorted(rule.path or f"rules/{rule.file}.yaml" for rule in those)
    return ", ".join(f"{len(list(group))} of {file}" for file, group in groupby(files))
