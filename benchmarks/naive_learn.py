"""The naive ``learn``, for comparison: what one would write first, in one process.

Everything is imported at the top; a branch is checked out, files are written, ruff, bandit and
pytest run as commands, GitPython's porcelain commits and merges, one JSON registry is rewritten.
Called with a folder that holds ``tool.py``, ``test_tool.py`` and, for the whole gate, variants.
"""

import json
import subprocess
import sys
from pathlib import Path

import bandit  # noqa: F401 - imported as one would
import click  # noqa: F401
import jinja2  # noqa: F401
import openai  # noqa: F401
import pytest  # noqa: F401

import git

BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path) -> None:
    """One of the commands; its verdict does not matter here, its cost does."""
    subprocess.run([str(one) for one in command], cwd=cwd, capture_output=True, check=False)


def main() -> None:
    """``naive_learn.py REPOSITORY MATERIAL PYTHON RULES``."""
    root, material, python, rules = (Path(one) for one in sys.argv[1:5])
    repository = git.Repo(root)
    branch = repository.create_head("learn/naive")
    branch.checkout()
    place = root / "generated_tools" / "naive"
    place.mkdir(parents=True)
    tool, tests = place / "tool.py", place / "test_tool.py"
    tool.write_bytes((material / "tool.py").read_bytes())
    tests.write_bytes((material / "test_tool.py").read_bytes())
    run(BIN / "ruff", "check", "--config", rules, place, cwd=root)
    run(BIN / "ruff", "format", "--check", "--config", rules, place, cwd=root)
    run(BIN / "bandit", "-q", tool, cwd=root)
    for _ in ("forward", "again"):
        run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", place, cwd=root)
    for variant in sorted(material.glob("variant-*.py")):
        tool.write_bytes(variant.read_bytes())
        run(python, "-B", "-m", "pytest", "-qx", "-p", "no:cacheprovider", place, cwd=root)
    tool.write_bytes((material / "tool.py").read_bytes())
    registry = root / "registry.json"
    held = json.loads(registry.read_text()) if registry.exists() else {}
    registry.write_text(json.dumps({**held, "naive": {"path": str(place)}}, indent=2))
    repository.index.add([str(tool), str(tests), str(registry)])
    repository.index.commit("Learn naive")
    repository.heads.main.checkout()
    repository.git.merge("learn/naive", no_ff=True, m="Land naive")


if __name__ == "__main__":
    main()
