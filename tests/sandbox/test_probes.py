"""No hostile program has an effect, on any backend; the one exception is reported."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from chotu_bot.sandbox.contract import Assurance, Ended, Grants, Outcome
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.local import LocalSandbox
from chotu_bot.sandbox.server import ForkServer
from sandbox.arena import call, result
from sandbox.canaries import Canaries
from sandbox.probes import PROBES, Probe

pytest_plugins = ("sandbox.fixtures",)


@pytest.fixture(scope="module")
def canaries(
    tmp_path_factory: pytest.TempPathFactory, tool_environment: Environment
) -> Iterator[Canaries]:
    folder = tmp_path_factory.mktemp("canaries")
    with Canaries(folder, tool_environment.site_packages) as made:
        yield made


def has_metadata_guarantee(box: LocalSandbox) -> bool:
    return any(g.name == "metadata" and g.assurance is not Assurance.ABSENT for g in box.guarantees)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe.group}: {probe.name}")
def test_f05_f10_a_hostile_program_has_no_effect(
    sandbox: LocalSandbox, canaries: Canaries, probe: Probe
) -> None:
    if probe.name == "stat a secret" and not has_metadata_guarantee(sandbox):
        pytest.skip("metadata is reported as a guarantee that is not in force")

    outcome = call(sandbox, probe.source(), {"c": canaries.arguments()}, limits=probe.limits)

    assert canaries.effects(outcome) == []
    assert outcome.ended in probe.ended, outcome
    alive = "def attack():\n    return 'alive'\n"
    assert result(call(sandbox, alive)) == "alive"


def test_there_are_at_least_forty_probes_with_names_of_their_own() -> None:
    assert len({(probe.group, probe.name) for probe in PROBES}) == len(PROBES) >= 40


def test_the_canaries_can_be_reached_where_nothing_holds_a_program(canaries: Canaries) -> None:
    arguments = canaries.arguments()
    os.kill(arguments["bystander"], 0)
    with socket.create_connection(("127.0.0.1", arguments["tcp"])):
        assert list(canaries._reached()) == ["tcp"]
    planted = Path("/tmp") / f"{canaries.mark}-planted"
    planted.touch()
    (canaries.home / "notes.txt").write_text("changed")
    told = Outcome(
        ended=Ended.EXITED,
        exit_code=0,
        report={"ok": True, "result": Path(arguments["key"]).read_text()},
        stdout="",
        stderr="",
        seconds=0.0,
    )
    found = canaries.effects(told)
    planted.unlink()
    (canaries.home / "notes.txt").write_text(canaries.secret)
    canaries._before = canaries._state()

    assert len(found) == 4, found


@pytest.fixture(scope="module", params=[1, 2, 4])
def older(request: pytest.FixtureRequest, tool_environment: Environment) -> Iterator[LocalSandbox]:
    with LocalSandbox(tool_environment, ("landlock",)) as box:
        box._servers[False] = ForkServer(
            tool_environment, warm=False, newest_landlock=request.param
        )
        assert box.backend == "landlock"
        yield box


@pytest.mark.parametrize(
    "probe",
    [probe for probe in PROBES if probe.group != "resources" and probe.name != "stat a secret"],
    ids=lambda probe: f"{probe.group}: {probe.name}",
)
def test_a_hostile_program_has_no_effect_with_an_older_landlock(
    older: LocalSandbox, canaries: Canaries, probe: Probe
) -> None:
    outcome = call(older, probe.source(), {"c": canaries.arguments()}, limits=probe.limits)

    assert canaries.effects(outcome) == []


def test_a_granted_file_cannot_be_emptied_with_an_older_landlock(
    older: LocalSandbox, tmp_path: Path
) -> None:
    granted = tmp_path / "granted"
    granted.write_text("kept")
    source = """
    import os
    def attack(path):
        for flags in (os.O_TRUNC, os.O_RDWR | os.O_TRUNC, os.O_WRONLY):
            try:
                os.open(path, flags)
            except OSError:
                pass
        try:
            os.truncate(path, 0)
        except OSError:
            pass
        return open(path).read()
    """
    outcome = call(older, source, {"path": str(granted)}, grants=Grants(read=(granted,)))

    assert result(outcome) == "kept"
    assert granted.read_text() == "kept"
