"""The runner ``pytest``: one session over the job's tests, and coverage of the tool."""

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from .report import Limit, Report, limit_behind
from .steps import Steps

_LONGEST_MESSAGE = 2_000
_MOST_ERRORS = 50
_UNUSED_PLUGINS = (
    "cacheprovider", "junitxml", "pastebin", "setuponly", "setupplan", "stepwise", "doctest",
    "faulthandler", "unraisableexception", "threadexception", "legacypath",
)  # fmt: skip
_PROFILE = "chotu"
_NO_PLUGINS = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
# Text strategies build tables of all characters once, which takes most of a second.
_WARM_UP = """
import pytest
import tool
pytest.importorskip("hypothesis")
from hypothesis import given, settings, strategies as st

@settings(max_examples=10)
@given(st.text(), st.lists(st.integers()))
def test_warm_up(text, numbers):
    assert isinstance(text, str)

@pytest.mark.parametrize("number", [1])
def test_fixtures(number, capsys, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="x"):
        raise ValueError("x")
"""
MAIN_BLOCK = r"if __name__ == ['\"]__main__['\"]:"


def run(request: dict[str, Any]) -> Report:
    """Run the tests as asked."""
    folder = os.getcwd()
    settle_hypothesis(request.get("examples"))
    recorder = Recorder(reverse=bool(request.get("reverse")))
    coverage = _start_coverage(folder) if request.get("coverage") else None
    steps = Steps(folder, None)
    if request.get("count_steps"):
        steps.install()
    # Uncaptured, so that a flood of output meets its limit and not that of memory.
    arguments = [
        *arguments_for(folder, exitfirst=bool(request.get("exitfirst"))),
        "--capture=no",
    ]
    keep_plugins_out()
    try:
        config = configured([*arguments, *request["tests"]], recorder)
        try:
            code = int(config.hook.pytest_cmdline_main(config=config))
        finally:
            config._ensure_unconfigure()  # noqa: SLF001 - as pytest.main does
    except SystemExit as error:
        recorder.errors.append(f"the tests ended the session: SystemExit({error.code})")
        code = 2
    body = {
        "exit": code,
        "tests": recorder.tests(),
        "errors": recorder.errors[:_MOST_ERRORS],
        "coverage": None if coverage is None else _measured(coverage, folder),
        "steps": steps.taken,
    }
    return Report(body=body, exit_code=code, limit=recorder.limit)


def keep_plugins_out() -> None:
    """Load no plugin because a distribution of the environment offers one."""
    os.environ[_NO_PLUGINS] = "1"


def arguments_for(folder: str, *, exitfirst: bool) -> list[str]:
    """Pytest's command line: nothing is taken from files, plugins or folders above."""
    arguments = [
        "--rootdir", folder, "--confcutdir", folder, "-c", os.devnull, "--noconftest", "-q",
        "--no-header", "--no-summary", "--tb=short", "--capture=sys", "--color=no",
    ]  # fmt: skip
    arguments += _without(_UNUSED_PLUGINS)
    return [*arguments, "-x"] if exitfirst else arguments


def _without(plugins: Sequence[str]) -> list[str]:
    return [word for plugin in plugins for word in ("-p", f"no:{plugin}")]


_spare: list[Any] = []
"""A configuration with pytest's own plugins, made once in the warm parent; a job takes its copy."""


def configured(arguments: list[str], recorder: "Recorder") -> Any:
    """A pytest configuration for these arguments, as ``pytest.main`` would make it."""
    from _pytest.config import Config, get_config

    config = _spare.pop() if _spare else get_config(arguments)
    config.invocation_params = Config.InvocationParams(
        args=arguments, plugins=[recorder], dir=Path.cwd()
    )
    config.pluginmanager.register(recorder)
    return config.pluginmanager.hook.pytest_cmdline_parse(
        pluginmanager=config.pluginmanager, args=arguments
    )


def settle_hypothesis(examples: int | None = None) -> None:
    """Make hypothesis repeatable: derandomized, no database, no deadline."""
    try:
        import hypothesis
    except ImportError:
        return
    chosen = hypothesis.settings(
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    if examples is not None:
        # Where only red or green is asked for, nobody reads the smallest failing example.
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        chosen = hypothesis.settings(chosen, max_examples=examples, phases=phases)
    hypothesis.settings.register_profile(_PROFILE, chosen)
    hypothesis.settings.load_profile(_PROFILE)


class Recorder:
    """A pytest plugin that keeps what became of each test."""

    def __init__(self, *, reverse: bool) -> None:
        self.errors: list[str] = []
        self.limit: Limit | None = None
        self._reverse = reverse
        self._outcomes: dict[str, tuple[str, str]] = {}

    def tests(self) -> list[dict[str, str]]:
        """The tests in the order they ran."""
        return [
            {"id": name, "outcome": outcome, "message": message}
            for name, (outcome, message) in self._outcomes.items()
        ]

    def pytest_configure(self) -> None:
        """Take back what only pytest's start should see."""
        os.environ.pop(_NO_PLUGINS, None)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Turn the order round when asked."""
        if self._reverse:
            items.reverse()

    def pytest_collectreport(self, report: Any) -> None:
        """Keep what kept a file from being collected."""
        if report.failed:
            self.errors.append(_clipped(report.longreprtext))

    def pytest_internalerror(self, excrepr: Any) -> None:
        """Keep a crash of the session."""
        self.errors.append(_clipped(str(excrepr)))

    def pytest_runtest_makereport(self, call: Any) -> None:
        """Notice a limit that a test ran into."""
        if call.excinfo is not None and self.limit is None:
            self.limit = limit_behind(call.excinfo.value)

    def pytest_exception_interact(self, call: Any) -> None:
        """Notice a limit that the collection ran into."""
        if call.excinfo is not None and self.limit is None:
            self.limit = limit_behind(call.excinfo.value)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the worst of set-up, call and tear-down."""
        outcome = _outcome(report)
        if outcome is None:
            return
        before = self._outcomes.get(report.nodeid)
        if before is None or outcome in {"error", "failed"}:
            self._outcomes[report.nodeid] = (outcome, _clipped(report.longreprtext))


def _outcome(report: Any) -> str | None:
    expected = hasattr(report, "wasxfail")
    if report.skipped:
        return "xfailed" if expected else "skipped"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    if report.when != "call":
        return None
    return "xpassed" if expected else "passed"


def _clipped(text: str) -> str:
    shown = text.encode("utf-8", "replace").decode()
    return shown if len(shown) <= _LONGEST_MESSAGE else "…" + shown[-_LONGEST_MESSAGE:]


def _start_coverage(folder: str) -> Any:
    """Coverage of the tool, under way; None where the environment has no coverage."""
    try:
        import coverage
    except ImportError:
        return None
    measuring = coverage.Coverage(
        data_file=None,
        branch=True,
        include=[os.path.join(folder, "tool.py")],
        config_file=False,
        messages=False,
    )
    measuring.exclude(MAIN_BLOCK)
    measuring.start()
    return measuring


def _measured(measuring: Any, folder: str) -> dict[str, Any] | None:
    import coverage

    measuring.stop()
    outfile = os.path.join(os.path.dirname(folder), "home", "coverage.json")
    try:
        measuring.json_report(morfs=[os.path.join(folder, "tool.py")], outfile=outfile)
    except coverage.exceptions.CoverageException:
        return None
    with open(outfile, encoding="utf-8") as stream:
        (file,) = json.load(stream)["files"].values()
    summary = file["summary"]
    return {
        "branches": summary["num_branches"],
        "covered_branches": summary["covered_branches"],
        "lines": summary["num_statements"],
        "covered_lines": summary["covered_lines"],
        "missing": file["missing_lines"],
    }


def _set_out() -> None:
    """Make the spare configuration, whose plugins are looked through for fixtures only once.

    A session looks at every name of every plugin, which is a fifth of what a short one costs.
    """
    from _pytest import fixtures
    from _pytest.config import get_config

    config = get_config(_without(_UNUSED_PLUGINS))
    _spare.append(config)
    kind = getattr(fixtures, "FixtureFunctionDefinition", None)
    plugins = config.pluginmanager.get_plugins()
    barren = {
        id(one)
        for one in plugins
        if isinstance(one, ModuleType)
        and kind
        and not any(isinstance(held, kind) for held in vars(one).values())
    }
    look = fixtures.FixtureManager.pytest_plugin_registered

    def pytest_plugin_registered(self: Any, plugin: Any, plugin_name: str) -> None:
        if id(plugin) not in barren:
            look(self, plugin, plugin_name)

    fixtures.FixtureManager.pytest_plugin_registered = pytest_plugin_registered  # type: ignore[method-assign]


def warm_up(folder: str) -> None:
    """One trusted session, so that every later one finds pytest imported and its caches full."""
    work = os.path.join(folder, "work")
    for path in (work, os.path.join(folder, "home")):
        os.mkdir(path)
    for name, content in (("test_warm_up.py", _WARM_UP), ("tool.py", "warm_up = 1\n")):
        with open(os.path.join(work, name), "w", encoding="utf-8") as stream:
            stream.write(content)
    before, search, here = set(sys.modules), list(sys.path), os.getcwd()
    os.chdir(work)
    tempfile.tempdir = folder
    try:
        report = run({"tests": ["test_warm_up.py"], "coverage": True})
    finally:
        os.chdir(here)
        tempfile.tempdir = None
    no_hypothesis = 5
    if report.exit_code not in {0, no_hypothesis}:
        raise RuntimeError(f"pytest does not work in the tool environment: {report.body}")
    _set_out()
    sys.path[:] = search
    sys.path_importer_cache.clear()
    for name in set(sys.modules) - before:
        if name in {"test_warm_up", "tool"}:
            del sys.modules[name]
