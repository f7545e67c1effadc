"""Templates at work: Jinja's sandbox, the words of one language, and complaints that name file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache, partial
from traceback import walk_tb
from types import CodeType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor import shown
from monitor.digest.words import Unreadable, Words, parse
from monitor.errors import TemplateError
from monitor.values import dataclass

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket

# What a text that nobody foresaw, or a template of the operator's, may end in. Jinja's own errors are
# made one of ours by `Press.set`.
POISON = (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


GENERAL = "digest"  # the folder whose words all others share


@dataclass(frozen=True, slots=True)
class Templates:
    """Template texts by name ("digest/body.html"): the shipped ones, and the operator's own over them.

    place: the folder of the operator's own, as complaints name it.
    """

    shipped: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)
    place: str = "templates"


@dataclass(frozen=True)
class Press:
    """Sets one template at a time, in one language."""

    words: Words
    place: str
    environment: Environment

    def set(self, template: str, **values: object) -> str:
        """The finished text. TemplateError names file and line; other errors are the values' fault."""
        from jinja2 import TemplateError as JinjaError

        if begin := getattr(self.environment, "begin", None):
            begin()
        try:
            made = self.environment.get_template(template).render(values)
            made.encode()  # a lone surrogate is found here, where it costs one change and not all
        except JinjaError as error:
            raise TemplateError(self.complaint(error)) from error
        return finished(made, template)

    def complaint(self, error: Exception) -> str:
        """What is wrong, and where: the innermost line of a template that took part."""
        if isinstance(error, TemplateError):
            return str(error)
        lines = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        places = [f"{file}:{line}" for file, line in lines if file.startswith(f"{self.place}/")]
        name, number = getattr(error, "filename", None), getattr(error, "lineno", None)
        where = f"{name}:{number}" if name and number else places[-1] if places else self.place
        return f"{where}: {shown.line(str(error)) or type(error).__name__}"


def finished(made: str, template: str) -> str:
    """HTML that is finished goes into other HTML as it is; nothing else ever does."""
    from markupsafe import Markup

    return Markup(made) if template.endswith(".html") else made  # noqa: S704 - set by the sandbox, escaped


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished page; and what the operator should mend in templates of their own."""

    html: str
    mistakes: tuple[str, ...] = ()


def from_best_press(
    room: str, templates: Templates, language: str, zone: ZoneInfo, page: Callable[[Press], str]
) -> Printed:
    """The page of a room as the operator's press makes it, or the shipped one where that fails."""
    (*own, shipped), mistakes = presses_of(room, templates, language, zone)
    for press in own:
        try:
            return Printed(page(press), tuple(mistakes))
        except POISON as error:
            mistakes.append(press.complaint(error))
    return Printed(page(shipped), tuple(mistakes))


def presses(templates: Templates, language: str, zone: ZoneInfo) -> tuple[list[Press], list[str]]:
    """The presses of digests; among the mistakes are files that nothing uses."""
    made, mistakes = presses_of(GENERAL, templates, language, zone)
    if len(made) == 1:
        return made, mistakes
    idle = [
        f"{templates.place}/{name}: no template is called so, nothing uses it" for name in unused(templates)
    ]
    return made, [*idle, *mistakes]


def presses_of(
    room: str, templates: Templates, language: str, zone: ZoneInfo, beside: Sequence[str] = ()
) -> tuple[list[Press], list[str]]:
    """The operator's press for a folder of templates where there is one, the shipped one last; and the mistakes in
    the operator's words. Days, signs and numbers are said everywhere as in a digest. beside: folders whose words are
    at hand as well.
    """
    name = f"{room}/words.{language}.toml"
    words = Words(language, _phrases((*beside, room), templates, language), zone, f"shipped/{name}")
    made = [Press(words, "shipped", environment(templates.shipped, words, "shipped"))]
    own = {file: text for file, text in templates.own.items() if file.startswith(f"{room}/")}
    mistakes: list[str] = []
    if own:
        file = f"{templates.place}/{name}"
        try:
            theirs = parse(own.get(name, ""), file)
        except TemplateError as error:
            theirs = {}
            mistakes.append(str(error))
        words = Words(language, {**words.phrases, **theirs}, zone, file)
        texts = {**templates.shipped, **own}
        made.insert(0, Press(words, templates.place, environment(texts, words, templates.place)))
    return made, mistakes


def _phrases(rooms: Sequence[str], templates: Templates, language: str) -> dict[str, str | Mapping[str, str]]:
    phrases: dict[str, str | Mapping[str, str]] = {}
    for each in dict.fromkeys((GENERAL, *rooms)):
        name = f"{each}/words.{language}.toml"
        phrases.update(_parsed(templates.shipped[name], f"shipped/{name}"))
    return phrases


_parsed = lru_cache(maxsize=32, typed=True)(parse)  # the shipped words are the same for every mail


def unused(templates: Templates) -> list[str]:
    """The operator's own files that stand for no shipped one and that no template of theirs names."""
    return [
        name
        for name in templates.own
        if name not in templates.shipped and not any(name in text for text in templates.own.values())
    ]


_COMPILED: dict[tuple[str, str, str], BytecodeCache] = {}


def _compiled(place: str, language: str, zone: str) -> BytecodeCache:
    """What templates were made into: a process that sends digests for months compiles each of them once."""
    found = _COMPILED.get((place, language, zone))
    return found if found is not None else _COMPILED.setdefault((place, language, zone), _memory())


def _memory() -> BytecodeCache:
    from jinja2 import BytecodeCache

    class Memory(BytecodeCache):
        def __init__(self) -> None:
            self.kept: dict[str, tuple[str, CodeType]] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            text, code = self.kept.get(bucket.key, ("", None))
            if code is not None and text == bucket.checksum:  # of the template's text
                bucket.code = code

        def dump_bytecode(self, bucket: Bucket) -> None:
            if bucket.code is not None:
                self.kept[bucket.key] = bucket.checksum, bucket.code

    return Memory()


def environment(texts: Mapping[str, str], words: Words, place: str, budget: int | None = None) -> Environment:
    """Jinja with nothing in reach but the values given, the words, and our few filters.

    The operator's own templates may not ask for more work than a mail needs, or than `budget`; see `bounds`.
    """
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from monitor.digest.bounds import BUDGET, Bounded

    def load(name: str) -> tuple[str, str, None] | None:
        if isinstance(why := texts.get(name), Unreadable):
            raise TemplateError(f"{place}/{name}: {why}")
        return (texts[name], f"{place}/{name}", None) if name in texts else None

    sandbox = (
        ImmutableSandboxedEnvironment if place == "shipped" else partial(Bounded, budget=budget or BUDGET)
    )
    made: Environment = sandbox(
        loader=FunctionLoader(load),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(place, words.language, str(words.zone)),
    )
    made.filters.pop("safe", None)  # nothing we show was made safe by anybody (M07)
    made.globals.update(say=words.say, name=words.name)
    made.filters.update(
        clip=shown.line, tongue=shown.tongue, day=words.day, moment=words.moment, until=words.until
    )
    return made
