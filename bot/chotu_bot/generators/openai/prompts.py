"""Prompts: templates filled with foreign text that is marked as data."""

import json
from collections.abc import Callable, Mapping, Sequence

from chotu_bot.domain.contract import Contract, Example
from chotu_bot.domain.draft import Draft, Task
from chotu_bot.domain.names import CATEGORIES
from chotu_bot.domain.verdict import Finding
from chotu_bot.generators.openai.delimiters import as_data
from chotu_bot.generators.openai.dialect import Message

Render = Callable[[str, Mapping[str, object]], str]
"""Fills the template called by name with values."""

HELD_OUT_FILE = "test_held_out.py"
"""What findings about held-out tests call their file; their text never reaches a repair."""

_REQUEST_LIMIT = 20_000
_FINDINGS_LIMIT = 40
_FINDING_LIMIT = 2_000
_REPLY_LIMIT = 12_000
_TAKEN_LIMIT = 200


class Prompts:
    """Everything that is said to a model."""

    def __init__(self, render: Render) -> None:
        self._render = render

    def contract(self, task: Task) -> list[Message]:
        """Asks for contract and tests, from the request alone."""
        request = task.request
        values = {
            "request": as_data("REQUEST", _cut(request.text, _REQUEST_LIMIT)),
            "examples": as_data("EXAMPLES", _examples(request.examples))
            if request.examples
            else "",
            "name": request.name or "",
            "taken": sorted(task.taken_names)[:_TAKEN_LIMIT],
            "categories": CATEGORIES,
            "dependencies": sorted(task.allowed_dependencies),
            "lessons": _lessons(task),
        }
        return self._pair("contract", values)

    def code(self, task: Task, contract: Contract, tests: str) -> list[Message]:
        """Asks for the code, from contract and tests."""
        return self._pair("code", _code_values(task, contract, tests))

    def repair(self, task: Task, draft: Draft, findings: Sequence[Finding]) -> list[Message]:
        """Asks for the code again, given the last one and what was found."""
        values = _code_values(task, draft.contract, draft.tests)
        values["code"] = as_data("CODE", draft.code)
        values["findings"] = as_data("FINDINGS", _findings(findings))
        system = self._render("prompts/code_system.txt", values)
        return [("system", system), ("user", self._render("prompts/repair.txt", values))]

    def siblings(
        self, task: Task, contract: Contract, failure: str, *, with_call: bool
    ) -> list[Message]:
        """Asks for tests of calls like one that failed, without showing the code."""
        values = _code_values(task, contract, "")
        values["failure"] = as_data("FAILURE", _cut(failure, _REQUEST_LIMIT))
        values["asks_for_call"] = with_call
        return self._pair("siblings", values)

    def again(self, reply: str, wrong: Sequence[str]) -> list[Message]:
        """Asks once more after a reply that could not be used."""
        problems = "\n".join(f"- {_cut(one, _FINDING_LIMIT)}" for one in wrong[:_FINDINGS_LIMIT])
        asked: Message = (
            "user",
            self._render("prompts/again.txt", {"problems": as_data("PROBLEMS", problems)}),
        )
        said = _cut(reply, _REPLY_LIMIT)
        return [("assistant", said), asked] if said.strip() else [asked]

    def _pair(self, name: str, values: Mapping[str, object]) -> list[Message]:
        system = self._render(f"prompts/{name}_system.txt", values)
        return [("system", system), ("user", self._render(f"prompts/{name}.txt", values))]


def _code_values(task: Task, contract: Contract, tests: str) -> dict[str, object]:
    permissions = contract.permissions.to_json()
    return {
        "request": as_data("REQUEST", _cut(task.request.text, _REQUEST_LIMIT)),
        "contract": as_data("CONTRACT", _contract(contract)),
        "tests": as_data("TESTS", f"from tool import {contract.name}\n\n{tests}"),
        "examples": as_data("EXAMPLES", _examples(contract.examples)) if contract.examples else "",
        "name": contract.name,
        "permissions": json.dumps(permissions) if permissions else "",
        "network": bool(contract.permissions.net),
        "dependencies": contract.dependencies,
        "lessons": _lessons(task),
    }


def _contract(contract: Contract) -> str:
    lines = [f"def {contract.signature}: ...", f"summary: {contract.summary}"]
    lines.extend(
        f"parameter {one.name}: {one.summary}" for one in contract.parameters if one.summary
    )
    lines.append(f"raises: {', '.join(contract.raises) or 'nothing documented'}")
    return "\n".join(lines)


def _examples(examples: Sequence[Example]) -> str:
    return "\n".join(
        json.dumps(
            {
                "arguments": dict(one.arguments),
                "result": one.result,
                **({"files": sorted(one.files)} if one.files else {}),
            },
            ensure_ascii=False,
        )
        for one in examples
    )


def _lessons(task: Task) -> str:
    return as_data("LESSONS", "\n".join(f"- {one}" for one in task.lessons)) if task.lessons else ""


def _findings(findings: Sequence[Finding]) -> str:
    shown = [one for one in findings if one.file != HELD_OUT_FILE]
    lines = [_cut(str(one), _FINDING_LIMIT) for one in shown[:_FINDINGS_LIMIT]]
    if len(shown) < len(findings):
        lines.append("cases that are not shown fail: the code is not general enough")
    return "\n".join(lines)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + "\n[cut here]"
