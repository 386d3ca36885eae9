"""The author that learns from examples, behind the same interface as any other."""

from collections.abc import Mapping
from typing import NoReturn

from chotu_bot.domain.contract import Contract, Permissions, canonical_json
from chotu_bot.domain.draft import Authorship, Draft, Request, Task
from chotu_bot.domain.names import refusal
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.toolfile import Header, contract_of, parse, read_signature
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import CannotRepairError, GeneratorError, UnclearRequestError
from chotu_bot.generators.synthesis.expression import Apply, Node, walk
from chotu_bot.generators.synthesis.kinds import Kind
from chotu_bot.generators.synthesis.synthesis import (
    STEPS,
    Ambiguous,
    Contradictory,
    Outcome,
    Program,
    Unsolved,
    synthesise,
)
from chotu_bot.generators.synthesis.writing import Render, tests_body, tool_body, words_of

_MOST_WORDS = 5
_SUMMARY_LIMIT = 160
_CATEGORIES = {"text": "text", "integer": "math", "number": "math", "boolean": "math"}


class SynthesisGenerator:
    """Drafts the shortest program that fits the examples of a request."""

    def __init__(self, render: Render, steps: int = STEPS) -> None:
        """Take what fills templates, and the steps that one search may take."""
        self._render = render
        self._steps = steps
        self._known: dict[str, Outcome] = {}

    def outcome(self, request: Request) -> Outcome:
        """What the search makes of a request; the same request is searched once."""
        if request.digest not in self._known:
            self._known[request.digest] = synthesise(request.text, request.examples, self._steps)
        return self._known[request.digest]

    def draft(self, task: Task) -> Draft:
        """The program found, as a tool.

        Raises:
            UnclearRequestError: when the examples contradict each other, or fit several programs.
            GeneratorError: when no program fits.
        """
        match self.outcome(task.request):
            case Program() as program:
                return self._draft(program, task)
            case Unsolved(why=why):
                raise GeneratorError(f"no program was found from the examples: {why}")
            case other:
                raise UnclearRequestError(question(other))

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> NoReturn:
        """A program is what the examples make it; raises CannotRepairError."""
        del task
        raise CannotRepairError(
            f"{draft.contract.name} was searched for, and the search finds no other: its "
            f"{len(findings)} finding(s) call for more examples"
        )

    def _draft(self, program: Program, task: Task) -> Draft:
        request = task.request
        name = _name(request, task.taken_names)
        summary = _summary(request.text)
        code = tool_body(program, name, summary, self._render)
        return Draft(
            contract=_contract(program, request, summary, code),
            code=code,
            tests=tests_body(program, name, request.examples, self._render),
            # The very examples that are its tests chose the program.
            authorship=Authorship(
                generator="synthesis",
                source=f"{len(request.examples)} examples",
                independent_tests=False,
            ),
        )


def question(outcome: Ambiguous | Contradictory) -> str:
    """What to ask the person whose examples do not settle it."""
    given = _typed(outcome.arguments)
    one, other = (_json(result) for result in outcome.results)
    if isinstance(outcome, Contradictory):
        return f"two examples contradict each other: for {given} one says {one}, another {other}"
    return (
        f"the examples fit several programs: for {given} the result may be {one} or {other}; "
        f"one more example decides: --example '{given} => …'"
    )


def _typed(arguments: Mapping[str, Json]) -> str:
    return ", ".join(f"{name}={_json(value)}" for name, value in arguments.items())


def _json(value: Json) -> str:
    return canonical_json(value).decode().replace("\n", " ").strip()


def _summary(text: str) -> str:
    line = " ".join(text.split())[:_SUMMARY_LIMIT].rstrip(" .").replace('"', "'").replace("\\", "/")
    return f"{line[0].upper()}{line[1:]}."


def _name(request: Request, taken: frozenset[str]) -> str:
    if request.name:
        return request.name
    words = words_of(request.text)[:_MOST_WORDS] or ["learned"]
    base = "_".join(words)[:44].strip("_")
    base = base if refusal(base) is None else f"learned_{base}"[:44]
    name, number = base, 1
    while name in taken or refusal(name) is not None:
        number += 1
        name = f"{base}_{number}"
    return name


def _contract(program: Program, request: Request, summary: str, code: str) -> Contract:
    header = Header(
        requires_python=">=3.11",
        dependencies=(),
        version="1.0.0",
        summary=summary,
        category=_category(program),
        keywords=tuple(words_of(request.text)[: _MOST_WORDS + 1]),
        permissions=Permissions(),
        examples=request.examples,
    )
    return contract_of(header, read_signature(parse(code)))


def _category(program: Program) -> str:
    first = next(iter(program.parameters.values()))
    if _works_on_dates(program.node):
        return "time"
    if _holds_records(first):
        return "data"
    return _CATEGORIES.get(first.name, "lists")


def _works_on_dates(node: Node) -> bool:
    return any(
        "datetime" in one.operation.imports or one.operation.helper == "_minutes"
        for one in walk(node)
        if isinstance(one, Apply)
    )


def _holds_records(kind: Kind) -> bool:
    return kind.name in {"map", "record"} or any(map(_holds_records, kind.items))
