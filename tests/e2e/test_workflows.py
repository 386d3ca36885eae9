"""The workflows: clean by the linters, pinned, and every command of theirs does what it should."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from chotu_bot import Chotu
from chotu_bot.cli.main import cli
from forge_server import SLUG, TOKEN, ForgeServer, Hub
from journey import git

ROOT = Path(__file__).parents[2]
OWN = sorted((ROOT / ".github/workflows").glob("*.yml"))
SHIPPED = sorted((ROOT / "templates/github/workflows").glob("*.yml"))
BIN = Path(sys.executable).parent
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
INSTALLS = re.compile(
    r'pip install ("chotu-bot(\[\w+\])?==[\w.@$]+"|"?\.(\[\w+\]"?)?|build==[\d.]+)'
)


def workflow(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text())
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step with its job."""
    for name, job in workflow(path)["jobs"].items():
        for step in job["steps"]:
            yield name, step


def lint(*words: object) -> None:
    done = subprocess.run(
        [str(BIN / str(words[0])), *map(str, words[1:])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflows_are_clean_under_zizmor() -> None:
    lint("zizmor", "--offline", "--quiet", *OWN, *SHIPPED, ROOT / "action.yml")


def test_the_workflows_are_valid_by_the_published_schemas() -> None:
    lint("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *OWN, *SHIPPED)
    lint("check-jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")
    form = ROOT / "templates/github/ISSUE_TEMPLATE/tool-request.yml"
    lint("check-jsonschema", "--builtin-schema", "vendor.github-issue-forms", form)


def test_action_and_hooks_run_verbs_that_there_are() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    commands = [step["run"] for step in action["runs"]["steps"]] + [one["entry"] for one in hooks]
    ours = [command.split() for command in commands if not INSTALLS.fullmatch(command)]
    assert len(ours) == len(commands) - 1
    assert all(words[0] == "chotu-bot" and words[1] in cli.commands for words in ours)


@pytest.mark.parametrize("path", [*OWN, *SHIPPED], ids=lambda path: str(path.relative_to(ROOT)))
def test_actions_are_pinned_and_nothing_may_more_than_it_says(path: Path) -> None:
    found = workflow(path)
    assert found["permissions"] == {}
    assert all("permissions" in job and "timeout-minutes" in job for job in found["jobs"].values())
    for _, step in steps(path):
        assert "uses" not in step or PINNED.fullmatch(step["uses"]), step
        assert "${{" not in step.get("run", ""), "what is foreign comes through the environment"


def test_a_repository_gets_them_from_init(tmp_path: Path) -> None:
    Chotu.init(tmp_path / "r").close()
    made = tmp_path / "r" / ".github"
    version = metadata.version("chotu-bot")
    assert (
        f'pip install "chotu-bot[github]=={version}"' in (made / "workflows/gate.yml").read_text()
    )
    assert not [
        path for path in made.rglob("*") if path.is_file() and b"@VERSION@" in path.read_bytes()
    ]
    for name in ("CODEOWNERS", "SECURITY.md", "ISSUE_TEMPLATE/tool-request.yml"):
        assert (made / name).is_file()
    form = yaml.safe_load((made / "ISSUE_TEMPLATE/tool-request.yml").read_text())
    assert [one["id"] for one in form["body"]] == ["request", "examples"]


def test_ours_and_the_shipped_ones_differ_in_what_they_install_alone() -> None:
    for shipped in SHIPPED:
        own = (ROOT / ".github/workflows" / shipped.name).read_text().splitlines()
        pairs = list(zip(own, shipped.read_text().splitlines(), strict=True))
        assert all("pip install" in one for one, other in pairs if one != other)


def test_the_key_and_the_right_to_write_are_never_in_one_job() -> None:
    for path in (*OWN, *SHIPPED):
        for job in workflow(path)["jobs"].values():
            holds_key = "secrets." in json.dumps(job)
            writes = "write" in (job["permissions"] or {}).values()
            assert not (holds_key and writes), path


class Runner:
    """Runs the steps of a job in a checkout, as the platform would."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment

    def run(self, path: Path, job: str, **more: str) -> list[str]:
        """Every ``run:`` of a job but the installation; returns them."""
        done = []
        for name, step in steps(path):
            command = step.get("run")
            if name != job or command is None or INSTALLS.fullmatch(command):
                continue
            if "doctor --gate" not in command:  # judged by test_canaries
                self._bash(command, more)
            done.append(command)
        return done

    def _bash(self, command: str, more: dict[str, str]) -> None:
        environment = {
            **os.environ,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            **self.environment,
            **more,
        }
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with ForgeServer(tmp_path / "projects") as hub:
        yield hub


@pytest.mark.acceptance
def test_every_command_of_the_workflows_works(tmp_path: Path, hub: Hub) -> None:
    """An issue becomes a pull request, is judged, merged, checked, and taken back."""
    bare = hub.projects / f"{SLUG}.git"
    Chotu.init(tmp_path / "first").close()
    git(tmp_path, "clone", "--quiet", "--bare", str(tmp_path / "first"), str(bare))
    checkouts = {
        name: Runner(
            _clone(bare, tmp_path / name, f"{hub.url}/git/{SLUG}.git"),
            CHOTU_PUBLISHING_FORGE_URL=f"{hub.url}/api",
            GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
        )
        for name in ("generate", "propose")
    }
    learn, gate, registry, rollback = (
        ROOT / f"templates/github/workflows/{name}.yml"
        for name in ("learn", "gate", "registry", "rollback")
    )
    asked = (
        "### Request\n\ncount the words of a text\n\n### Examples\n\n$(touch never) `id` ; exit 9\n"
    )
    assert len(checkouts["generate"].run(learn, "generate", ASKED=asked)) == 2
    patch = checkouts["generate"].folder / "learn.patch"
    assert not (patch.parent / "never").exists()
    patch.rename(checkouts["propose"].folder / "learn.patch")
    assert len(checkouts["propose"].run(learn, "propose", GITHUB_TOKEN=TOKEN)) == 3
    assert hub.pull(1)["head"]["ref"] == "learn/word_count"

    judged = Runner(
        _clone(bare, tmp_path / "judge", f"{hub.url}/git/{SLUG}.git"),
        CHOTU_PUBLISHING_FORGE_URL=f"{hub.url}/api",
        GITHUB_REF="refs/pull/1/merge",
        GITHUB_TOKEN=TOKEN,
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )
    _clone(bare, judged.folder / ".head", str(bare), "learn/word_count")
    head = git(judged.folder / ".head", "rev-parse", "HEAD")
    base = git(judged.folder, "rev-parse", "HEAD")
    assert len(judged.run(gate, "judge", BASE=base, HEAD=head)) == 4
    assert json.loads((judged.folder / "gate.sarif").read_text())["version"] == "2.1.0"
    assert "✅ pass" in (tmp_path / "summary.md").read_text()
    judged.run(gate, "done", RESULTS="success success")

    landed = Runner(_clone(bare, tmp_path / "landed", str(bare)))
    persons = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    git(landed.folder, *persons, "merge", "--quiet", "--no-ff", "-m", "Merge", head)
    git(landed.folder, "push", "--quiet", "origin", "main")
    assert len(landed.run(registry, "check")) == 2
    with pytest.raises(AssertionError, match="there is no such tool"):
        landed.run(rollback, "rollback", TOOL="--help")
    with pytest.raises(AssertionError, match="first version"):
        landed.run(rollback, "rollback", TOOL="word_count")


def _clone(bare: Path, folder: Path, url: str, branch: str = "main") -> Path:
    git(bare.parent, "clone", "--quiet", f"--branch={branch}", str(bare), str(folder))
    git(folder, "remote", "set-url", "origin", url)
    return folder


def test_the_image_holds_every_extra_of_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    installed = re.search(r'pip install .*"/src\[(.*)\]"', (ROOT / "Dockerfile").read_text())
    assert installed is not None
    assert set(installed[1].split(",")) == set(project["optional-dependencies"])
