"""Two learned tools as one draft: their code inlined as private functions, their tests kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from chotu_bot.domain.contract import Contract, Parameter, Permissions
from chotu_bot.domain.draft import Authorship, Draft, Task
from chotu_bot.domain.toolfile import Header, body_of, contract_of, parse, read_signature
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import CannotRepairError
from chotu_bot.generators import testsource
from chotu_bot.generators.composing.fitting import Component, Joint
from chotu_bot.generators.composing.merging import Module, cut, merged, renamed

Render = Callable[[str, Mapping[str, object]], str]
_LONGEST_NAME = 48
_SUMMARY_LIMIT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A parameter of the composed tool."""

    name: str
    inner: str
    """What the component calls it."""
    parameter: Parameter


class ComposingGenerator:
    """Drafts the tool that calls ``second`` with what ``first`` gives."""

    def __init__(self, first: Component, second: Component, how: Joint, render: Render) -> None:
        self._first = first
        self._second = second
        self._how = how
        self._render = render

    def draft(self, task: Task) -> Draft:
        """Both tools in one.

        Raises:
            GeneratorError: when their modules cannot stand in one file.
        """
        name = task.request.name or self._name(task.taken_names)
        summary = _summary(task.request.text)
        code = self._code(name, summary)
        one, other = self._first.contract, self._second.contract
        header = Header(
            requires_python=">=3.11",
            dependencies=tuple(dict.fromkeys([*one.dependencies, *other.dependencies])),
            version="1.0.0",
            summary=summary,
            category=one.category,
            keywords=tuple(dict.fromkeys([*one.keywords, *other.keywords])),
            permissions=self._permissions(),
            examples=task.request.examples,
            composed_from=(self._first.mark, self._second.mark),
        )
        return Draft(
            contract=contract_of(header, read_signature(parse(code))),
            code=code,
            tests=self._tests(name),
            authorship=Authorship(generator="composition", source=f"{one.name} + {other.name}"),
        )

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> NoReturn:
        """A composition is what its components are; raises CannotRepairError."""
        del task
        raise CannotRepairError(
            f"{draft.contract.name} is made of {draft.authorship.source}; its {len(findings)} "
            "finding(s) are mended there"
        )

    def _name(self, taken: frozenset[str]) -> str:
        one, other = self._first.contract.name, self._second.contract.name
        base = f"{one[:21]}_then_{other[:21]}"
        names = (base, *(f"{base[: _LONGEST_NAME - 3]}_{number}" for number in range(2, 99)))
        return next(name for name in names if name not in taken)

    def _given(self) -> list[_Given]:
        """The parameters of both but for the joint; those of the second that clash say whose."""
        one, other = self._first.contract, self._second.contract
        known = {parameter.name for parameter in one.parameters}
        found = [_Given(name=p.name, inner=p.name, parameter=p) for p in one.parameters]
        for p in other.parameters:
            if p.name != self._how.parameter:
                name = f"{other.name}_{p.name}" if p.name in known else p.name
                found.append(_Given(name=name, inner=p.name, parameter=p))
        return found

    def _of_second(self) -> list[_Given]:
        return self._given()[len(self._first.contract.parameters) :]

    def _permissions(self) -> Permissions:
        """Those of both; neither does more than read."""
        one, other = self._first.contract.permissions, self._second.contract.permissions
        outer = {given.inner: given.name for given in self._of_second()}
        return Permissions(
            read=(*one.read, *(outer[name] for name in other.read)),
            system=one.system or other.system,
        )

    def _code(self, name: str, summary: str) -> str:
        module = merged(_private(self._first), _private(self._second), "of_second")
        one, other = self._first.contract, self._second.contract
        mine = [_written(part, {}) for part in self._given()[: len(one.parameters)]]
        theirs = [_written(part, module.renames) for part in self._of_second()]
        values = {
            "name": name,
            "summary": summary,
            "imports": module.imports,
            "body": module.body.strip("\n"),
            "signature": ", ".join(sorted([*mine, *theirs], key=lambda text: " = " in text)),
            "result": _hint(other.result_annotation, module.renames),
            "parameters": [(part.name, part.parameter.summary) for part in self._given()],
            "raises": sorted({*one.raises, *other.raises}),
            "first": one.name,
            "second": other.name,
            "first_arguments": ", ".join(f"{p.name}={p.name}" for p in one.parameters),
            "second_arguments": [
                f"{self._how.parameter}={self._passed()}",
                *(f"{part.inner}={part.name}" for part in self._of_second()),
            ],
        }
        return self._render("composing/tool.py", values)

    def _passed(self) -> str:
        return '"\\n\\n".join(found)' if self._how.is_joined else "found"

    def _tests(self, name: str) -> str:
        first, second = (_tests_of(one) for one in (self._first, self._second))
        module = merged(first, second, "of_second")
        values = {
            "name": name,
            "imports": module.imports,
            "body": module.body.strip("\n"),
            "first": self._first.contract.name,
            "second": self._second.contract.name,
            "joint": self._how.parameter,
            "passed": self._passed(),
        }
        return self._render("composing/tests.py", values)


def _private(component: Component) -> Module:
    """A component's module with its function made private."""
    name = component.contract.name
    return cut(renamed(body_of(component.tool), {name: f"_{name}"}))


def _tests_of(component: Component) -> Module:
    name = component.contract.name
    body = testsource.without_tool_import(component.tests, name, {"tool"})
    tests = re.findall(r"(?m)^def (test_\w+)\(", body)
    return cut(renamed(body, {one: f"test_{name}_{one[5:]}" for one in tests}))


def _hint(annotation: str, renames: Mapping[str, str]) -> str:
    return renamed(annotation, renames).strip()


def _written(given: _Given, renames: Mapping[str, str]) -> str:
    text = f"{given.name}: {_hint(given.parameter.annotation, renames)}"
    return text if given.parameter.required else f"{text} = {given.parameter.default!r}"


def _summary(text: str) -> str:
    line = " ".join(text.split())[:_SUMMARY_LIMIT].rstrip(" .").replace('"', "'").replace("\\", "/")
    return f"{line[0].upper()}{line[1:]}."


def is_composed_of(contract: Contract, first: Contract, second: Contract) -> bool:
    """Whether a tool was made of these two, in this order."""
    names = [mark.partition("@")[0] for mark in contract.composed_from]
    return names == [first.name, second.name]
