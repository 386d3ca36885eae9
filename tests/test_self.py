"""The project holds itself to what it asks of others."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "bot").rglob("*.py"))
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout.split()


def calls(path: Path) -> set[str]:
    """Names and attributes that a module calls."""
    tree = ast.parse(path.read_bytes())
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda one: str(one.relative_to(ROOT)))
def test_f08_f09_nothing_outside_the_sandbox_imports_or_runs_foreign_code(path: Path) -> None:
    if "inside" in path.parts:
        return
    risky = {"exec", "eval", "__import__", "importlib.import_module", "runpy.run_path"}
    risky |= {"pickle.loads", "pickle.load", "marshal.loads", "os.system", "os.popen"}
    assert not calls(path) & risky


def test_f47_f50_no_path_of_anybodys_machine_and_no_secret_is_committed() -> None:
    if not TRACKED:
        pytest.skip("not a git checkout")
    home = re.compile(r"/(?:home|Users)/[a-z][\w-]+/|/root/\.|/work/")
    secret = re.compile(
        r"sk-[A-Za-z0-9]{32,}|ghp_[A-Za-z0-9]{36}|AKIA[A-Z0-9]{16}|BEGIN [A-Z ]*PRIVATE"
    )
    for name in TRACKED:
        path = ROOT / name
        if name.startswith("tests/") or not path.is_file():
            continue
        text = path.read_text("utf-8", "replace")
        assert not home.search(text), name
        assert not secret.search(text), name


def test_generated_documents_are_current() -> None:
    script = ROOT / "docs" / "generate.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_command_line_loads_nothing_heavy_before_it_is_used() -> None:
    code = (
        "import sys; from chotu_bot.cli.main import cli; "
        "print([one for one in ('openai', 'bandit', 'jinja2', 'pytest', 'chotu_bot.app', "
        "'chotu_bot.vcs') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_module_says_what_it_is_for() -> None:
    for path in SOURCES:
        assert ast.get_docstring(ast.parse(path.read_bytes())), path


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager", "misc"])
def test_no_module_has_a_name_that_says_nothing(word: str) -> None:
    assert not [path for path in SOURCES if word in path.stem]
