"""Rules on code that is made, loaded or unpacked while the tool runs."""

import ast
from collections.abc import Iterator

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import only_texts
from chotu_bot.gate.policy.attributes import PURE
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import (
    Hit,
    Rule,
    both,
    called,
    calls,
    mentioned,
    mild_in_scripts,
)

_MAKES_CODE = (
    "builtins.eval",
    "builtins.exec",
    "builtins.execfile",
    "builtins.compile",
    "builtins.breakpoint",
    "code.",
    "codeop.",
    "runpy.",
    "pdb.",
    "bdb.",
    "timeit.timeit",
    "timeit.repeat",
    "timeit.Timer",
    "timeit.main",
    "cProfile.",
    "profile.",
    "trace.",
    "doctest.",
    "logging.config.",
    "compileall.",
    "py_compile.",
    "antigravity.",
    "sympy.sympify",
    "sympy.S",
    "sympy.parsing.",
    "sympy.lambdify",
    "numexpr.evaluate",
    "pandas.eval",
    "asteval.",
    "RestrictedPython.",
    "typing.ForwardRef",
)
_MAKES_FUNCTIONS = ("types.FunctionType", "types.CodeType", "types.LambdaType")
_TEMPLATES = (
    "jinja2.Template",
    "jinja2.Environment().from_string",
    "jinja2.environment.Template",
    "mako.template.Template",
    "tornado.template.Template",
    "chameleon.PageTemplate",
    "flask.render_template_string",
)
_LOADS = (
    "importlib.util.",
    "importlib.machinery.",
    "importlib.abc.",
    "importlib.reload",
    "importlib._bootstrap.",
    "zipimport.",
    "imp.",
    "pkgutil.",
    "pydoc.",
    "ensurepip.",
    "venv.",
    "pip.",
    "setuptools.",
    "site.",
    "builtins.__loader__",
    "builtins.__spec__",
)
_MODULES = frozenset({"path", "request", "client", "util", "process", "handlers"})
_NATIVE = (
    "ctypes.",
    "cffi.",
    "numba.",
    "llvmlite.",
    "distutils.",
    "tkinter.",
    "_tkinter.",
    "sqlite3.connect().load_extension",
    "sqlite3.connect().enable_load_extension",
    "mmap.PROT_EXEC",
    "sys.setdlopenflags",
    "_posixsubprocess.",
    "_testcapi.",
    "_testinternalcapi.",
    "_xxsubinterpreters.",
    "_interpreters.",
    "_imp.",
    "_winapi.",
)
_UNPACKS = (
    "pickle.load",
    "pickle.loads",
    "pickle.Unpickler",
    "pickle._loads",
    "pickle._load",
    "pickle._Unpickler",
    "pickletools.",
    "shelve.",
    "dill.",
    "cloudpickle.",
    "marshal.",
    "jsonpickle.",
    "joblib.load",
    "torch.load",
    "keras.models.load_model",
    "tensorflow.keras.models.load_model",
    "hickle.load",
    "pandas.io.pickle.",
    "multiprocessing.connection.",
    "multiprocessing.managers.",
    "xmlrpc.client.Unmarshaller",
    "ruamel.yaml.unsafe_load",
    "pandas.read_pickle",
    "yaml.unsafe_load",
    "yaml.unsafe_load_all",
    "yaml.full_load",
    "yaml.full_load_all",
    "yaml.UnsafeLoader",
    "yaml.Loader",
    "yaml.FullLoader",
)


def _dynamic_names(program: Program) -> Iterator[Hit]:
    for one in program.unresolved:
        if one.owner != "<import>":
            mild = Level.WARNING if _is_harmless(one.owner) else None
            yield Hit(line=one.line, what=f"a name looked up in {one.owner}", level=mild)


def _is_harmless(owner: str) -> bool:
    """Whether what is looked into is data, a type, or a module of plain functions."""
    if owner in PURE:
        return True
    return "." in owner and owner != "sys.modules" and owner.rpartition(".")[2] not in _MODULES


def _dynamic_imports(program: Program) -> Iterator[Hit]:
    for one in program.unresolved:
        if one.owner == "<import>":
            yield Hit(line=one.line, what="a module named only when the code runs")


def _yaml_load(program: Program) -> Iterator[Hit]:
    for one in calls(program, ("yaml.load", "yaml.load_all")):
        given = _further_arguments(one.node)
        named = {name for value in given for name in program.names(value)}
        if not named & {"yaml.SafeLoader", "yaml.CSafeLoader"}:
            yield Hit(line=one.line, what=one.name)


def _pickled_arrays(program: Program) -> Iterator[Hit]:
    for one in calls(program, ("numpy.load",)):
        for keyword in getattr(one.node, "keywords", ()):
            allowed = keyword.arg == "allow_pickle"
            if allowed and getattr(keyword.value, "value", True) is not False:
                yield Hit(line=one.line, what=f"{one.name} with allow_pickle")


def _given_templates(program: Program) -> Iterator[Hit]:
    """Templates that run code, and that do not stand in the file."""
    for one in calls(program, _TEMPLATES):
        source = one.arguments.get(0, "source") or one.arguments.get(0, "text")
        if source is None or not only_texts(source):
            yield Hit(line=one.line, what=f"{one.name} of a text that is not in the file")


def _hints(program: Program) -> Iterator[Hit]:
    """Type hints that are assigned as text, which is evaluated when somebody asks for them."""
    for node in program.find(ast.Name, ast.Attribute, ast.Subscript):
        inner = node.value if isinstance(node, ast.Subscript) else node
        name = getattr(inner, "attr", getattr(inner, "id", ""))
        if name == "__annotations__" and isinstance(getattr(node, "ctx", None), ast.Store):
            yield Hit(line=getattr(node, "lineno", 0), what="__annotations__ is set")


def _further_arguments(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, ast.Call):
        return []
    return [*node.args[1:], *[keyword.value for keyword in node.keywords]]


RULES = (
    Rule(
        id="policy/dynamic-code",
        reason="Code that is put together while it runs cannot be judged before it runs.",
        instead="write the code out; for values use json, ast.literal_eval or a table of functions",
        example="eval(expression)",
        level=Level.ERROR,
        visit=both(
            mild_in_scripts(mentioned(_MAKES_CODE, but=("timeit.default_timer",))),
            called(_MAKES_FUNCTIONS),
            _given_templates,
            _hints,
        ),
    ),
    Rule(
        id="policy/dynamic-import",
        reason="A module that is named or loaded while the code runs cannot be judged.",
        instead="import the module by name at the top of the file",
        example="importlib.import_module(name)",
        level=Level.ERROR,
        visit=both(mentioned(_LOADS, but=("importlib.util.find_spec",)), _dynamic_imports),
    ),
    Rule(
        id="policy/dynamic-name",
        reason="A function looked up in a module by a computed name can be any function.",
        instead="use a dictionary of the functions that are meant",
        example="getattr(os, name)()",
        level=Level.ERROR,
        visit=_dynamic_names,
    ),
    Rule(
        id="policy/native-code",
        reason="Native code is outside anything that can be read off the source.",
        instead="use the standard library's own functions",
        example="ctypes.CDLL(None)",
        level=Level.ERROR,
        visit=both(mentioned(_NATIVE), called(_NATIVE)),
    ),
    Rule(
        id="policy/deserialisation",
        reason="These formats run code while they are read.",
        instead="use json, tomllib, csv or yaml.safe_load",
        example="pickle.loads(content)",
        level=Level.ERROR,
        visit=both(mentioned(_UNPACKS), _yaml_load, _pickled_arrays),
    ),
)
