"""Every recipe that ships passes the gate that judges a model's code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.app.checks import static_checks
from chotu_bot.domain.draft import Candidate, Request
from chotu_bot.domain.verdict import Level
from chotu_bot.generators.recipe import load_recipes
from chotu_bot.rendering.templates import shipped_folder

RECIPES = {one.key: one for one in load_recipes([shipped_folder() / "recipes"])}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chotu]:
    with Chotu.init(tmp_path_factory.mktemp("recipes")) as opened:
        yield opened


def candidate(shop: Chotu, key: str) -> Candidate:
    recipe = RECIPES[key]
    request = Request(text=recipe.phrases[0])
    draft = shop._shop.recipes._draft(recipe, request, recipe.name)
    return shop._shop.renderer.render(draft, request)


@pytest.mark.no_cover
@pytest.mark.parametrize("key", sorted(RECIPES))
def test_f03_the_static_checks_accept_it(shop: Chotu, key: str) -> None:
    judged = candidate(shop, key)
    for check in static_checks(shop._shop):
        result = check.run(judged)
        grave = [str(one) for one in result.findings if one.level is Level.ERROR]
        assert result.status == "pass", grave


@pytest.mark.acceptance
@pytest.mark.parametrize("key", sorted(RECIPES))
def test_the_whole_gate_accepts_it(shop: Chotu, key: str) -> None:
    verdict = shop._shop.judge(candidate(shop, key))
    failed = [one for one in verdict.results if one.status not in {"pass", "not_applicable"}]
    assert verdict.passed, [(one.check, one.reason, *map(str, one.findings)) for one in failed]


def test_no_two_recipes_have_one_name() -> None:
    names = [one.name for one in RECIPES.values()]
    assert len(set(names)) == len(names)
    assert all((Path(shipped_folder()) / "recipes" / key).is_dir() for key in RECIPES)
