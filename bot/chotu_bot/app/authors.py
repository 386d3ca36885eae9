"""Who writes a draft: what costs nothing where it fits, else a model, as what was tried says."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from chotu_bot.app.compositions import Compositions
from chotu_bot.app.hints import MODEL_ADVICE
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import NoGenerator, Unclear
from chotu_bot.domain.draft import Request
from chotu_bot.generators.recipes import Clear, NoRecipe, Several
from chotu_bot.learning.collaborators import Author, Choice
from chotu_bot.learning.tuning import Option, Record
from chotu_bot.ranking import Ranker
from chotu_bot.settings import Gpt

if TYPE_CHECKING:
    from chotu_bot.generators.openai import OpenAIGenerator

_RECIPE, _SYNTHESIS = Option(generator="recipe"), Option(generator="synthesis")
_ELSEWHERE = "misc"
"""The category of a request that nothing comes near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A model that is to write, and why not the first of the configured."""

    generator: "OpenAIGenerator"
    option: Option
    why: str

    def author(self, category: str) -> Author:
        """As the controller takes it."""
        title = str(self.option) if self.why else f"model {self.option.model}"
        return Author(
            generator=self.generator,
            title=title,
            category=category,
            why=self.why,
            option=self.option,
        )


def model_options(gpt: Gpt) -> tuple[Option, ...]:
    """Every model at every temperature that the configuration lists, in its order."""
    return tuple(
        Option(generator="openai", model=model, temperature=temperature)
        for model in dict.fromkeys((gpt.model, *gpt.other_models))
        for temperature in dict.fromkeys((gpt.temperature, *gpt.other_temperatures))
    )


class Authors:
    """Chooses who writes in one repository."""

    def __init__(
        self, workshop: Workshop, compositions: Compositions, known: Callable[[], Ranker]
    ) -> None:
        """Take the parts.

        Args:
            workshop: builds everything else.
            compositions: finds the tools for requests of two steps.
            known: search over the registered tools.
        """
        self._shop = workshop
        self._compositions = compositions
        self._known = known

    @property
    def has_model(self) -> bool:
        """Whether a model is configured that may be asked."""
        gpt = self._shop.settings.gpt
        return gpt.provider != "recipes" and bool(gpt.api_key or gpt.base_url)

    def choose(self, request: Request, *, offline: bool) -> Choice:
        """A composition, a recipe or a program where one fits, else the model, where there is one.

        A recipe or a program is passed over only where its kind is known to fail in the request's
        category, and somebody else is there who is not.
        """
        category, record = self._category(request), self.record()
        if self._shop.settings.gpt.provider == "openai" and not offline:
            return self.writer(category, record).author(category)
        composition = self._compositions.of(request)
        if composition is not None:
            return composition.author(self._shop.templates.render)
        matched = self._matched(request, category)
        recipe = matched if isinstance(matched, Author) else None
        if recipe is not None and not record.is_failing(category, _RECIPE):
            return recipe
        program = self._from_examples(request, category)
        if program is not None and not record.is_failing(category, _SYNTHESIS):
            return self._instead(recipe, program, record, category)
        free = recipe or program
        if not offline and self.has_model:
            writer = self.writer(category, record)
            if free is None or not record.is_failing(category, writer.option):
                return self._instead(free, writer.author(category), record, category)
        return free or matched

    def writer(self, category: str, record: Record | None = None) -> Writer:
        """The model that is to write in a category."""
        gpt = self._shop.settings.gpt
        pick = (record or self.record()).pick(category, model_options(gpt))
        if not pick.why:
            return Writer(generator=self._shop.model, option=pick.option, why="")
        self._shop.notify("tuning", pick.why)
        temperature = cast("float", pick.option.temperature)
        tuned = replace(gpt, model=pick.option.model, temperature=temperature)
        return Writer(generator=self._shop.model_as(tuned), option=pick.option, why=pick.why)

    def record(self) -> Record:
        """What was tried, and what came of it."""
        minimum = self._shop.settings.learning.tuning
        events = self._shop.journal.events(kind="request") if minimum else ()
        return Record(events, minimum)

    def _category(self, request: Request) -> str:
        """The category that a request is read as: that of the nearest tool or recipe."""
        rankers = (self._known(), self._shop.recipes.ranker)
        hits = [hit for ranker in rankers for hit in ranker.rank(request.text, 1)]
        best = max(hits, key=lambda hit: hit.score, default=None)
        return best.document.category if best else _ELSEWHERE

    def _matched(self, request: Request, category: str) -> Choice:
        """The recipe that clearly fits, or why none does."""
        match self._shop.recipes.match(request):
            case Clear(recipe=recipe):
                title = f"recipe {recipe.key}"
                return Author(generator=self._shop.recipes, title=title, category=category)
            case Several(recipes=recipes):
                return Unclear(
                    why="several recipes fit equally well",
                    ask="say which of them is meant",
                    options=tuple(one.summary for one in recipes),
                )
            case NoRecipe(nearest=nearest, why=why):
                return NoGenerator(
                    why=f"no recipe does this{f' ({why})' if why else ''}",
                    nearest=tuple(f"{one.key}: {one.summary}" for one in nearest),
                    advice=MODEL_ADVICE,
                )

    def _from_examples(self, request: Request, category: str) -> Author | Unclear | None:
        """What the examples alone give away: a program, a question back, or nothing."""
        if not request.examples:
            return None
        from chotu_bot.generators.synthesis.generator import question
        from chotu_bot.generators.synthesis.synthesis import Program, Unsolved

        generator = self._shop.synthesis
        match generator.outcome(request):
            case Program(length=length):
                title = f"synthesis, length {length}"
                return Author(generator=generator, title=title, category=category)
            case Unsolved(why=why):
                self._shop.notify("synthesis", why)
                return None
            case asked:
                return Unclear(why="the examples do not settle it", ask=question(asked))

    def _instead(
        self,
        passed: Author | Unclear | None,
        chosen: Author | Unclear,
        record: Record,
        category: str,
    ) -> Choice:
        """The chosen one, with the figures of the one that would have written at no cost."""
        if not (isinstance(passed, Author) and isinstance(chosen, Author)):
            return chosen
        option = _RECIPE if passed.generator is self._shop.recipes else _SYNTHESIS
        tally = record.tally(category, option)
        why = f"{option.generator} is passed over: {tally} in {category}"
        self._shop.notify("tuning", why)
        return replace(chosen, why="; ".join(filter(None, (why, chosen.why))))
