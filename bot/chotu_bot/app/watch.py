"""How one repository is doing: figures, suggestions, the state of its components."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chotu_bot.app.life import Life
from chotu_bot.app.marks import told
from chotu_bot.app.reception import Reception
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.draft import Request
from chotu_bot.errors import NotFoundError
from chotu_bot.learning.decisions import Known

if TYPE_CHECKING:
    from chotu_bot.app.diagnosis import Diagnosis
    from chotu_bot.domain.answers import Answer
    from chotu_bot.learning.tuning import Ranked
    from chotu_bot.monitoring.demand import Demand
    from chotu_bot.monitoring.figures import Figures, Subject
    from chotu_bot.monitoring.suggestions import Suggestion
    from chotu_bot.monitoring.usage import Usage
    from chotu_bot.publishing import Proposal
    from chotu_bot.registry import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One screen: what there is and how it does."""

    branch: str
    figures: "Figures"
    proposals: tuple["Proposal", ...]
    marks: Mapping[str, str]
    """Tools whose present version could not be mended, with what was tried."""
    components: tuple["Diagnosis", ...]
    """Tool environment, sandbox with its guarantees, model."""


class Watch:
    """Answers how the tools of one repository are doing; it changes nothing."""

    def __init__(self, workshop: Workshop, reception: Reception, life: Life) -> None:
        self._shop = workshop
        self._reception = reception
        self._life = life

    def figures(self, name: str | None = None, *, now: float | None = None) -> "Figures":
        """The figures of all tools, or of one, as of ``now``.

        Raises:
            NotFoundError: when there is no such tool.
        """
        found = self._figures(self.usage(), name, now or present())
        return found if name is not None else replace(found, writers=self.writers())

    def figures_from(self, usage: "Usage", now: float) -> "Figures":
        """The figures of all tools, from what was read before."""
        return self._figures(usage, None, now)

    def usage(self) -> "Usage":
        """Everything the journal says of calls and requests."""
        from chotu_bot.monitoring.usage import usage_of

        return usage_of(self._shop.journal.events())

    def demands(self, usage: "Usage") -> "tuple[Demand, ...]":
        """What was asked for in vain and is still not served."""
        from chotu_bot.monitoring.demand import demands

        return demands(usage.requests, self._reception.known.read, self._is_served)

    def suggestions(self, *, now: float | None = None) -> "tuple[Suggestion, ...]":
        """What could be done: gaps first, by demand, then what fails, overlaps or lies idle."""
        moment, usage = now or present(), self.usage()
        return self.suggestions_from(usage, self._figures(usage, None, moment), moment)

    def suggestions_from(
        self, usage: "Usage", figures: "Figures", now: float
    ) -> "tuple[Suggestion, ...]":
        """As ``suggestions``, from what was read before."""
        from chotu_bot.monitoring import suggestions

        tools = figures.tools
        found = [
            *suggestions.gap_suggestions(self.demands(usage)),
            *suggestions.failing_suggestions(tools, self._earlier, self._waiting()),
            *suggestions.marked_suggestions(self.marks()),
            *suggestions.overlap_suggestions(tools, self._reception.known.read),
            *suggestions.unused_suggestions(tools, usage.since, now),
        ]
        return tuple(found)

    def marks(self) -> dict[str, str]:
        """Tools in service whose present version could not be mended, with what was tried."""
        return {name: told(one) for name, one in self.standing_marks().items()}

    def standing_marks(self) -> "dict[str, Decision]":
        """The same, as the ledger has it; by name."""
        retired, marks = self._life.retired(), self._shop.marks.in_force()
        return {name: one for name, one in sorted(marks.items()) if name not in retired}

    def writers(self) -> "tuple[Ranked, ...]":
        """Who works for which category, by what was tried."""
        from chotu_bot.app.authors import model_options

        authors = self._reception.authors
        models = model_options(self._shop.settings.gpt) if authors.has_model else ()
        return authors.record().ranked(models)

    def act(
        self, count: int, learn: Callable[[str], "Answer"]
    ) -> "Iterator[tuple[Suggestion, Answer]]":
        """Learn the ``count`` gaps that are wanted most, one after the other."""
        from chotu_bot.monitoring.suggestions import of_kind

        for one in of_kind("gap", self.suggestions())[:count]:
            yield one, learn(one.subject)

    def overview(self) -> Overview:
        """Components, tools by state, learned and failed, proposals, guarantees."""
        from chotu_bot.app.doctor import components

        return Overview(
            branch=self._shop.branch,
            figures=self.figures(),
            proposals=self._shop.publisher.proposals(),
            marks=self.marks(),
            components=components(self._shop),
        )

    def _figures(self, usage: "Usage", name: str | None, now: float) -> "Figures":
        from chotu_bot.monitoring.figures import figures_of

        subjects = [one for one in self._subjects() if name in {None, one.name}]
        if name is not None and not subjects:
            raise NotFoundError(f"there is no tool {name!r}; chotu-bot list shows what there is")
        return figures_of(subjects, usage, self._shop.settings.monitoring, now)

    def _subjects(self) -> "Iterator[Subject]":
        from chotu_bot.monitoring.figures import Subject

        retired, pins = self._life.retired(), self._life.pins()
        for record in self._shop.registry.all().records:
            pin = pins.get(record.name)
            yield Subject(
                name=record.name,
                version=record.version,
                summary=record.summary,
                category=record.category,
                source=record.digests["tool"],
                landed=seconds_of(record.created),
                retired=record.name in retired,
                pinned=str(pin.facts.get("version")) if pin else "",
            )

    def _is_served(self, text: str) -> bool:
        decision = self._reception.decide(Request(text=text))
        return isinstance(decision, Known)

    def _waiting(self) -> dict[str, str]:
        return {one.name: one.branch for one in self._shop.publisher.proposals()}

    def _earlier(self, name: str) -> str | None:
        found = self._life.last_good(name)
        return found.version if found else None


def present() -> float:
    """The present in seconds since the epoch, or SOURCE_DATE_EPOCH where it is set."""
    return float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def seconds_of(moment: str) -> float:
    """Seconds since the epoch of an ISO 8601 moment; 0 where there is none to be read."""
    try:
        return datetime.fromisoformat(moment).astimezone(UTC).timestamp()
    except ValueError:  # evidence came from outside; a record keeps what it says
        return 0.0
