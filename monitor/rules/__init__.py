"""The rules behind the labels, as data: YAML files in words a compliance person can edit.

A folder a language (`zh`, `en`, and `other` for every further one), in it a file a label, `none.yaml` for
what speaks against every label, `words.yaml` with classes of words that rules name as <class>, and
`parts.yaml` for how a notice is cut. `changes.yaml` says what tables and counts mean, `scores.yaml` what a
score is worth. `load_rules` reads any such texts; `shipped_rules` reads those that come with the program.
A team's own files (`monitor.config.rules`) may stand over them: a rule of the same name takes the place of the
shipped one, `off: true` takes it away, and a class of the same name gains words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise
from operator import add
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from monitor.errors import ConfigError
from monitor.lazily import once
from monitor.model import Direction, LabelName
from monitor.patterns import regex
from monitor.prose import lower, narrow
from monitor.values import dataclass

LANGUAGES = ("zh", "en", "other")  # a folder of rules each
_LATIN = regex("[a-z0-9]+")
_ASCII_RUN = regex(r"(?<=[\x00-\x7f])[\x00-\x7f]+(?=[\x00-\x7f])")
_STEM = 4  # letters by which a word that may go on is looked up
HS_CODE = "{hs code}"  # stands for any HS code in a rule


def _whole(letters: str, *, open_end: bool) -> list[str]:
    """The Latin words in a word of a rule, without the last when it may go on."""
    latin = _LATIN.findall(letters)
    if open_end and latin and letters.endswith(latin[-1]):
        latin.pop()
    return latin


def _is_chinese(word: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in word)


def _word(written: object) -> str:
    word = lower(narrow(str(written))) if isinstance(written, str | int) else ""
    if not word.strip(" *"):
        raise ValueError(f"{written!r} is no word")
    return word


Word = Annotated[str, BeforeValidator(_word)]
Classes = Mapping[str, tuple[str, ...]]
_CLASSES: TypeAdapter[dict[str, tuple[Word, ...]]] = TypeAdapter(dict[str, tuple[Word, ...]])


class Examples(BaseModel):
    """Short texts a rule must fire on, and near ones on which it must keep silent. A text that is one
    title opens with "title: ".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


class WrittenRule(BaseModel):
    """What a person writes of a rule. The head of zh/eligibility.yaml says how it reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str = Field(min_length=1)
    says: str
    weight: float = Field(gt=0, lt=1)
    act: tuple[Word, ...] = Field(min_length=1)
    object: tuple[Word, ...] = ()
    unless: tuple[Word, ...] = ()
    beside: tuple[Word, ...] = ()
    near: int = Field(default=60, gt=0, le=400)
    order: bool = False
    title: bool = False
    joins: bool = False
    firm: bool = False
    spares: tuple[LabelName, ...] = ()
    direction: Direction | None = None
    examples: Examples = Examples()


class Rule(WrittenRule):
    """One witness for a label (or, with label none, against every label but those it spares). path: of a
    team's own file; the shipped ones are known by `file` alone.
    """

    file: str = ""
    label: LabelName | None = None
    path: str = ""

    @property
    def every_word(self) -> tuple[str, ...]:
        return (*self.act, *self.object, *self.unless, *self.beside)

    @cached_property
    def cautious(self) -> bool:
        """Whether the rule is for languages without a folder of their own: a few common words of many."""
        return self.file.startswith("other/")

    @cached_property
    def acts(self) -> frozenset[str]:
        return frozenset(self.act)

    @cached_property
    def latin(self) -> bool:
        """Whether the rule can fire on a text without a single Chinese sign."""
        return any(not _is_chinese(word) for word in self.act) and (
            not self.object or any(not _is_chinese(word) for word in self.object)
        )


class Parts(BaseModel):
    """Words by which the parts of a notice are told apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    operative_from: tuple[Word, ...] = ()
    as_follows: tuple[Word, ...] = ()
    decides: tuple[Word, ...] = ()
    decided: tuple[Word, ...] = ()
    history: tuple[Word, ...] = ()
    holds: tuple[Word, ...] = ()
    past: tuple[Word, ...] = ()
    examples: tuple[Word, ...] = ()
    others: tuple[Word, ...] = ()
    background: tuple[Word, ...] = ()
    negations: tuple[Word, ...] = ()
    modals: tuple[Word, ...] = ()
    conditions: tuple[Word, ...] = ()
    annexes: tuple[Word, ...] = ()
    compounds: Mapping[Word, tuple[Word, ...]] = Field(default_factory=dict)
    titles_end: tuple[Word, ...] = ()
    title_tails: tuple[Word, ...] = ()
    furniture: tuple[Word, ...] = ()

    def with_those_of(self, other: Parts) -> Parts:
        words = {
            name: getattr(self, name) + getattr(other, name)
            for name in Parts.model_fields
            if name != "compounds"
        }
        return Parts(**words, compounds=_together((self.compounds, other.compounds)))


class Rows(BaseModel):
    """What added rows of a table mean; it is known by words of its name and columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    about: tuple[Word, ...] = Field(min_length=1)
    label: LabelName
    more: Direction | None = None


class Changes(BaseModel):
    """What changes in tables and counts mean by themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tables: tuple[Rows, ...] = ()
    counts: tuple[str, ...] = ()


class Scores(BaseModel):
    """What a weight of signs is worth, in rising order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Rules:
    """Every rule, those of the labels first; how texts are cut into parts; what tables and counts mean."""

    rules: tuple[Rule, ...]
    parts: Parts = field(default_factory=Parts)
    changes: Changes = field(default_factory=Changes)
    scores: tuple[tuple[float, float], ...] = ()  # a weight of signs, and the share of labels right at it

    @cached_property
    def words(self) -> Mapping[str, tuple[tuple[str, str, frozenset[tuple[str, str]]], ...]]:
        """Every word the rules look for, with the letters that must stand in a text for it and the Latin
        words in it that follow one another, by the longest of these, the beginning of a word that may go on,
        or else its first two signs.
        """
        words: dict[str, list[tuple[str, str, frozenset[tuple[str, str]]]]] = {}
        for word in sorted({word for rule in self.rules for word in rule.every_word}):
            letters = "" if word == HS_CODE else word.strip("*^$")
            whole = _whole(letters, open_end=word.endswith("*"))
            stem = f"{letters[:_STEM]}*" if _LATIN.fullmatch(letters) else letters[:2]
            key = max(whole, key=len) if whole else stem
            words.setdefault(key, []).append((word, letters, frozenset(pairwise(whole))))
        return {key: tuple(those) for key, those in words.items()}

    @cached_property
    def _signs(self) -> tuple[str, ...]:
        """Keys of signs that are no letters: few, and looked for one by one."""
        return tuple(key for key in self.words if key.isascii() and not key[:1].isalnum())

    def words_in(self, text: str) -> set[str]:
        """The words whose letters stand in a text: asked for are only those whose key does."""
        read = _LATIN.findall(text)
        latin, following = set(read), set(pairwise(read))
        stems = set[str]().union(*map(_beginnings, {each[:_STEM] for each in latin}))
        keys = {*latin, *stems, *text, "", *(key for key in self._signs if key in text)}
        if not text.isascii():
            foreign = _ASCII_RUN.sub(" ", text)
            keys.update(map(add, foreign, foreign[1:]))
        said = " ".join(("", *latin))
        found = set()
        for key in self.words.keys() & keys:
            for word, letters, pairs in self.words[key]:
                if key in stems:
                    stands = len(letters) <= _STEM or f" {letters}" in said
                else:
                    stands = letters == key or (pairs <= following and letters in text)
                if stands:
                    found.add(word)
        return found

    @cached_property
    def for_body(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if not rule.title)


@lru_cache(maxsize=4096)  # half a kilobyte each
def _beginnings(letters: str) -> tuple[str, ...]:
    """As `Rules.words` keys the beginnings of words: "d*", "du*", "dut*"."""
    return tuple(f"{letters[:size]}*" for size in range(1, len(letters) + 1))


class Own(NamedTuple):
    """A file of a team: the name a shipped one would have, what it holds, and where it stands."""

    name: str
    value: object
    path: str


def load_rules(texts: Iterable[tuple[str, object]], own: Iterable[Own] = ()) -> Rules:
    """The rules of some YAML texts (or of what they hold), each with its name: "eligibility", "hs-mapping", "documentation",
    "none", "words", "parts", "changes" or "scores", behind its folder if it has one ("zh/eligibility"). Classes of
    words hold in their own folder, and all of them where there is none; parts of several languages add
    up, and so do classes of one name; of two rules of one name the later holds. Raises ConfigError with every
    mistake.
    """
    parts, changes, scores = Parts(), Changes(), Scores()
    classes: dict[str, Classes] = {}
    rules: dict[str, Rule] = {}
    off: set[str] = set()
    mistakes: list[str] = []
    sheets = [*((name, text, "") for name, text in texts), *own]
    for name, written, path in sorted(sheets, key=lambda sheet: not sheet[0].endswith("words")):
        folder, _, kind = name.rpartition("/")
        try:
            value = _yaml(written) if isinstance(written, str) else written
            if kind == "words":
                said = _CLASSES.validate_python(value or {})
                classes[folder] = _together((classes.get(folder, {}), said))
            elif kind == "parts":
                parts = parts.with_those_of(Parts.model_validate(value))
            elif kind == "changes":
                changes = Changes.model_validate(value)
            elif kind == "scores":
                scores = Scores.model_validate(value)
            else:
                known = classes.get(folder, {}) if folder else _together(classes.values())
                off |= switched_off(value)
                rules |= {rule.rule: rule for rule in _rules(name, value, known, path)}
        except ValidationError as error:
            mistakes += [f"{path or _shown(name)}: {place}" for place in _told(error)]
        except ValueError as error:
            mistakes.append(f"{path or _shown(name)}: {error}")
    if mistakes:
        raise ConfigError(*mistakes)
    kept = tuple(rule for name, rule in rules.items() if name not in off)
    return Rules(kept, parts, changes, scores.points)


def switched_off(entries: object) -> set[str]:
    """The rules that entries of a file take away: - {rule: its name, off: true}."""
    listed = entries if isinstance(entries, list) else []
    return {str(entry.get("rule")) for entry in listed if isinstance(entry, dict) and entry.get("off")}


@once
def shipped_rules() -> Rules:
    """The rules that come with the program; read once."""
    return load_rules(shipped_files())


@once
def shipped_files() -> tuple[tuple[str, object], ...]:
    """What the files of the shipped rules hold, each with its name."""
    folder = files("monitor.rules")
    names = [
        f"{language}/{kind}" for language in LANGUAGES for kind in (*LabelName, "none", "parts", "words")
    ]
    return tuple(
        (name, _yaml((folder / f"{name}.yaml").read_text("utf-8"), pure=False))
        for name in (*names, "changes", "scores")
    )


def _shown(name: str) -> str:
    return f"rules/{name}.yaml"


def _rules(name: str, entries: object, classes: Classes, path: str) -> Iterator[Rule]:
    kind = name.rpartition("/")[2]
    label = None if kind == "none" else LabelName(kind)
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict) and entry.get("off"):
            continue
        fields: dict[str, Any] = entry if isinstance(entry, dict) else {"rule": entry}
        spelt = {key: _spelt(value, classes) if key in _WORDED else value for key, value in fields.items()}
        yield Rule.model_validate({**spelt, "label": label, "file": name, "path": path})


_WORDED = ("act", "object", "unless", "beside")


def _spelt(words: object, classes: Classes) -> object:
    """A rule's words with every <class> as its words."""
    if not isinstance(words, list):
        return words
    spelt: list[object] = []
    for word in words:
        if isinstance(word, str) and word.startswith("<") and word.endswith(">"):
            if word[1:-1] not in classes:
                near = get_close_matches(word[1:-1], classes, 1)
                raise ValueError(
                    f"no class of words is named {word}" + "".join(f", did you mean <{it}>?" for it in near)
                )
            spelt += classes[word[1:-1]]
        else:
            spelt.append(word)
    return list(dict.fromkeys(spelt)) if all(isinstance(word, str) for word in spelt) else spelt


def _together(every: Iterable[Classes]) -> Classes:
    """Classes of all languages under one name each."""
    joined: dict[str, tuple[str, ...]] = {}
    for classes in every:
        for name, words in classes.items():
            joined[name] = joined.get(name, ()) + words
    return joined


def _yaml(text: str, *, pure: bool = True) -> object:
    """What a text holds. pure: by the reader that all have; libyaml's is quicker, and refuses some writings that it takes."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=pure).load(text)
    except YAMLError as error:
        raise ValueError(f"no YAML: {error}") from error


def _told(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors():
        where = ".".join(str(step) for step in mistake["loc"])
        name = mistake["input"].get("rule", "") if isinstance(mistake["input"], dict) else ""
        yield f"{name} {where}: {mistake['msg']}".strip()
