"""An earlier version of a tool as the draft of a new one."""

from chotu_bot.domain.draft import Authorship, Draft, Task
from chotu_bot.domain.toolfile import body_of, read_contract
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import CannotRepairError
from chotu_bot.generators.mending import tests_body


class EarlierVersion:
    """What was landed before, code and tests as they were.

    Args:
        tool: its tool.py.
        tests: its test_tool.py.
        independent_tests: whether its tests were written without sight of its code.
    """

    def __init__(self, tool: bytes, tests: bytes, *, independent_tests: bool) -> None:
        self._tool = tool
        self._tests = tests
        self._independent = independent_tests

    def draft(self, task: Task) -> Draft:
        """The earlier version, whatever is asked."""
        del task
        contract = read_contract(self._tool)
        return Draft(
            contract=contract,
            code=body_of(self._tool.decode()),
            tests=tests_body(self._tests, contract),
            authorship=Authorship(
                generator="restored",
                source=contract.version,
                independent_tests=self._independent,
            ),
        )

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        """Refuses: what is put back is put back as it was.

        Raises:
            CannotRepairError: always.
        """
        del task
        raise CannotRepairError(
            f"an earlier version of {draft.contract.name} is put back as it was, or not at all: "
            f"{len(findings)} finding(s) speak against it now"
        )
