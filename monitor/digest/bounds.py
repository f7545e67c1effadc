"""The sandbox of templates that are not ours: what they may reach, and how much work they may ask for (faults C13).

Work is counted, not timed, so the same template always ends alike: a character put out costs one, a turn of a loop or a
call of a macro four hundred and its text. A template that asks for more than all its budget ends with an error that
names its line, and so does one that would make a text or a number of absurd size in one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Any

from jinja2 import nodes, pass_eval_context
from jinja2.filters import FILTERS as OF_JINJA
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

BUDGET = 40_000_000
TURN = 400  # of a loop or macro
SORTED = 5  # for each sign or thing that a filter is given
WALKED = 10  # for each thing that a loop looks at
LARGEST = 5_000_000  # characters or entries made in one step
BITS = 256  # of a number

FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "format"),
    *("groupby", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject"),
    *("rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort", "string", "striptags"),
    *("sum", "title", "trim", "truncate", "unique", "upper", "urlencode", "wordcount"),
)
_GROWING = frozenset(
    [
        "format",
        "format_map",
        "ljust",
        "rjust",
        "center",
        "zfill",
        "expandtabs",
        "replace",
        "join",
        "encode",
        "translate",
        "to_bytes",
    ]
)


class Bounded(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a budget. `begin` makes it whole again, before each text."""

    intercepted_binops = frozenset(("*", "+", "%", "**"))

    def __init__(self, budget: int = BUDGET, **options: Any) -> None:
        super().__init__(finalize=self.put_out, **options)
        self.left = self.budget = budget
        self.filters = {name: self._charged(name) for name in FILTERS}
        self.filters |= {"_concat": self._concat, "_walk": self._walk}
        del self.globals["lipsum"]

    def begin(self) -> None:
        self.left = self.budget

    def spend(self, cost: int) -> str:
        """Take this off the budget; the empty text, as templates call it too."""
        self.left -= cost
        if self.left < 0:
            raise OverflowError("this template asks for too much: a loop without end, or a text without end")
        return ""

    def put_out(self, value: object) -> object:
        """What `{{ … }}` gives, paid for."""
        self.spend(len(value) if isinstance(value, str) else len(str(value)))
        return value

    # -- one step --------------------------------------------------------------------------------

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        sizes = _size(left), _size(right)
        if operator == "%" and isinstance(left, str):
            raise OverflowError('text % values is not to be had here, write "…" | format(…)')
        if operator == "**" and not (abs(left) <= 10**6 and abs(right) <= 20):
            raise OverflowError(f"{left} ** {right} is too large a number")
        if operator == "+":
            self._made(sum(size for size in sizes if size is not None))
        elif operator == "*" and sizes != (None, None):
            factor = left if sizes[0] is None else right
            self._made((sizes[0] or sizes[1] or 0) * (factor if isinstance(factor, int) else 1))
        elif sum(side.bit_length() for side in (left, right) if isinstance(side, int)) > BITS:
            raise OverflowError("this number is too large")
        return super().call_binop(context, operator, left, right)

    def _made(self, size: int) -> None:
        if size > LARGEST:
            raise OverflowError(f"{size:,} characters or entries in one step are too many")
        self.spend(max(size, 0))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str | bytes | int) and attr in _GROWING:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ARG002
        """None: `format` of a text is not to be had."""
        return

    # -- filters ---------------------------------------------------------------------------------

    def _charged(self, name: str) -> Any:
        """A filter that costs as much as it is given, and of some how much they would make."""
        plain: Any = OF_JINJA[name]
        passes = hasattr(plain, "jinja_pass_arg")

        def filtered(*given: Any, **named: Any) -> Any:
            first, *rest = given[1:] if passes else given
            if not isinstance(first, Sized):
                first = list(self._walk(first)) if isinstance(first, Iterable) else first
                given_now = (given[0], first, *rest) if passes else (first, *rest)
            else:
                given_now = given
            self.spend(TURN + SORTED * (_size(first) or 0))
            self._foresee(name, first, rest, named)
            return plain(*given_now, **named)

        if passes:
            filtered.jinja_pass_arg = plain.jinja_pass_arg  # type: ignore[attr-defined]
        return filtered

    def _foresee(self, name: str, first: Any, rest: list[Any], named: dict[str, Any]) -> None:
        if name == "format" and any(len(run) > 3 or run == "*" for run in _widths(str(first))):
            raise OverflowError("a width of more than three digits is too wide")
        if name == "replace" and rest:
            old, new = str(rest[0]), str(rest[1] if len(rest) > 1 else named.get("new", ""))
            self._made(len(str(first)) + (str(first).count(old) if old else len(str(first))) * len(new))
        if name == "join":
            between = len(str(rest[0] if rest else named.get("d", "")))
            self._made(sum(len(str(each)) + between for each in first))

    @pass_eval_context
    def _concat(self, context: EvalContext, values: list[Any]) -> str:
        self._made(sum(len(value) if isinstance(value, str) else len(str(value)) for value in values))
        return markup_join(values) if context.autoescape else str_join(values)

    def _walk(self, values: Any) -> Any:
        """What a loop goes through, each thing paid for."""
        if isinstance(values, Sized):
            self.spend(WALKED * len(values))
            return values
        return self._one_by_one(values)

    def _one_by_one(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.spend(WALKED)
            yield value

    # -- the template ----------------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        made: nodes.Template = _Paying(filename).visit(tree)
        return made.set_environment(self)  # type: ignore[return-value]


def _size(value: object) -> int | None:
    return len(value) if isinstance(value, str | bytes | list | tuple | dict) else None


def _widths(pattern: str) -> Iterator[str]:
    """The runs of digits in a format, and its asterisks."""
    run = ""
    for sign in f"{pattern} ":
        if sign.isdigit():
            run += sign
            continue
        if run:
            yield run
        run = ""
        if sign == "*":
            yield sign


class _Paying(NodeTransformer):
    """Puts a price on every loop, macro and joining of texts; what is shown is always escaped (faults M07)."""

    def __init__(self, filename: str | None) -> None:
        self.filename = filename

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - named by the library
        self.generic_visit(node)
        node.iter = _filter(node.iter, "_walk")  # type: ignore[arg-type]
        return self._priced(node)  # type: ignore[return-value]

    def visit_Macro(self, node: nodes.Macro) -> nodes.Macro:  # noqa: N802
        self.generic_visit(node)
        return self._priced(node)  # type: ignore[return-value]

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.CallBlock:  # noqa: N802
        self.generic_visit(node)
        return self._priced(node)  # type: ignore[return-value]

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), "_concat")

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier) -> None:  # noqa: N802
        from jinja2 import TemplateSyntaxError

        raise TemplateSyntaxError("autoescape cannot be switched off", node.lineno, filename=self.filename)

    def _priced(self, node: nodes.For | nodes.Macro | nodes.CallBlock) -> nodes.Node:
        text = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        spend = nodes.EnvironmentAttribute("spend", lineno=node.lineno)
        call = nodes.Call(spend, [nodes.Const(TURN + text)], [], None, None, lineno=node.lineno)
        node.body.insert(0, nodes.ExprStmt(call, lineno=node.lineno))
        return node


def _filter(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
