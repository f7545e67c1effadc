"""`compare` and `classify`: our judgement on files, without a source or a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.answers import Answer, classify_answer, compare_answer
from monitor.cli import say
from monitor.errors import ConfigError, ReadError

if TYPE_CHECKING:
    from monitor.model import Comparison, Content


@click.command()
@click.argument("old", required=False, type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@click.option(
    "--pairs", type=click.File("r", encoding="utf-8"), help='Lines of {"id", "old", "new"}; - is stdin.'
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per pair.")
def compare(old: Path | None, new: Path | None, pairs: Iterable[str] | None, *, as_json: bool) -> int:
    """How two files differ as notices: OLD NEW, or a list of pairs.

    Exit 1 when a pair could not be read.
    """
    if pairs is not None:
        return compare_pairs(pairs)
    if old is None or new is None:
        raise click.UsageError("two files are wanted: monitor compare OLD NEW, or --pairs FILE")
    comparison = compare_files(old, new)
    if as_json:
        say.line(compare_answer(comparison))
    else:
        say.text("\n".join(_told(comparison)))
    return 0


def _told(comparison: Comparison) -> list[str]:
    from monitor.cli.looking import differences

    return ["nothing but noise differs" if comparison.same else "changed", *differences(comparison)]


def compare_pairs(pairs: Iterable[str]) -> int:
    """A line each, with the id; a pair that cannot be read is answered by its reason."""
    failed = 0
    for number, pair in objects(pairs):
        answer = {"id": pair.get("id")}
        try:
            answer |= compare_answer(
                compare_files(*(file_name(pair, side, number) for side in ("old", "new")))
            )
        except (ReadError, ConfigError) as error:
            answer["error"], failed = str(error), failed + 1
        say.line(answer)
    return 1 if failed else 0


def file_name(pair: Answer, side: str, number: int) -> Path:
    if not isinstance(pair.get(side), str):
        raise ConfigError(f'line {number}: "{side}" must be a file name')
    return Path(pair[side])


def compare_files(old: Path, new: Path) -> Comparison:
    from monitor.compare import compare as compare_contents

    return compare_contents(content(old), content(new))


def content(path: Path) -> Content:
    """What a file says; ReadError names the file."""
    from monitor.extract import extract

    try:
        said = extract(file_bytes(path), name=path.name)
    except ReadError as error:
        raise ReadError(f"{path}: {error}") from error
    if said.unread:
        raise ReadError(f"{path}: {said.unread}")
    return said


def file_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--jsonl", is_flag=True, help='Read {"id", "title", "body"?, "language"?, "published"?} a line.'
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per notice.")
def classify(files: tuple[Path, ...], *, jsonl: bool, as_json: bool) -> int:
    """Labels and facts of notices: from files, or from stdin."""
    failed = 0
    for answer in classified_lines(files) if jsonl else classified_files(files):
        failed += "error" in answer
        if as_json or jsonl:
            say.line(answer)
        else:
            say.text(_sentence(answer))
    return 1 if failed else 0


def _sentence(answer: Answer) -> str:
    if "error" in answer:
        return f"{answer['id']}: {answer['error']}"
    labels = [
        label["name"] + (f" ({label['direction']})" if label["direction"] else "")
        for label in answer["labels"]
    ]
    lines = [f"{answer['id']}: {', '.join(labels) or 'no label'}"]
    for label in answer["labels"]:
        lines += [f"    “{evidence['text']}”  [{evidence['rule']}]" for evidence in label["evidence"]]
    return "\n".join(lines)


def classified_lines(files: tuple[Path, ...]) -> Iterator[Answer]:
    for number, notice in objects(lines_of(files)):
        title, body = notice.get("title") or "", notice.get("body") or ""
        id_ = notice.get("id")
        if not (isinstance(title, str) and isinstance(body, str)):
            yield {"id": id_, "error": f'line {number}: "title" and "body" must be text'}
            continue
        yield classified(
            id_, title, body, notice.get("language") if isinstance(notice.get("language"), str) else None
        )


def classified_files(files: tuple[Path, ...]) -> Iterator[Answer]:
    """Each file as one notice: its first heading is the title; without files, stdin is one text."""
    if not files:
        text = sys.stdin.read()
        yield classified("-", *_split(text), None)
    for path in files:
        try:
            said = content(path)
        except ReadError as error:
            yield {"id": str(path), "error": str(error)}
            continue
        from monitor.prose import body

        yield classified(str(path), *_split(body(said)), None)


def _split(text: str) -> tuple[str, str]:
    title, _, body = text.strip().partition("\n")
    return title, body


def classified(id_: object, title: str, body: str, language: str | None) -> Answer:
    from monitor import classify as room
    from monitor.rules import shipped_rules

    language = language or room.language_of(title + body)
    return classify_answer(id_, room.classify(title, body, shipped_rules(), language=language))


def lines_of(files: tuple[Path, ...]) -> Iterator[str]:
    if not files:
        yield from sys.stdin
    for path in files:
        yield from file_bytes(path).decode("utf-8", "replace").splitlines()


def objects(lines: Iterable[str]) -> Iterator[tuple[int, Answer]]:
    """JSON objects a line; a line that is none ends the command with its number."""
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            value = json.loads(text)
        except ValueError as error:
            raise ConfigError(f"line {number}: not JSON ({error})") from error
        if not isinstance(value, dict):
            raise ConfigError(f"line {number}: a JSON object was expected, found {type(value).__name__}")
        yield number, value
