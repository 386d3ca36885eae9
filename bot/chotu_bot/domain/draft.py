"""From request to candidate: what is asked, what an author returns, what the gate judges."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

from chotu_bot.domain.contract import Contract, Example, canonical_json, digest
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE, tool_folder
from chotu_bot.domain.regression import Regression
from chotu_bot.domain.restoration import Restoration
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Verdict

Origin = Literal["person", "agent", "bot"]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked, verbatim, with optional examples."""

    text: str
    examples: tuple[Example, ...] = ()
    name: str | None = None
    """The tool name the person wants, already found allowed."""
    origin: Origin = "person"

    @cached_property
    def digest(self) -> str:
        """sha256 over text and examples: what the trailer ``Chotu-Request`` holds."""
        examples: list[Json] = [
            {"arguments": dict(one.arguments), "result": one.result} for one in self.examples
        ]
        return digest(canonical_json({"text": self.text, "examples": examples}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorship:
    """Who wrote a draft and at what cost."""

    generator: str
    """``recipe``, ``openai`` or ``submitted``."""
    source: str = ""
    """The recipe's id, the model's name, or who submitted."""
    model: str = ""
    """The model that writes the code, alone; empty where none does."""
    temperature: float | None = None
    """Its sampling temperature; None where there is none."""
    prompt_digest: str = ""
    """sha256 of the prompts that were sent; empty where none were."""
    tokens: int = 0
    """Tokens billed for the whole draft so far, prompt and completion together."""
    independent_tests: bool = True
    """Whether the tests were written without sight of the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a generator returns: slots for the renderer, not files."""

    contract: Contract
    code: str
    """Module body: docstring, imports, constants, functions, classes. No PEP 723 block and no
    ``__main__`` block; the template adds both."""
    tests: str
    """Module body of the tests, without the import of the tool; the template adds it, and a
    test for each of the contract's examples."""
    authorship: Authorship
    held_out: str = ""
    """Further tests in the same form, never shown to whoever writes or mends the code; empty
    where the author wrote none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a generator is asked to do."""

    request: Request
    taken_names: frozenset[str] = frozenset()
    """Names of registered tools, which a new tool may not take."""
    allowed_dependencies: tuple[str, ...] = ()
    """Distributions that are allow-listed and installed; nothing else may be imported."""
    lessons: tuple[str, ...] = ()
    """Short facts from failed attempts that resemble this one."""
    deadline: float = math.inf
    """Reading of ``time.monotonic`` after which no model is asked any more."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A draft rendered into files: what the gate judges and the publisher commits."""

    contract: Contract
    tool: bytes
    tests: bytes
    request: Request
    authorship: Authorship
    held_out: bytes = b""
    """Test module of the held-out cases; judged, never shown to a repair, never committed."""
    regression: Regression | None = None
    """What a version that mends a failure is compared with; None for any other candidate."""
    restoration: Restoration | None = None
    """Why an earlier version is put back; None for any other candidate."""

    @property
    def folder(self) -> PurePosixPath:
        """``generated_tools/<category>/<name>``."""
        return tool_folder(self.contract.category, self.contract.name)

    @property
    def files(self) -> Mapping[str, bytes]:
        """The two files of the tool folder that an author wrote."""
        return {TOOL_FILE: self.tool, TEST_FILE: self.tests}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One pass of a candidate through the gate."""

    number: int
    """0 for the first draft, then one more per repair."""
    candidate: Candidate
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How far the evidence carries, between 0 and 1, and where it comes from."""

    score: float
    """Rounded to two places."""
    terms: Mapping[str, int] = field(default_factory=dict)
    """Points per term, adding up to 100 at best."""
