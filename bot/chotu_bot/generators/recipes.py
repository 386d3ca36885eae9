"""The embedded author: recipes matched to a request, filled from it, with no key and no network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NoReturn, TypeAlias

from chotu_bot.domain.contract import Contract, Example
from chotu_bot.domain.draft import Authorship, Draft, Request, Task
from chotu_bot.domain.shapes import problems
from chotu_bot.domain.toolfile import (
    Header,
    MalformedToolError,
    contract_of,
    parse,
    read_signature,
)
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import CannotRepairError, ConfigurationError, GeneratorError
from chotu_bot.generators.recipe import (
    TESTS_TEMPLATE,
    TOOL_TEMPLATE,
    Recipe,
    load_recipes,
)
from chotu_bot.generators.slots import UnfilledSlotError, fill
from chotu_bot.ranking import Document, Hit, Ranker

RenderText: TypeAlias = Callable[[str, Mapping[str, object]], str]
"""Fills a template's text with values."""

_NEAR = 20.0
"""Score below which a recipe is not worth naming as near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """One recipe clearly fits."""

    recipe: Recipe
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Several recipes fit equally; the person must say which."""

    recipes: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRecipe:
    """No recipe fits."""

    nearest: tuple[Recipe, ...]
    """The nearest first; none where nothing is near."""
    why: str
    """What the nearest lacks."""


Match: TypeAlias = Clear | Several | NoRecipe


class RecipeGenerator:
    """Drafts from recipe folders; the first folder that has a recipe's key wins."""

    def __init__(
        self,
        folders: Sequence[Path],
        render_text: RenderText,
        ranker: Callable[[Sequence[Document]], Ranker] = Ranker,
    ) -> None:
        self._folders = tuple(folders)
        self._render_text = render_text
        self._new_ranker = ranker

    @cached_property
    def recipes(self) -> Mapping[str, Recipe]:
        """All recipes by key.

        Raises:
            ConfigurationError: when a manifest cannot be read.
        """
        return {one.key: one for one in load_recipes(self._folders)}

    @cached_property
    def ranker(self) -> Ranker:
        """Search over all recipes."""
        return self._new_ranker([one.document for one in self.recipes.values()])

    def told(self, document: Document) -> Document:
        """A registered tool as search sees it, with the ways of asking that its recipe knows.

        A recipe without slots makes one tool only: what says the same of itself does the same.
        """
        recipe = self._slotless.get((document.name, document.summary))
        if recipe is None or recipe.keywords != document.keywords:
            return document
        return replace(
            document, phrases=(*document.phrases, *recipe.phrases), not_for=recipe.not_for
        )

    def rather(self, tool: str, text: str) -> bool:
        """Whether another recipe than that of ``tool`` clearly is what ``text`` asks for."""
        if all(tool != name for name, _ in self._slotless):
            return False
        standing = self.ranker.decide(text)
        return standing.state == "clear" and (
            self.recipes[standing.hits[0].document.key].name != tool
        )

    @cached_property
    def _slotless(self) -> Mapping[tuple[str, str], Recipe]:
        plain = (one for one in self.recipes.values() if not one.slots)
        return {(one.name, one.summary): one for one in plain}

    def match(self, request: Request) -> Match:
        """Which recipe serves ``request``, if one clearly does."""
        standing = self.ranker.decide(request.text)
        found = tuple(self.recipes[hit.document.key] for hit in standing.hits)
        if standing.state == "none":
            near = tuple(hit for hit in standing.hits if hit.score >= _NEAR)
            return NoRecipe(nearest=found[: len(near)], why=self._lacks(near))
        if standing.state == "several":
            return Several(recipes=found)
        reason = self._unsuited(found[0], request)
        if reason:
            return NoRecipe(nearest=found, why=reason)
        return Clear(recipe=found[0], hit=standing.hits[0])

    def draft(self, task: Task) -> Draft:
        """The draft of the recipe that clearly fits the request.

        Raises:
            GeneratorError: when none does, or the request leaves out what the recipe must know.
        """
        match self.match(task.request):
            case Clear(recipe=recipe):
                name = _free_name(recipe, task)
                return self._draft(recipe, task.request, name)
            case Several(recipes=recipes):
                listed = "; ".join(one.summary for one in recipes)
                raise GeneratorError(f"several recipes fit equally, say which is meant: {listed}")
            case NoRecipe(why=why):
                raise GeneratorError(f"no recipe fits this request: {why}")

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> NoReturn:
        """A recipe is as good as it was written; raises CannotRepairError."""
        raise CannotRepairError(
            f"the recipe {draft.authorship.source} for {task.request.text[:60]!r} cannot repair "
            f"itself ({len(findings)} findings); mend templates/recipes/{draft.authorship.source}"
        )

    def _draft(self, recipe: Recipe, request: Request, name: str) -> Draft:
        values = {**fill(recipe.slots, request.text), "name": name}
        code = self._filled(recipe, TOOL_TEMPLATE, values)
        return Draft(
            contract=_contract(recipe, request, code),
            code=code,
            tests=self._filled(recipe, TESTS_TEMPLATE, values),
            authorship=Authorship(generator="recipe", source=recipe.key),
        )

    def _filled(self, recipe: Recipe, file: str, values: Mapping[str, object]) -> str:
        path = recipe.folder / file
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"recipe file {path} cannot be read: {error}") from error
        return self._render_text(text, values)

    def _unsuited(self, recipe: Recipe, request: Request) -> str:
        """Why a recipe that sounds right will not do: an unfilled slot, a foreign example."""
        try:
            fill(recipe.slots, request.text)
        except UnfilledSlotError as error:
            return str(error)
        if not request.examples:
            return ""
        contract = self._draft(recipe, request, request.name or recipe.name).contract
        misfits = (_misfit(contract, example) for example in request.examples)
        return next((reason for reason in misfits if reason), "")

    def _lacks(self, near: Sequence[Hit]) -> str:
        if not near:
            return "nothing near it is known"
        supported = [
            f"{self.recipes[near[0].document.key].name} offers {slot.name}: "
            + ", ".join(slot.choices)
            for slot in self.recipes[near[0].document.key].slots
        ]
        return "; ".join([near[0].why, *supported])


def _free_name(recipe: Recipe, task: Task) -> str:
    if task.request.name:
        return task.request.name
    name, number = recipe.name, 1
    while name in task.taken_names:
        number += 1
        name = f"{recipe.name[:44]}_{number}"
    return name


def _contract(recipe: Recipe, request: Request, code: str) -> Contract:
    header = Header(
        requires_python=">=3.11",
        dependencies=recipe.dependencies,
        version="1.0.0",
        summary=recipe.summary,
        category=recipe.category,
        keywords=recipe.keywords,
        permissions=recipe.permissions,
        examples=(*request.examples, *recipe.examples),
    )
    try:
        return contract_of(header, read_signature(parse(code)))
    except MalformedToolError as error:
        raise ConfigurationError(f"recipe {recipe.folder / TOOL_TEMPLATE}: {error}") from error


def _misfit(contract: Contract, example: Example) -> str:
    """Why the recipe's function cannot meet the example, or nothing."""
    known = {one.name for one in contract.parameters}
    needed = {one.name for one in contract.parameters if one.required}
    if not needed <= example.arguments.keys() <= known:
        given = ", ".join(example.arguments)
        return f"the recipe makes {contract.signature}, the example gives {given}"
    shapes = {one.name: one.shape for one in contract.parameters}
    wrong = [
        problem
        for name, value in example.arguments.items()
        for problem in problems(shapes[name], value, name)
    ]
    wrong += problems(contract.result, example.result, "result")
    return f"the recipe makes {contract.signature}; in the example {wrong[0]}" if wrong else ""
