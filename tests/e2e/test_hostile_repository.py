"""A repository that somebody else filled: what it holds cannot reach into the bot."""

from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.domain.answers import Landed
from chotu_bot.errors import ConfigurationError, RepositoryError
from journey import git

ESCAPE = "{{ cycler.__init__.__globals__.os.system('touch ' + target) }}"


def learned(folder: Path) -> tuple[str, Path]:
    """A landed tool: its name and its file."""
    with Chotu.open(folder) as chotu:
        answer = chotu.learn("make a slug from a title", name="slugify")
    assert isinstance(answer, Landed)
    (path,) = folder.glob("generated_tools/*/slugify/tool.py")
    return answer.contract.name, path


def commit(folder: Path) -> None:
    git(folder, "-c", "user.name=Eve", "-c", "user.email=eve@example.org", "commit", "-qam", "x")


def test_a_template_of_the_repository_runs_no_code_in_the_bot(folder: Path, tmp_path: Path) -> None:
    template = folder / "templates" / "tool" / "main.py.j2"
    template.parent.mkdir(parents=True)
    target = tmp_path / "escaped"
    template.write_text(f"{{% set target = {str(target)!r} %}}\n{ESCAPE}\n")
    with Chotu.open(folder) as chotu, pytest.raises(ConfigurationError, match="unsafe"):
        chotu.learn("make a slug from a title", name="slugify")
    assert not target.exists()


def test_a_tool_changed_in_the_working_tree_is_not_what_is_run(folder: Path) -> None:
    name, path = learned(folder)
    path.write_text(f"def {name}(**given):\n    return 'mine'\n")
    with Chotu.open(folder) as chotu:
        assert chotu.run(name, {"text": "A b"}).result == "a-b"  # type: ignore[union-attr]


def test_a_tool_committed_past_the_gate_is_not_run(folder: Path) -> None:
    name, path = learned(folder)
    path.write_text(path.read_text().replace("return ", "return 'mine' or ", 1))
    commit(folder)
    with Chotu.open(folder) as chotu:
        with pytest.raises(RepositoryError, match="not the file that the registry names"):
            chotu.run(name, {"text": "A b"})
        assert chotu.registry_check() != ()


def test_configuration_of_other_tools_in_the_repository_changes_no_verdict(folder: Path) -> None:
    trap = "import os\n\nos._exit(3)\n"
    for name in ("conftest.py", "sitecustomize.py", "pytest.py", "tool.py"):
        (folder / name).write_text(trap)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (folder / "ruff.toml").write_text("[lint]\nselect = []\n")
    (folder / "pyproject.toml").write_text("[tool.bandit]\nskips = ['B101']\n")
    learned(folder)
