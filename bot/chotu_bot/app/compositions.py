"""Requests that two registered tools answer in sequence, and the tool that is both."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chotu_bot.app.hints import call_hint
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Exists
from chotu_bot.domain.draft import Request
from chotu_bot.domain.shapes import ListOf, Scalar, Shape
from chotu_bot.generators.composing.fitting import Component, Joint, joint
from chotu_bot.generators.composing.generator import ComposingGenerator, Render, is_composed_of
from chotu_bot.learning.collaborators import Author, Wish
from chotu_bot.learning.decisions import Known
from chotu_bot.learning.sequences import resolved, steps
from chotu_bot.ranking import Ranker

if TYPE_CHECKING:
    from chotu_bot.learning.decisions import Decision


_NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Two tools that fit together."""

    first: Component
    second: Component
    how: Joint

    def author(self, render: Render) -> Author:
        """Who writes them as one."""
        title = f"composition {self.first.contract.name} + {self.second.contract.name}"
        generator = ComposingGenerator(self.first, self.second, self.how, render)
        return Author(generator=generator, title=title)


class Compositions:
    """Finds them in one repository."""

    def __init__(
        self,
        workshop: Workshop,
        decide: Callable[[Request], "Decision"],
        known: Callable[[], Ranker],
    ) -> None:
        self._shop = workshop
        self._decide = decide
        self._known = known

    def of(self, request: Request) -> Composition | None:
        """The tools for the two steps of a request, where both are known and fit together."""
        parts = steps(request.text)
        if parts is None:
            return None
        name = self._tool(replace(request, text=parts[0]))
        if name is None:
            return None
        first = self._shop.component(name)
        other = self._second(request, parts[1], first)
        if other is None or other == name:
            return None
        second = self._shop.component(other)
        how = joint(first.contract, second.contract)
        if isinstance(how, str):
            self._shop.notify("composition", how)
            return None
        return Composition(first=first, second=second, how=how)

    def read(self, composition: Composition, request: Request, wish: Wish) -> Exists | None:
        """The tool that was composed of these two before, if it is there."""
        if wish.force:
            return None
        first, second = composition.first.contract, composition.second.contract
        for hit in self._known().rank(request.text, _NEAREST):
            contract = self._shop.catalog.tool(hit.document.key).contract
            if is_composed_of(contract, first, second):
                return Exists(contract=contract, call=call_hint(contract, request))
        return None

    def _second(self, request: Request, step: str, first: Component) -> str | None:
        """The tool of the second step, which may point at the result of the first as ``it``."""
        texts = dict.fromkeys([resolved(step, _thing(first.contract.result)), step])
        names = (self._tool(replace(request, text=text)) for text in texts)
        return next((name for name in names if name is not None), None)

    def _tool(self, request: Request) -> str | None:
        decision = self._decide(request)
        return decision.name if isinstance(decision, Known) else None


def _thing(result: Shape) -> str:
    """The word for what a tool gives."""
    match result:
        case Scalar(kind="string") | ListOf(item=Scalar(kind="string")):
            return "the text"
        case ListOf(item=Scalar(kind="integer" | "number")):
            return "the numbers"
        case Scalar(kind="integer" | "number"):
            return "the number"
        case _:
            return "it"
