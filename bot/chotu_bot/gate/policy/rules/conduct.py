"""Rules on how a tool behaves as a guest in a process."""

import ast
from collections.abc import Iterator
from itertools import takewhile

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.programs import shells
from chotu_bot.gate.policy.rules.rule import (
    Hit,
    Rule,
    both,
    called,
    calls,
    mentioned,
    mentions,
    mild_in_scripts,
)

_TEST_TOOLS = ("pytest.", "_pytest.", "unittest.", "hypothesis.", "nose.", "coverage.")
_OWN_TESTS = ("unittest", "unittest.TestCase", "unittest.main")
_TELLTALES = ("PYTEST_", "/.dockerenv", "/run/.containerenv", "COVERAGE_PROCESS", "CI_SANDBOX")
_TEST_NAMES = frozenset({"pytest", "_pytest", "unittest", "hypothesis", "coverage"})
_WATCHES = (
    "sys.gettrace",
    "sys.getprofile",
    "sys._called_from_test",
    "sys.orig_argv",
)
_LOOKS = ("sys.argv", "os.getppid", "sys.flags")
_WHERE = frozenset(
    {"socket.gethostname", "socket.getfqdn", "platform.node", "getpass.getuser", "os.getlogin"}
)
ENDS = (
    "sys.exit",
    "os._exit",
    "os.abort",
    "builtins.exit",
    "builtins.quit",
    "_thread.interrupt_main",
    "threading.interrupt_main",
)
_BLOCKS = (
    "builtins.input",
    "builtins.help",
    "sys.stdin.",
    "sys.__stdin__.",
    "getpass.getpass",
    "builtins.raw_input",
)


def _telltales(program: Program) -> Iterator[Hit]:
    for node in program.find(ast.Constant):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if any(mark in node.value for mark in _TELLTALES) and not _is_docstring(program, node):
            yield Hit(line=node.lineno, what=f"{node.value[:40]!r}")
        elif node.value in _TEST_NAMES and _is_looked_for(program, node):
            yield Hit(line=node.lineno, what=f"looking for {node.value!r}")


def _is_docstring(program: Program, node: ast.AST) -> bool:
    return isinstance(program.parents.get(id(node)), ast.Expr)


def _is_looked_for(program: Program, node: ast.AST) -> bool:
    """Whether a constant is compared with something of ``sys``."""
    expressions = takewhile(lambda one: not isinstance(one, ast.stmt), program.above(node))
    return any(
        isinstance(part, ast.Attribute) and "sys" in program.names(part.value)
        for one in expressions
        for part in ast.walk(one)
    )


def _modules(program: Program) -> Iterator[Hit]:
    for node in program.find(ast.Attribute):
        if not isinstance(node, ast.Attribute) or node.attr != "modules":
            continue
        if "sys" in program.names(node.value):
            asked = isinstance(program.parents.get(id(node)), ast.Compare)
            level = None if asked else Level.WARNING
            yield Hit(line=node.lineno, what="sys.modules", level=level)


def _places(program: Program) -> Iterator[Hit]:
    """Asking for one certain machine or user."""
    for node in program.find(ast.Compare, ast.Call):
        match node:
            case ast.Compare(left=left, comparators=[right]):
                sides = [left, right]
            case ast.Call(
                func=ast.Attribute(value=left, attr="startswith" | "endswith"), args=[right, *_]
            ):
                sides = [left, right]
            case _:
                continue
        asked = [
            one
            for side in sides
            for one in ast.walk(side)
            if isinstance(one, ast.Call) and set(program.names(one.func)) & _WHERE
        ]
        if asked and any(isinstance(side, ast.Constant) for side in sides):
            yield Hit(line=getattr(node, "lineno", 0), what="asking which machine this is")


def _test_tools(program: Program) -> Iterator[Hit]:
    """Tools of testing; test cases that a file brings along are no more than odd."""
    for one in mentions(program, _TEST_TOOLS):
        level = Level.WARNING if one.name in _OWN_TESTS else None
        yield Hit(line=one.line, what=one.name, level=level)


def _looks(program: Program) -> Iterator[Hit]:
    """What tells a tool how it was started; by itself no more than odd."""
    for one in mentions(program, _LOOKS):
        yield Hit(line=one.line, what=one.name, level=Level.WARNING)


def _standard_input(program: Program) -> Iterator[Hit]:
    for one in mentions(program, ("sys.stdin",)):
        parent = program.parents.get(id(one.node))
        reads = isinstance(parent, ast.Attribute | ast.For | ast.comprehension)
        level = None if reads else Level.WARNING
        yield Hit(line=one.line, what="sys.stdin", level=level)


def raised_exits(program: Program) -> Iterator[Hit]:
    """Errors that end the process when nobody catches them."""
    for node in program.find(ast.Raise):
        if isinstance(node, ast.Raise) and node.exc is not None:
            inner = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            for name in program.names(inner):
                if name in {"builtins.SystemExit", "builtins.KeyboardInterrupt"}:
                    yield Hit(line=node.lineno, what=f"raise {name.partition('.')[2]}")


def _processes(program: Program) -> Iterator[Hit]:
    for one in mentions(program, ("os.fork", "os.forkpty", "pty.fork", "os.posix_openpt")):
        yield Hit(line=one.line, what=one.name)
    for call in calls(program, ("multiprocessing.", "concurrent.futures.ProcessPoolExecutor")):
        if call.name != "multiprocessing.cpu_count":
            yield Hit(line=call.line, what=call.name, level=Level.WARNING)


def _asserts(program: Program) -> Iterator[Hit]:
    return (
        Hit(line=getattr(node, "lineno", 0), what="assert") for node in program.find(ast.Assert)
    )


def _globals(program: Program) -> Iterator[Hit]:
    return (
        Hit(line=getattr(node, "lineno", 0), what="global") for node in program.find(ast.Global)
    )


def _hidden(program: Program) -> Iterator[Hit]:
    for node in program.find(ast.ExceptHandler):
        if not isinstance(node, ast.ExceptHandler):
            continue
        broad = node.type is None or bool(
            {"builtins.Exception", "builtins.BaseException"} & set(program.names(node.type))
        )
        silent = all(isinstance(one, ast.Pass | ast.Continue) for one in node.body)
        if broad and silent:
            yield Hit(line=node.lineno, what="every error is swallowed")


def _endless(program: Program) -> Iterator[Hit]:
    """Loops that nothing in them can end."""
    for node in program.find(ast.While):
        if not isinstance(node, ast.While) or not isinstance(node.test, ast.Constant):
            continue
        ends = any(_ends(one) for one in _inside(node)) or _is_tried(program, node)
        if node.test.value and not ends:
            yield Hit(line=node.lineno, what="a loop without an end")


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """What a loop itself runs, without the functions that it defines."""
    for one in ast.iter_child_nodes(node):
        yield one
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _inside(one)


def _ends(node: ast.AST) -> bool:
    ways = ast.Break | ast.Return | ast.Raise | ast.Yield | ast.YieldFrom | ast.Await | ast.Try
    return isinstance(node, ways)


def _is_tried(program: Program, node: ast.AST) -> bool:
    for one in program.above(node):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        if isinstance(one, ast.Try | ast.With):
            return True
    return False


RULES = (
    Rule(
        id="policy/evasion",
        reason="A tool that knows it is being tested can behave well only then.",
        instead="behave the same everywhere; take what differs as a parameter",
        example='if "pytest" in sys.modules: ...',
        level=Level.ERROR,
        visit=mild_in_scripts(
            both(_telltales, _modules, _looks, _places, mentioned(_WATCHES), _test_tools)
        ),
    ),
    Rule(
        id="policy/exit",
        reason="Ending the process ends the caller's work, and can turn a failed test green.",
        instead="return a value or raise a typed error",
        example="os._exit(0)",
        level=Level.ERROR,
        visit=mild_in_scripts(both(mentioned(ENDS), raised_exits)),
    ),
    Rule(
        id="policy/fork",
        reason="A copy of the process runs on where nobody sees it.",
        instead="use a loop or a thread pool",
        example="os.fork()",
        level=Level.ERROR,
        visit=_processes,
    ),
    Rule(
        id="policy/shell",
        reason="A shell starts whatever its text says, not only what is declared.",
        instead="pass a list of arguments to subprocess.run",
        example="subprocess.run(command, shell=True)",
        level=Level.ERROR,
        visit=shells,
    ),
    Rule(
        id="policy/standard-input",
        reason="A tool is called with arguments; nobody is there to type.",
        instead="take it as a parameter",
        example="name = input()",
        level=Level.ERROR,
        visit=mild_in_scripts(both(mentioned(_BLOCKS), called(("sys.stdin.",)), _standard_input)),
    ),
    Rule(
        id="policy/endless-loop",
        reason="A call that never ends is no answer, and holds what it holds until it is killed.",
        instead="end it by a condition, a break or a return",
        example="while True: items.append(1)",
        level=Level.ERROR,
        visit=_endless,
    ),
    Rule(
        id="policy/assert",
        reason="Asserts vanish under -O, so they check nothing for sure.",
        instead="raise ValueError or another typed error",
        example="assert size > 0",
        level=Level.WARNING,
        visit=_asserts,
    ),
    Rule(
        id="policy/global-state",
        reason="State that outlives a call makes results depend on earlier calls.",
        instead="pass it along or return it",
        example="global counter",
        level=Level.WARNING,
        visit=_globals,
    ),
    Rule(
        id="policy/hidden-error",
        reason="An error that nobody hears of looks like success.",
        instead="catch the errors that are expected, by name",
        example="except Exception: pass",
        level=Level.WARNING,
        visit=_hidden,
    ),
    Rule(
        id="policy/print",
        reason="The caller gets the result, not what is printed.",
        instead="return it",
        example="print(total)",
        level=Level.NOTE,
        visit=called(("builtins.print",)),
    ),
)
