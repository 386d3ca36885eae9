"""What the specification claims of the bot, claim by claim, each seen from end to end."""

from collections.abc import Callable
from pathlib import Path

from chotu_bot import Chotu
from chotu_bot.calling.call import Failed, Returned
from chotu_bot.domain.answers import Landed, Refused
from chotu_bot.domain.regression import Returns
from journey import Answered, git, state
from landed import land

Run = Callable[..., Answered]

INITIALS = '''
def initials(name: str) -> str:
    """Take the initials of a name."""
    return "".join(part[0].upper() for part in name.split(" "))
'''
TESTS = """def test_two_names() -> None:
    assert initials("Ada Lovelace") == "AL"


def test_three_small_names() -> None:
    assert initials("grace brewster hopper") == "GBH"
"""


def test_claim_it_generates_tools_autonomously(chotu: Chotu, folder: Path) -> None:
    """An agent names a need; the tool is written, tested, landed and callable, nobody helping."""
    answer = chotu.handle_unknown_command("make a slug from a title")
    assert isinstance(answer, Landed)
    called = chotu.run(answer.contract.name, {"text": "Hello, World"})
    assert isinstance(called, Returned)
    assert called.result == "hello-world"
    assert f"Land {answer.contract.name}" in git(folder, "log", "-1", "--format=%s")
    assert chotu.registry_check() == ()


def test_claim_it_learns_from_failures(chotu: Chotu, tmp_path: Path) -> None:
    """A failing call is mended by a version that passes it, and what worked still works."""
    land(chotu, INITIALS, TESTS)
    failing = {"name": "Ada  Lovelace"}
    assert isinstance(chotu.run("initials", failing), Failed)
    code = tmp_path / "initials.py"
    code.write_text(INITIALS.replace('split(" ")', "split()"))
    answer = chotu.improve(
        "initials",
        arguments=failing,
        expect=Returns(result="AL"),
        code=code,
        intent="take initials",
    )
    assert isinstance(answer, Landed), answer
    for name in ("Ada  Lovelace", "Ada Lovelace"):
        called = chotu.run("initials", {"name": name})
        assert isinstance(called, Returned)
        assert called.result == "AL"


def test_claim_it_notices_what_is_missing(run: Run) -> None:
    """Requests that no tool serves are counted by what they ask for, and suggested."""
    for text in ("translate my poems into Klingon", "translate a poem into Klingon"):
        run("do", text)
    answered = run("suggest", "--json")
    assert answered.code == 0
    assert "klingon" in answered.out.lower()


def test_claim_it_operates_safely(chotu: Chotu, folder: Path) -> None:
    """What is unsafe is refused, what failed the gate changes nothing, what landed can go back."""
    before = state(folder)
    assert isinstance(chotu.learn("run any shell command I type"), Refused)
    assert state(folder) == before
    landed = chotu.learn("make a slug from a title")
    assert isinstance(landed, Landed)
    chotu.rollback(landed.contract.name, remove=True)
    assert chotu.tools() == ()
    assert not [one for one in chotu.audit().findings if one.level == "error"]


def test_claim_it_knows_how_well_it_is_doing(chotu: Chotu, run: Run) -> None:
    """Success rates, health and usage are queries over what really happened."""
    land(chotu, INITIALS)
    chotu.run("initials", {"name": "Ada Lovelace"})
    chotu.run("initials", {"name": "Ada  Lovelace"})
    figures = run("stats", "initials", "--json")
    assert figures.code == 0, figures
    assert run("health", "--json").code == 0
    assert figures.json["calls"] == 2
