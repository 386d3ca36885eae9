"""Rules on what callers give, where it chooses attributes, places or markup."""

import ast
import re
from collections.abc import Iterator

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import Instance, Named, Own, OwnClass, Value, makers, parameters
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit, Rule, both, called_name, calls

_LISTINGS = frozenset({"namelist", "infolist", "getnames", "getmembers"})
_TARS = frozenset({"tarfile.open", "tarfile.TarFile", "tarfile.TarFile.open"})
_STORES = (
    "builtins.open",
    "os.open",
    "pathlib.Path().open",
    "pathlib.Path().write_bytes",
    "pathlib.Path().write_text",
)
_CONFINES = frozenset(
    {"is_relative_to", "relative_to", "commonpath", "commonprefix", "basename", "fullmatch"}
)
_ROOTS = frozenset({"resolve", "realpath", "abspath", "normpath"})
_TAKES_OUT = frozenset({"read", "extractfile", "open", "getinfo", "extract"})
_LAST_PARTS = frozenset({"name", "stem", "suffix"})
_MARKUP = re.compile(r"<(?:html|body|div|span|p|h[1-6]|td|th|li|a|td|title|b|i|em|strong)\b[^<]*")
_ESCAPES = frozenset({"escape", "quoteattr", "xmlcharrefreplace", "Markup", "clean", "autoescape"})


def _given(program: Program, node: ast.expr) -> frozenset[str]:
    """The tool's parameters that the value of an expression is made from."""
    return parameters(program.flat(node))


def _formats(program: Program) -> Iterator[Hit]:
    """Templates of callers, filled with objects whose attributes they can reach."""
    for node in program.find(ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(value=template, attr="format" | "format_map")):
                values = [program.value(one) for one in _arguments(node)]
                if _given(program, template) and any(_has_inside(program, one) for one in values):
                    yield Hit(line=node.lineno, what="a caller's template is filled with an object")


def _arguments(node: ast.Call) -> list[ast.expr]:
    plain = [one.value if isinstance(one, ast.Starred) else one for one in node.args]
    return [*plain, *[one.value for one in node.keywords]]


def _has_inside(program: Program, value: Value) -> bool:
    flat = program.store.flat(value)
    return any(isinstance(atom, Instance | OwnClass | Own | Named) for atom in flat)


def _assigned_names(program: Program) -> Iterator[Hit]:
    """Attributes of objects that callers choose."""
    for call in calls(program, ("builtins.setattr", "builtins.object.__setattr__")):
        node = call.node
        if not isinstance(node, ast.Call) or len(node.args) < 2:
            continue
        chosen = node.args[1]
        if _given(program, chosen) and not _is_listed(program, chosen):
            yield Hit(line=call.line, what="the caller names the attribute that is set")
    for node in program.find(ast.Call):
        match node:
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Attribute(attr="__dict__") | ast.Call(func=ast.Name(id="vars")),
                    attr="update",
                )
            ) if any(_given(program, one) for one in _arguments(node)):
                yield Hit(line=node.lineno, what="the caller names the attributes that are set")


def _is_listed(program: Program, chosen: ast.expr) -> bool:
    """Whether the name is compared with a list of names somewhere."""
    wanted = ast.dump(chosen)
    return any(
        isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.In | ast.NotIn)
        and ast.dump(node.left) == wanted
        for node in program.nodes
    ) or any(
        isinstance(node, ast.comprehension) and any(_compares(one) for one in node.ifs)
        for node in program.nodes
    )


def _compares(node: ast.expr) -> bool:
    return any(
        isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.In | ast.NotIn)
        for one in ast.walk(node)
    )


def is_confined(program: Program) -> bool:
    """Whether the module looks at where a path leads, or at what a name holds."""
    called = {called_name(node) for node in program.find(ast.Call)}
    parts = any(
        isinstance(one, ast.Constant) and one.value in {"..", "../", "/"}
        for node in program.find(ast.Compare)
        for one in ast.walk(node)
    )
    begins = "startswith" in called and bool(called & _ROOTS)
    return bool(called & _CONFINES) or begins or parts


def unpacked_members(program: Program) -> Iterator[Hit]:
    """Members of archives written where their own names say."""
    if is_confined(program):
        return
    carried = _carried(program)
    for call in calls(program, _STORES):
        node = call.node
        if not isinstance(node, ast.Call):
            continue
        place = node.func.value if isinstance(node.func, ast.Attribute) else None
        path = node.args[0] if place is None and node.args else place
        if path is not None and _carries(path, carried):
            yield Hit(line=call.line, what="a member is written where its name says")


def _carried(program: Program) -> set[str]:
    """Variables that hold the name of a member."""
    carried: set[str] = set()
    functions = {one.name: one for one in program.tree.body if isinstance(one, ast.FunctionDef)}
    for _ in range(4):
        for node in program.nodes:
            match node:
                case (
                    ast.For(target=target, iter=source)
                    | ast.comprehension(target=target, iter=source)
                ):
                    listed = any(called_name(one) in _LISTINGS for one in ast.walk(source))
                    listed = listed or bool(makers(program.value(source)) & _TARS)
                    if listed or _carries(source, carried):
                        carried |= _names(target)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    listed = isinstance(value, ast.Call) and called_name(value) in _LISTINGS
                    if listed or _carries(value, carried):
                        carried.add(name)
                case ast.Call(func=ast.Name(id=name), args=args) if name in functions:
                    places = functions[name].args.args
                    carried |= {
                        place.arg
                        for place, one in zip(places, args, strict=False)
                        if _carries(one, carried)
                    }
                case _:
                    continue
    return carried


def _carries(node: ast.expr, carried: set[str]) -> bool:
    """Whether an expression still holds a whole name out of ``carried``."""
    match node:
        case ast.Name(id=name):
            return name in carried
        case ast.Attribute(value=ast.Call(), attr=last) if last in _LAST_PARTS:
            return False
        case ast.Call() if called_name(node) in {
            "read",
            "extractfile",
            "open",
            "getinfo",
            "extract",
        }:
            return False
        case _:
            return any(
                _carries(one, carried)
                for one in ast.iter_child_nodes(node)
                if isinstance(one, ast.expr)
            )


def _names(target: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}


def _path_parts(program: Program) -> Iterator[Hit]:
    """Names of callers put behind a folder."""
    if is_confined(program):
        return
    shortened = frozenset[str]().union(
        *(
            _given(program, node.value)
            for node in program.find(ast.Attribute)
            if isinstance(node, ast.Attribute) and node.attr in _LAST_PARTS
        )
    )
    for node in program.find(ast.BinOp, ast.Call):
        match node:
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                if "pathlib.Path" not in makers(program.value(left)):
                    continue
                rest = [right]
            case ast.Call(func=ast.Attribute(value=left, attr="joinpath"), args=rest):
                pass
            case ast.Call(args=[left, *rest]) if called_name(node) in {"join", "Path"}:
                if not set(program.names(node.func)) & {"os.path.join", "pathlib.Path"}:
                    continue
            case _:
                continue
        base = _given(program, left)
        for one in rest:
            part = isinstance(one, ast.Attribute) and one.attr in _LAST_PARTS
            names = _given(program, one) - base - shortened
            if base and names and not part:
                what = f"{', '.join(sorted(names))} may lead out of {', '.join(sorted(base))}"
                yield Hit(line=getattr(node, "lineno", 0), what=what)


def _markup(program: Program) -> Iterator[Hit]:
    """HTML with texts of callers as they are."""
    words = {getattr(node, "attr", getattr(node, "id", "")) for node in program.nodes}
    if words & _ESCAPES:
        return
    for node in program.find(ast.JoinedStr, ast.BinOp, ast.Call):
        match node:
            case ast.JoinedStr(values=parts):
                shown = [one.value for one in parts if isinstance(one, ast.FormattedValue)]
            case ast.BinOp(op=ast.Add() | ast.Mod(), left=left, right=right):
                shown = [left, right]
            case ast.Call(func=ast.Attribute(attr="format")):
                shown = _arguments(node)
            case _:
                continue
        marked = any(
            isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and _MARKUP.search(one.value)
            for one in ast.walk(node)
        )
        if marked and any(_given(program, one) for one in shown):
            yield Hit(line=getattr(node, "lineno", 0), what="a text put into HTML as it is")


RULES = (
    Rule(
        id="policy/caller-names",
        reason="Whoever may name attributes can set, or see, what was not meant for them.",
        instead="compare the names with a list of those that are meant",
        example="for name, value in fields.items(): setattr(user, name, value)",
        level=Level.ERROR,
        visit=both(_formats, _assigned_names),
    ),
    Rule(
        id="policy/path-parts",
        reason="A name such as ../x leads out of the folder that it is put behind.",
        instead="resolve the path and check is_relative_to, or take only Path(name).name",
        example="Path(folder, name).read_text()",
        level=Level.WARNING,
        visit=_path_parts,
    ),
    Rule(
        id="policy/html-text",
        reason="Text put into a page is read as a part of the page, scripts included.",
        instead="pass it through html.escape",
        example='f"<p>{comment}</p>"',
        level=Level.WARNING,
        visit=_markup,
    ),
)
