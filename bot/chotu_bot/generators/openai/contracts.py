"""A contract reply becomes a contract, or findings for another try."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from chotu_bot.domain import names
from chotu_bot.domain.contract import Contract, Example, Parameter, Permissions
from chotu_bot.domain.draft import Task
from chotu_bot.domain.shapes import Anything, Json, Shape, admits_null, problems
from chotu_bot.domain.verdict import Finding, Level
from chotu_bot.generators.openai import members, suites
from chotu_bot.generators.openai.members import MemberError
from chotu_bot.reply.structured import Structured

KEYS = (
    "name",
    "summary",
    "category",
    "keywords",
    "parameters",
    "result",
    "permissions",
    "dependencies",
    "raises",
    "examples",
    "tests",
    "held_out",
)
_LEAST_TESTS = 3
_LEAST_HELD_OUT = 3
_MOST_KEYWORDS = 12
_MOST_EXAMPLES = 8

_NO_WORDS: tuple[str, ...] = ()

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """What the test author wrote before any code."""

    contract: Contract
    tests: str
    held_out: str


def schema() -> dict[str, Json]:
    """JSON Schema of a contract reply, in the strict subset that every endpoint takes.

    Values of any type (defaults, arguments, results) are JSON texts, which strict mode can carry.
    """
    text: dict[str, Json] = {"type": "string"}
    texts: dict[str, Json] = {"type": "array", "items": text}
    optional: dict[str, Json] = {"type": ["string", "null"]}
    parameter = _object(name=text, annotation=text, default=optional, description=text)
    permissions = _object(
        read=texts, write=texts, net=texts, run=texts, env=texts, system={"type": "boolean"}
    )
    category: dict[str, Json] = {"type": "string", "enum": list(names.CATEGORIES)}
    return _object(
        name=text,
        summary=text,
        category=category,
        keywords=texts,
        parameters={"type": "array", "items": parameter},
        result=text,
        permissions=permissions,
        dependencies=texts,
        raises=texts,
        examples={"type": "array", "items": _object(arguments=text, result=text)},
        tests=text,
        held_out=text,
    )


def _object(**properties: Json) -> dict[str, Json]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read(reply: Structured, task: Task) -> tuple[Blind | None, list[Finding]]:
    """Contract and tests of a reply, with what is wrong about them.

    Without a finding of level error there is a contract; with one there is none.
    """
    return _Contract(reply, task).read()


class _Contract:
    """Reads one reply, collecting every problem."""

    def __init__(self, reply: Structured, task: Task) -> None:
        self._value = _flattened(reply.value)
        self._python = [one.text for one in reply.python]
        self._task = task
        self._findings: list[Finding] = []

    def read(self) -> tuple[Blind | None, list[Finding]]:
        name = self._name()
        parameters = self._parameters()
        unknown: tuple[Shape, str] = (Anything(), "Any")
        result, annotation = self._attempt(self._result, unknown)
        permissions = self._attempt(lambda: self._permissions(parameters), Permissions())
        dependencies = self._dependencies(name)
        contract = Contract(
            name=name,
            summary=self._attempt(lambda: members.line(self._value.get("summary"), "summary"), ""),
            category=self._category(),
            keywords=self._keywords(),
            parameters=parameters,
            result=result,
            result_annotation=annotation,
            permissions=permissions,
            dependencies=dependencies,
            examples=self._examples(parameters, result, permissions),
            raises=self._attempt(lambda: members.raises(self._value.get("raises")), _NO_WORDS),
        )
        blind = Blind(
            contract=contract,
            tests=self._tests("tests", contract, _LEAST_TESTS),
            held_out=self._held_out(contract),
        )
        broken = any(one.level is Level.ERROR for one in self._findings)
        return (None if broken else blind), self._findings

    def _problem(self, message: str, rule: str = "contract/reply") -> None:
        self._findings.append(Finding(rule=rule, message=message, file="contract"))

    def _attempt(self, action: Callable[[], T], instead: S) -> T | S:
        try:
            return action()
        except MemberError as error:
            self._problem(str(error))
            return instead

    def _name(self) -> str:
        given = self._value.get("name")
        name = given.strip() if isinstance(given, str) else ""
        wanted = self._task.request.name
        if wanted is not None and name != wanted:
            self._problem(f"the name is fixed: it is {wanted}, in the tests too")
            return wanted
        reason = names.refusal(name)
        if reason is None and name in self._task.taken_names:
            reason = f"{name!r} is taken by another tool; choose a name that tells them apart"
        if reason is not None:
            self._problem(f"name: {reason}", "contract/name")
        return name

    def _parameters(self) -> tuple[Parameter, ...]:
        read: list[Parameter] = []
        nothing: list[Mapping[str, Json]] = []
        written = self._value.get("parameters")
        for one in self._attempt(lambda: list(members.parameters(written)), nothing):
            found = self._attempt(partial(members.parameter, one), None)
            if found is None:
                continue
            if found.name in {other.name for other in read}:
                self._problem(f"two parameters are called {found.name}")
            elif found.required and any(not other.required for other in read):
                self._problem(f"parameter {found.name} has no default and follows one that has")
            else:
                read.append(found)
        self._match_users_examples({one.name for one in read})
        return tuple(read)

    def _match_users_examples(self, known: set[str]) -> None:
        for one in self._task.request.examples:
            if one.arguments.keys() - known:
                listed = ", ".join(one.arguments)
                self._problem(
                    f"the user's example calls it with the parameters {listed}; take them"
                )

    def _result(self) -> tuple[Shape, str]:
        given = self._value.get("result", self._value.get("returns"))
        shape, annotation = members.shape(given, "result")
        if admits_null(shape):
            raise MemberError("the result is never None; raise a documented error instead")
        for one in self._task.request.examples:
            wrong = next(problems(shape, one.result, "the user's example result"), None)
            if wrong is not None:
                raise MemberError(f"result {annotation}: {wrong}")
        return shape, annotation

    def _permissions(self, parameters: Iterable[Parameter]) -> Permissions:
        known = frozenset(one.name for one in parameters)
        return members.permissions(self._value.get("permissions"), known)

    def _category(self) -> str:
        given = self._value.get("category")
        category = given.strip().lower() if isinstance(given, str) else ""
        return category if names.is_category(category) else "misc"

    def _keywords(self) -> tuple[str, ...]:
        found = self._attempt(
            lambda: members.words(self._value.get("keywords"), "keywords"), _NO_WORDS
        )
        short = [one.lower() for one in found if len(one) <= 40 and one.isprintable()]
        return tuple(dict.fromkeys(short))[:_MOST_KEYWORDS]

    def _dependencies(self, name: str) -> tuple[str, ...]:
        given = self._attempt(
            lambda: members.words(self._value.get("dependencies"), "dependencies"), _NO_WORDS
        )
        allowed = {canonicalize_name(one) for one in self._task.allowed_dependencies}
        kept: list[str] = []
        for one in given:
            try:
                requirement = Requirement(one)
            except InvalidRequirement:
                self._problem(f"dependency {one[:80]!r} is no requirement such as 'pypdf>=5'")
                continue
            listed = ", ".join(sorted(allowed)) or "none"
            if canonicalize_name(requirement.name) not in allowed or requirement.url:
                self._problem(f"dependency {one[:80]!r} is not allowed; allowed: {listed}")
            elif canonicalize_name(requirement.name) == canonicalize_name(name):
                self._problem(f"name: {name!r} is the name of a dependency", "contract/name")
            else:
                kept.append(str(requirement))
        return tuple(kept)

    def _examples(
        self, parameters: tuple[Parameter, ...], result: Shape, permissions: Permissions
    ) -> tuple[Example, ...]:
        """The user's examples, then the author's that need nothing but their arguments."""
        users = self._task.request.examples
        given = self._value.get("examples")
        if permissions != Permissions() or not isinstance(given, list):
            return users
        shapes = {one.name: one for one in parameters}
        kept = list(users)
        for value in given[:_MOST_EXAMPLES]:
            found = self._attempt(partial(members.example, value, shapes, result), None)
            if found is not None and all(one.arguments != found.arguments for one in kept):
                kept.append(found)
        return tuple(kept)

    def _tests(self, key: str, contract: Contract, least: int) -> str:
        given = self._value.get(key)
        text = given if isinstance(given, str) and given.strip() else self._from_fence(key)
        body, findings = suites.read(text, contract, least=least, file=key)
        self._findings.extend(findings)
        return body

    def _from_fence(self, key: str) -> str:
        """Tests that stand in a fence beside the object: the first, or the second if held out."""
        at = 0 if key == "tests" else 1
        return self._python[at] if len(self._python) > at else ""

    def _held_out(self, contract: Contract) -> str:
        """The held-out tests; where they are no good that is worth another try, no more."""
        before = len(self._findings)
        body = self._tests("held_out", contract, _LEAST_HELD_OUT)
        wrong = self._findings[before:]
        self._findings[before:] = [
            Finding(
                rule=one.rule,
                message=f"held_out: {one.message}",
                level=Level.WARNING,
                file=one.file,
                line=one.line,
            )
            for one in wrong
        ]
        return "" if any(one.level is Level.ERROR for one in wrong) else body


def _flattened(value: dict[str, Json]) -> dict[str, Json]:
    """The members, also where a model nested them under ``contract``, ``tool`` or the like."""
    merged: dict[str, Json] = {}
    for key, one in value.items():
        if isinstance(one, dict) and key not in KEYS and set(KEYS) & one.keys():
            merged.update(one)
        else:
            merged[key] = one
    return merged
