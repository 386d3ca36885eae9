"""Which paths a client may name."""

from pathlib import Path

import pytest

from chotu_bot.calling.paths import plan
from chotu_bot.calling.roots import Roots
from chotu_bot.domain.contract import Contract, Parameter, Permissions
from chotu_bot.domain.shapes import Scalar
from chotu_bot.errors import UsageError


def contract(*, read: tuple[str, ...] = (), write: tuple[str, ...] = ()) -> Contract:
    return Contract(
        name="copy_text",
        summary="Copy.",
        category="files",
        parameters=(Parameter(name="path", shape=Scalar("string"), annotation="str"),),
        permissions=Permissions(read=read, write=write),
    )


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A repository of tools, with a folder of the client's beside its own."""
    top = tmp_path / "tools"
    for name in (".git/hooks", ".chotu", "registry", "mine"):
        (top / name).mkdir(parents=True)
    (top / "chotu.ini").write_text("")
    (top / "mine" / "a.txt").write_text("a")
    return top


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../outside.txt", "outside the folders"),
        ("/etc/passwd", "outside the folders"),
        ("~/secret", "outside the folders"),
        ("mine/../../x", "outside the folders"),
        ("link/x", "outside the folders"),
        (".git/config", "inside .git"),
        ("mine/.GIT/config", "inside .GIT"),
        (".chotu/journal.db", "inside .chotu"),
    ],
)
@pytest.mark.parametrize("permission", ["read", "write"])
def test_a_path_outside_or_private_is_refused_before_anything_runs(
    tools: Path, path: str, why: str, permission: str
) -> None:
    (tools / "link").symlink_to("/tmp")
    wanted = contract(**{permission: ("path",)})
    with pytest.raises(UsageError, match=why):
        plan(wanted, {"path": path}, tools, Roots.of((tools,), tools))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("chotu.ini", "belongs to the repository of tools"),
        ("registry/index.json", "belongs to the repository of tools"),
        (".", "top of a repository"),
        ("vendored", "top of a repository"),
    ],
)
def test_what_decides_over_the_bot_is_never_written_for_a_client(
    tools: Path, path: str, why: str
) -> None:
    (tools / "vendored" / ".git").mkdir(parents=True)
    roots = Roots.of((tools,), tools)
    with pytest.raises(UsageError, match=why):
        plan(contract(write=("path",)), {"path": path}, tools, roots)
    assert plan(contract(read=("path",)), {"path": path}, tools, roots).staged == ()


def test_inside_the_roots_paths_are_granted_and_without_roots_any_are(tools: Path) -> None:
    roots = Roots.of((tools,), tools)
    reading = plan(contract(read=("path",)), {"path": "mine/a.txt"}, tools, roots)
    assert reading.grants.read == (tools / "mine" / "a.txt",)
    assert plan(contract(write=("path",)), {"path": "mine/b.txt"}, tools, roots).staged
    assert plan(contract(write=("path",)), {"path": "mine"}, tools, roots).grants.write
    assert plan(contract(read=("path",)), {"path": "/etc"}, tools).grants.read == (Path("/etc"),)
