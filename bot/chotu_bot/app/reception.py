"""What is made of a request before anybody writes: known, gap, unclear, refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chotu_bot.app.authors import Authors
from chotu_bot.app.compositions import Compositions
from chotu_bot.app.hints import call_hint
from chotu_bot.app.life import Life
from chotu_bot.app.logbook import Logbook
from chotu_bot.app.rejections import Rejections
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Exists, Refused, Unclear
from chotu_bot.domain.contract import Example
from chotu_bot.domain.draft import Request
from chotu_bot.learning.collaborators import Reading, Wish
from chotu_bot.learning.decisions import Declined, Gap, Known, Vague
from chotu_bot.ranking import Document, Hit, Ranker

if TYPE_CHECKING:
    from chotu_bot.calling.call import Tool
    from chotu_bot.learning.decisions import Decision


class Reception:
    """Reads requests with the tools and recipes of one repository in view."""

    def __init__(self, workshop: Workshop, logbook: Logbook, life: Life) -> None:
        self._shop = workshop
        self._logbook = logbook
        self._life = life
        self._rejections = Rejections(workshop)
        self._searched: tuple[tuple[Document, ...], Ranker] | None = None
        self._compositions = Compositions(workshop, self.decide, lambda: self.known)
        self.authors = Authors(workshop, self._compositions, lambda: self.known)

    @property
    def known(self) -> Ranker:
        """Search over the registered tools, made anew when they have changed."""
        documents = self._shop.index.documents()
        if self._searched is None or self._searched[0] != documents:
            told = [self._shop.recipes.told(one) for one in documents]
            self._searched = (documents, self._shop.analyzer.ranker(told))
        return self._searched[1]

    def decide(self, request: Request) -> "Decision":
        """Known, gap, vague or declined; no model is asked."""
        offered = self._shop.recipes.ranker
        decision = self._shop.analyzer.decide(request.text, self.known, offered=offered)
        if isinstance(decision, Known) and self._shop.recipes.rather(decision.name, request.text):
            return Gap(nearest=(decision.hit,))
        return decision

    def read(self, request: Request, wish: Wish) -> Reading:
        """What the analyzer makes of a request; a known tool must also pass the examples."""
        decision = self.decide(request)
        composition = None if isinstance(decision, Declined) else self._compositions.of(request)
        if composition is not None:
            return self._compositions.read(composition, request, wish)
        match decision:
            case Known(name=name):
                if wish.force:
                    return None
                if name in self._life.retired():
                    return _retired(name)
                tool = self._shop.catalog.tool(name)
                if not self._satisfies(tool, request.examples):
                    self._shop.notify("known", f"{name} does not give the example's result")
                    return None
                return Exists(contract=tool.contract, call=call_hint(tool.contract, request))
            case Gap():
                self._shop.notify("gap", _nearest(decision.nearest))
                self._logbook.gap(request, _nearest(decision.nearest))
                return None if wish.force else self._rejections.standing(request)
            case Vague():
                return Unclear(why=decision.why, ask=decision.ask, options=decision.options)
            case Declined():
                return Refused(rule=decision.rule, why=decision.why)

    def read_submission(self, request: Request, wish: Wish) -> Reading:
        """A submission has its author; only what is refused, or turned down, stays so."""
        decision = self.decide(request)
        if isinstance(decision, Declined):
            return Refused(rule=decision.rule, why=decision.why)
        return None if wish.replaces else self._rejections.standing(request)

    def _satisfies(self, tool: "Tool", examples: tuple[Example, ...]) -> bool:
        return all(self._shop.passes(tool, example) for example in examples)

    @property
    def has_model(self) -> bool:
        """Whether a model is configured that may be asked."""
        return self.authors.has_model


def _retired(name: str) -> Unclear:
    return Unclear(
        why=f"{name} does this, and is retired",
        ask=f"bring it back with: chotu-bot unretire {name}; or say what it did not do",
    )


def _nearest(hits: Sequence[Hit]) -> str:
    """The nearest tool and why it will not do."""
    return hits[0].why if hits else "no tool comes near"
