"""`compare` and `classify`: our judgement on files, without a source or a database."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import dates
from monitor.answers import Answer, classify_answer, compare_answer
from monitor.cli import facts, guiding, say, viewing
from monitor.errors import ConfigError, ReadError
from monitor.model import Mention
from monitor.sandbox import Sandbox

if TYPE_CHECKING:
    from datetime import date

    from monitor.cli.place import Place
    from monitor.compare import Guide
    from monitor.model import Comparison, Content, Parse
    from monitor.rules import Rules
    from monitor.views import About


@click.command()
@click.argument("old", required=False, type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@click.option("--pairs", type=click.File("rb"), help='Lines of {"id", "old", "new"}; - is stdin.')
@click.option("--json", "as_json", is_flag=True, help="One JSON object per pair.")
@guiding.option
@viewing.option
@click.pass_obj
def compare(
    place: Place,
    old: Path | None,
    new: Path | None,
    pairs: Iterable[bytes] | None,
    *,
    as_json: bool,
    wish: viewing.Wish,
    guide: Guide,
) -> int:
    """How two files differ as notices: OLD NEW, or a list of pairs.

    Every pair is answered on a line with its id, one that cannot be read by the reason; exit 1 then.
    """
    if pairs is not None:
        if wish.look:
            raise click.UsageError("--view shows one pair: monitor compare OLD NEW --view inline")
        with Sandbox() as parse:
            return compare_pairs(pairs, parse, guide)
    if old is None or new is None:
        raise click.UsageError("two files are wanted: monitor compare OLD NEW, or --pairs FILE")
    with Sandbox() as parse:
        before, after = content(old, parse), content(new, parse)
    comparison = compare_contents(before, after, guide)
    if as_json:
        say.line(compare_answer(comparison))
        return 0
    from monitor.views import view

    seen = view(before, after, comparison, guide)
    if wish.look:
        viewing.page(place, seen, _about(old, new, after), wish)
    else:
        say.text("nothing but noise differs" if comparison.same else "changed")
        say.spans(viewing.lines(seen))
    return 0


def _about(old: Path, new: Path, after: Content) -> About:
    from monitor.classify import language_of
    from monitor.prose import body
    from monitor.views import About

    return About(title=f"{old.name} → {new.name}", language=language_of(body(after)[:10_000]))


def compare_pairs(pairs: Iterable[bytes], parse: Parse, guide: Guide) -> int:
    failed = 0
    for answer in answers(pairs, lambda pair: compared(pair, parse, guide)):
        failed += "error" in answer
        say.line(answer)
    return 1 if failed else 0


def compared(pair: Answer, parse: Parse, guide: Guide) -> Answer:
    return compare_answer(compare_files(file_name(pair, "old"), file_name(pair, "new"), parse, guide))


def file_name(pair: Answer, side: str) -> Path:
    if not isinstance(pair.get(side), str):
        raise ConfigError(f'"{side}" must be a file name')
    return Path(pair[side])


def compare_files(old: Path, new: Path, parse: Parse, guide: Guide) -> Comparison:
    return compare_contents(content(old, parse), content(new, parse), guide)


def compare_contents(before: Content, after: Content, guide: Guide) -> Comparison:
    from monitor.compare import compare

    return compare(before, after, guide=guide)


def content(path: Path, parse: Parse) -> Content:
    """What a file says; ReadError names the file."""
    from monitor.extract import extract

    try:
        said = extract(file_bytes(path), name=path.name, parse=parse)
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
    except ValueError as error:  # a NUL, or half a surrogate pair
        raise ConfigError(f"{path}: no file can be called so ({error})") from error


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--jsonl", is_flag=True, help='Read {"id", "title", "body"?, "language"?, "published"?} a line.'
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per notice.")
@click.pass_obj
def classify(place: Place, files: tuple[Path, ...], *, jsonl: bool, as_json: bool) -> int:
    """Labels and facts of notices: from files, or from stdin."""
    failed = 0
    rules = place.rules  # before the first line: a mistake in own rules is not one of a line
    answered = answers(lines_of(files), lambda notice: classified_line(notice, rules))
    for answer in answered if jsonl else classified_files(files, rules):
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
    lines += facts.lines(Mention(**mention) for mention in answer["facts"]["mentions"])
    return "\n".join(lines)


def classified_files(files: tuple[Path, ...], rules: Rules) -> Iterator[Answer]:
    """Each file as one notice: its first heading is the title; without files, stdin is one text."""
    if not files:
        text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
        yield classified("-", *_split(text), None, rules=rules)
    from monitor.prose import body

    with Sandbox() as parse:
        for path in files:
            try:
                said = content(path, parse)
            except ReadError as error:
                yield {"id": str(path), "error": str(error)}
                continue
            yield classified(str(path), *_split(body(said)), None, of=said, rules=rules)


def classified_line(notice: Answer, rules: Rules) -> Answer:
    title, body, language = notice.get("title") or "", notice.get("body") or "", notice.get("language")
    if not (isinstance(title, str) and isinstance(body, str)):
        raise ConfigError('"title" and "body" must be text')
    published = notice.get("published")
    return classified(
        notice.get("id"),
        title,
        body,
        language if isinstance(language, str) else None,
        dates.parse(published) if isinstance(published, str) else None,
        rules=rules,
    )


def _split(text: str) -> tuple[str, str]:
    title, _, body = text.strip().partition("\n")
    return title, body


def classified(
    id_: object,
    title: str,
    body: str,
    language: str | None,
    published: date | None = None,
    *,
    rules: Rules,
    of: Content | None = None,
) -> Answer:
    """of: what the two texts were made from, where that is known; its places are named."""
    from monitor import classify as room
    from monitor.facts import located

    language = language or room.language_of(title + body)
    meant = room.classify(title, body, rules, language=language, published=published)
    if of is not None:
        meant = replace(meant, facts=located(meant.facts, of, without=len(title) + 1))
    return classify_answer(id_, meant)


# -- a JSON object a line, an answer a line --------------------------------------------------------


def lines_of(files: tuple[Path, ...]) -> Iterator[bytes]:
    """Split where JSON Lines are, at line feeds; U+2028 and its like stand in texts."""
    if not files:
        yield from sys.stdin.buffer
    for path in files:
        yield from file_bytes(path).split(b"\n")


def answers(lines: Iterable[bytes], answer: Callable[[Answer], Answer]) -> Iterator[Answer]:
    """An answer for every line that is not blank; one that cannot be read is answered by the reason."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        id_ = None
        try:
            asked = json_object(line)
            id_ = asked.get("id")
            told = {"id": id_} | answer(asked)
        except (ReadError, ConfigError) as error:
            told = {"id": id_, "error": f"line {number}: {error}"}
        yield told


def json_object(line: bytes) -> Answer:
    """The object on a line, its id one that can be handed back."""
    try:
        value = json.loads(line.decode("utf-8-sig"), parse_constant=_finite, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise ConfigError(f"not UTF-8 ({error.reason} at byte {error.start})") from error
    except ValueError as error:
        raise ConfigError(f"not JSON ({error})") from error
    except RecursionError as error:
        raise ConfigError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ConfigError(f"a JSON object was expected, found {type(value).__name__}")
    if isinstance(value.get("id"), dict | list):
        raise ConfigError('"id" must be text or a number')
    return value


def _finite(written: str) -> float:
    """Python reads and writes NaN and infinities; JSON has none."""
    if not math.isfinite(number := float(written)):
        raise ValueError(f"{written} is no number of JSON")
    return number
