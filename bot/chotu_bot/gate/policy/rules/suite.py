"""Rules on test_tool.py: what tests may not do, so that what they prove counts."""

import ast
from collections.abc import Iterator

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import Named, Namespace, Text, texts
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules import conduct, reach, written
from chotu_bot.gate.policy.rules.proofs import unproven
from chotu_bot.gate.policy.rules.rule import Hit, Rule, both, calls, mentioned
from chotu_bot.gate.policy.uses import Use, UseFinder

_GUARDED = frozenset({"tool", "builtins", "pytest", "_pytest", "pluggy", "coverage", "hypothesis"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0", ""})  # nosec B104 # noqa: S104 - names to compare
_DRAWS = ("random.", "numpy.random.")
_UNSEEDED = ("secrets.", "os.urandom", "uuid.uuid4", "uuid.uuid1", "random.SystemRandom")
_SKIPS = (
    "pytest.skip",
    "pytest.xfail",
    "pytest.importorskip",
    "pytest.mark.skip",
    "pytest.mark.skipif",
    "pytest.mark.xfail",
    "unittest.skip",
    "unittest.skipIf",
    "unittest.skipUnless",
    "unittest.expectedFailure",
    "unittest.SkipTest",
)
_HOOK_NAMES = frozenset(
    {"pytest_plugins", "collect_ignore", "collect_ignore_glob", "load_tests", "__test__"}
)


def _root(name: str) -> str:
    return name.partition(".")[0]


def _patched(program: Program) -> Iterator[Hit]:
    yield from reach.patched(program)
    for call in program.calls:
        given = call.arguments.get(0) or frozenset()
        if call.name.endswith(("().setattr", "().delattr", "().setitem", "().delitem")) or (
            "mock" in call.name and "patch" in call.name
        ):
            for atom in given:
                if isinstance(atom, Named) and _root(atom.name) in _GUARDED:
                    yield Hit(line=call.line, what=f"{atom.name} is patched")
                elif isinstance(atom, Namespace):
                    yield Hit(line=call.line, what=f"{atom.owner or 'sys.modules'} is patched")
            for text in texts(given):
                if _root(text) in _GUARDED:
                    yield Hit(line=call.line, what=f"{text} is patched")
    for call in calls(program, ("importlib.reload",)):
        yield Hit(line=call.line, what="a module is reloaded")


def _hooks(program: Program) -> Iterator[Hit]:
    for node in program.find(ast.FunctionDef, ast.AsyncFunctionDef, ast.Name):
        name = getattr(node, "name", getattr(node, "id", ""))
        if name in _HOOK_NAMES or (name.startswith("pytest_") and not isinstance(node, ast.Name)):
            yield Hit(line=getattr(node, "lineno", 0), what=name)


def _random(program: Program) -> Iterator[Hit]:
    seeded = any(call.name in {"random.seed", "numpy.random.seed"} for call in program.calls)
    for call in calls(program, _DRAWS):
        method = call.name.rpartition(".")[2]
        if call.name == "random.Random" or "()" in call.name:
            if call.name == "random.Random" and not call.arguments.all and not _given(call.node):
                yield Hit(line=call.line, what="random.Random() without a seed")
        elif not seeded and method not in {"seed", "default_rng", "SystemRandom"}:
            yield Hit(line=call.line, what=f"{call.name} without a seed")


def _given(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(node.args or node.keywords)


def _uses(program: Program) -> Iterator[Use]:
    nothing = Contract(name="test_tool", summary="", category="misc")
    return UseFinder(program, nothing).find()


def _network(program: Program) -> Iterator[Hit]:
    for use in _uses(program):
        host = use.subject.rpartition(":")[0].strip("[]")
        if use.kind == "net" and use.origin == "fixed" and host not in _LOOPBACK:
            yield Hit(line=use.line, what=f"{use.via} to {use.subject}")


def _outside(program: Program) -> Iterator[Hit]:
    for use in _uses(program):
        if use.kind == "write" and use.origin == "fixed":
            if use.subject.startswith(("/", "~", "<")) or ".." in use.subject:
                yield Hit(line=use.line, what=f"{use.via} writes {use.subject[:60]!r}")
            else:
                what = f"{use.via} writes {use.subject[:60]!r}"
                yield Hit(line=use.line, what=what, level=Level.WARNING)
    for call in program.calls:
        for atom in call.arguments.get(0) or frozenset():
            if isinstance(atom, Named) and atom.name.endswith("__file__"):
                yield Hit(line=call.line, what="the tool's own file is taken hold of")
            elif atom == Text("<this file>"):
                yield Hit(
                    line=call.line, what="the tests' own file is taken hold of", level=Level.WARNING
                )


def _processes(program: Program) -> Iterator[Hit]:
    for use in _uses(program):
        if use.kind == "run":
            yield Hit(line=use.line, what=f"{use.via} starts {use.subject or 'a program'}")


def _environment(program: Program) -> Iterator[Hit]:
    for use in _uses(program):
        if use.kind == "env":
            yield Hit(line=use.line, what=f"{use.via} reads {use.subject}")


def _vacuous(program: Program) -> Iterator[Hit]:
    for line, what, level in unproven(program):
        yield Hit(line=line, what=what, level=level)


def _rule(name: str, visit: object, reason: str, instead: str, example: str) -> Rule:
    return Rule(
        id=f"tests/{name}",
        reason=reason,
        instead=instead,
        example=example,
        level=Level.ERROR,
        visit=visit,  # type: ignore[arg-type]
    )


RULES = (
    _rule(
        "vacuous",
        _vacuous,
        "A test that cannot fail proves nothing.",
        "compare the tool's result with the value that is wanted, or expect a typed error",
        "assert True",
    ),
    _rule(
        "patching",
        _patched,
        "Tests that change the tool test something else.",
        "call the tool as it is, with real files or a local server",
        'monkeypatch.setattr(tool, "add", fake)',
    ),
    _rule(
        "hooks",
        _hooks,
        "Hooks can turn a red test green.",
        "remove it; a test file holds tests, fixtures and helpers",
        "def pytest_runtest_makereport(item, call): ...",
    ),
    _rule(
        "exit",
        both(
            mentioned(
                (*conduct.ENDS, "atexit.", "pytest.exit", "signal.", "os.kill", "faulthandler.")
            ),
            conduct.raised_exits,
        ),
        "Ending the process early hides the tests that did not run.",
        "let the test end by itself",
        "os._exit(0)",
    ),
    _rule(
        "reflection",
        both(
            mentioned((*reach.FRAMES, "gc.", "sys.settrace", "sys.setprofile")),
            reach.inner_attributes,
        ),
        "Frames and object graphs reach into the test runner.",
        "look only at what the tool returns and writes",
        "sys._getframe(1)",
    ),
    _rule(
        "dynamic-code",
        mentioned(
            ("builtins.eval", "builtins.exec", "builtins.compile", "runpy.", "ctypes.", "code.")
        ),
        "Code that is put together while it runs cannot be judged before it runs.",
        "write the call out",
        'eval("add(1, 2)")',
    ),
    _rule(
        "sleep",
        mentioned(("time.sleep", "asyncio.sleep", "threading.Timer")),
        "A test that waits is slow, and fails on a slow machine.",
        "set times explicitly, for instance with os.utime",
        "time.sleep(1)",
    ),
    _rule(
        "randomness",
        both(_random, mentioned(_UNSEEDED)),
        "A test that draws other values each time cannot be repeated.",
        "use fixed values, random.Random(7), or hypothesis",
        "random.randint(0, 9)",
    ),
    _rule(
        "skip",
        mentioned(_SKIPS),
        "A test that is skipped or expected to fail proves nothing.",
        "remove it, or make it pass",
        "@pytest.mark.skip",
    ),
    _rule(
        "network",
        _network,
        "Tests run without a network.",
        "start a server on 127.0.0.1",
        'urlopen("https://example.com")',
    ),
    _rule(
        "outside",
        _outside,
        "Tests may write only under tmp_path.",
        "use tmp_path",
        'Path("/tmp/x").write_text("x")',
    ),
    _rule(
        "processes",
        _processes,
        "Tests start no programs unless the tool does.",
        "call the tool's function",
        'subprocess.run([sys.executable, "tool.py"])',
    ),
    _rule(
        "environment",
        _environment,
        "Tests do not depend on the environment unless the tool does.",
        "set what is needed with monkeypatch.setenv",
        'os.environ["HOME"]',
    ),
    _rule(
        "suppression",
        written.suppressed,
        "A comment that silences a check hides what the check would have found.",
        "remove it and mend what it hides",
        "assert add(1, 2) == 3  # noqa",
    ),
    _rule(
        "invisible-text",
        both(written.invisible, written.lookalikes),
        "Code that does not read as it runs deceives whoever reviews it.",
        "write an escape such as \\u200b",
        "# U+202E in a comment turns the line around",
    ),
)
