"""What the public function of a tool promises, read from its definition."""

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from chotu_bot.domain.annotations import UnsupportedAnnotationError, shape_of
from chotu_bot.domain.contract import Parameter
from chotu_bot.domain.malformed import MalformedToolError, malformed
from chotu_bot.domain.shapes import Anything, Field, Json, Record, Shape, admits_null
from chotu_bot.domain.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a public function promises, read from its definition."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Shape
    result_annotation: str
    raises: tuple[str, ...]
    docstring: str
    line: int


def read_signature(tree: ast.Module, name: str | None = None) -> Signature:
    """The signature of the public function (the one called ``name``, or the only one).

    Raises:
        MalformedToolError: with one finding per missing or unsupported piece.
    """
    function = public_function(tree, name)
    return _Signature(tree, function).read()


def public_functions(tree: ast.Module) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
    """Top-level functions whose names do not start with an underscore."""
    return tuple(
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    )


def public_function(tree: ast.Module, name: str | None = None) -> ast.FunctionDef:
    """The one public function; raises MalformedToolError when it is not one."""
    found = [node for node in public_functions(tree) if name in {None, node.name}]
    if len(found) != 1:
        listed = ", ".join(node.name for node in found) or "none"
        wanted = f"called {name!r}" if name else "(helpers start with an underscore)"
        raise malformed(
            "contract/function",
            f"a tool has exactly one public function {wanted}; there is {listed}",
            found[1].lineno if len(found) > 1 else 0,
        )
    only = found[0]
    if isinstance(only, ast.AsyncFunctionDef):
        raise malformed("contract/function", f"{only.name} is async; make it a def", only.lineno)
    return only


class _Signature:
    """Reads one function, collecting every problem."""

    def __init__(self, tree: ast.Module, function: ast.FunctionDef) -> None:
        self._function = function
        self._aliases = _aliases(tree)
        self._records = _records(tree, self._aliases)
        self._findings: list[Finding] = []

    def read(self) -> Signature:
        function = self._function
        docstring = ast.get_docstring(function) or ""
        if not docstring:
            self._problem("contract/docstring", f"{function.name} has no docstring")
        summaries = docstring_section(docstring, ("args", "arguments", "parameters"))
        parameters = self._parameters(summaries)
        result, text = self._result()
        if self._findings:
            raise MalformedToolError(self._findings)
        return Signature(
            name=function.name,
            parameters=parameters,
            result=result,
            result_annotation=text,
            raises=tuple(docstring_section(docstring, ("raises",))),
            docstring=docstring,
            line=function.lineno,
        )

    def _problem(self, rule: str, message: str, line: int = 0) -> None:
        at = line or self._function.lineno
        self._findings.append(Finding(rule=rule, message=message, line=at))

    def _parameters(self, summaries: Mapping[str, str]) -> tuple[Parameter, ...]:
        spec = self._function.args
        for extra in (spec.vararg, spec.kwarg):
            if extra is not None:
                self._problem(
                    "contract/signature", f"*{extra.arg}: name every parameter", extra.lineno
                )
        positional = [*spec.posonlyargs, *spec.args]
        padding: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults))
        pairs = [
            *zip(positional, [*padding, *spec.defaults], strict=True),
            *zip(spec.kwonlyargs, spec.kw_defaults, strict=True),
        ]
        if spec.posonlyargs:
            self._problem("contract/signature", "parameters are passed by name; remove the /")
        return tuple(self._parameter(arg, default, summaries) for arg, default in pairs)

    def _parameter(
        self, arg: ast.arg, default: ast.expr | None, summaries: Mapping[str, str]
    ) -> Parameter:
        shape: Shape = Anything()
        if arg.annotation is None:
            self._problem("contract/hints", f"parameter {arg.arg} has no type hint", arg.lineno)
        else:
            shape = self._shape(arg.annotation, f"parameter {arg.arg}")
        return Parameter(
            name=arg.arg,
            shape=shape,
            annotation=ast.unparse(arg.annotation) if arg.annotation else "Any",
            required=default is None,
            default=self._default(arg.arg, default) if default is not None else None,
            summary=summaries.get(arg.arg, ""),
        )

    def _default(self, name: str, node: ast.expr) -> Json:
        constant = self._aliases.get(node.id, node) if isinstance(node, ast.Name) else node
        try:
            value = ast.literal_eval(constant)
            json.dumps(value, allow_nan=False)
        except (ValueError, TypeError, SyntaxError, RecursionError):
            self._problem(
                "contract/signature", f"the default of {name} is not a JSON constant", node.lineno
            )
            return None
        return cast("Json", list(value) if isinstance(value, tuple) else value)

    def _result(self) -> tuple[Shape, str]:
        returns = self._function.returns
        if returns is None:
            self._problem("contract/hints", f"{self._function.name} has no return type")
            return Anything(), "Any"
        shape = self._shape(returns, "the result")
        if admits_null(shape):
            self._problem(
                "contract/result",
                f"{self._function.name} may return None; return a value or raise a typed error",
                returns.lineno,
            )
        return shape, ast.unparse(returns)

    def _shape(self, node: ast.expr, what: str) -> Shape:
        try:
            return shape_of(node, self._records, self._aliases)
        except UnsupportedAnnotationError as error:
            self._problem("contract/hints", f"{what}: {error}", node.lineno)
            return Anything()


def docstring_section(docstring: str, titles: Sequence[str]) -> dict[str, str]:
    """The entries of a Google-style section: name to its first line."""
    entries: dict[str, str] = {}
    inside = False
    indent = None
    for line in docstring.splitlines():
        stripped = line.strip()
        depth = len(line) - len(line.lstrip())
        if stripped.rstrip(":").lower() in titles and stripped.endswith(":"):
            inside, indent = True, None
            continue
        if not inside or not stripped:
            continue
        if depth == 0:
            inside = False
            continue
        indent = depth if indent is None else indent
        entry = re.match(r"\*{0,2}([\w.]+)\s*(?:\([^)]*\))?\s*:\s*(.*)", stripped)
        if depth == indent and entry:
            entries[entry[1]] = entry[2]
    return entries


def _aliases(tree: ast.Module) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


def _records(tree: ast.Module, aliases: Mapping[str, ast.expr]) -> dict[str, Record]:
    records: dict[str, Record] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and _is_typed_dict(node, records):
            records[node.name] = Record(node.name, _fields(node, records, aliases))
    return records


def _is_typed_dict(node: ast.ClassDef, records: Mapping[str, Record]) -> bool:
    bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
    return "TypedDict" in bases or bool(bases & records.keys())


def _fields(
    node: ast.ClassDef, records: Mapping[str, Record], aliases: Mapping[str, ast.expr]
) -> tuple[Field, ...]:
    total = not any(
        keyword.arg == "total" and getattr(keyword.value, "value", True) is False
        for keyword in node.keywords
    )
    inherited = [
        field
        for base in node.bases
        if isinstance(base, ast.Name) and base.id in records
        for field in records[base.id].fields
    ]
    own = [
        _field(statement.target.id, statement.annotation, total, records, aliases)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    ]
    return (*inherited, *own)


def _field(
    name: str,
    node: ast.expr,
    total: bool,  # noqa: FBT001 - the class keyword, passed on
    records: Mapping[str, Record],
    aliases: Mapping[str, ast.expr],
) -> Field:
    match node:
        case ast.Subscript(
            value=ast.Name(id="NotRequired" | "Required" as mark)
            | ast.Attribute(attr="NotRequired" | "Required" as mark),
            slice=inner,
        ):
            return Field(name, _field_shape(inner, records, aliases), mark == "Required")
        case _:
            return Field(name, _field_shape(node, records, aliases), total)


def _field_shape(
    node: ast.expr, records: Mapping[str, Record], aliases: Mapping[str, ast.expr]
) -> Shape:
    try:
        return shape_of(node, records, aliases)
    except UnsupportedAnnotationError as error:
        raise malformed("contract/hints", str(error), node.lineno) from error
