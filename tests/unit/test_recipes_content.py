"""Every shipped recipe keeps the agreed format and is clean before the gate ever sees it."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pytest

from chotu_bot.domain.names import CATEGORIES, refusal

pytestmark = pytest.mark.no_cover

RECIPES = Path(__file__).parents[2] / "templates" / "recipes"
IDS = sorted(path.name for path in RECIPES.iterdir() if path.is_dir())
KEYS = {"name", "summary", "category", "keywords", "phrases", "dependencies"}
OPTIONAL_KEYS = {"not_for", "permissions", "examples", "slots", "dependencies"}
PERMISSIONS = {"read", "write", "net", "run", "env", "system"}
TEST_MODULES = {"pytest", "hypothesis"}
MODULES = {"pillow": "PIL", "pyyaml": "yaml"}
"""What a distribution is called when it is imported, where that is another name."""
FORBIDDEN_IN_TESTS = re.compile(r"\b(skip|skipif|xfail|importorskip|random)\b|time\.sleep\(")
ALLOWED_STATEMENTS = (
    ast.Import,
    ast.ImportFrom,
    ast.Assign,
    ast.AnnAssign,
    ast.FunctionDef,
    ast.ClassDef,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A recipe under one choice of its slots."""

    label: str
    recipe: dict[str, Any]
    tool: str
    tests: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.tool)

    @property
    def function(self) -> ast.FunctionDef:
        functions = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        return next(node for node in functions if not node.name.startswith("_"))

    @property
    def parameters(self) -> set[str]:
        arguments = self.function.args
        return {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def load(recipe_id: str) -> dict[str, Any]:
    return tomllib.loads((RECIPES / recipe_id / "recipe.toml").read_text("utf-8"))


def choices(recipe: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The defaults of all slots, then every other value of every slot, one at a time."""
    slots = recipe.get("slots", [])
    defaults = {slot["name"]: slot["default"] for slot in slots}
    yield defaults
    for slot in slots:
        for value in slot["choices"]:
            if value != slot["default"]:
                yield {**defaults, slot["name"]: value}


def render(recipe_id: str, values: dict[str, str]) -> Rendered:
    environment = jinja2.Environment(  # noqa: S701 - the templates make Python, not HTML
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    recipe = load(recipe_id)
    tool, tests = (
        environment.from_string((RECIPES / recipe_id / file).read_text("utf-8")).render(
            name=recipe["name"], **values
        )
        for file in ("tool.py.j2", "tests.py.j2")
    )
    label = "_".join((recipe_id, *values.values()))
    return Rendered(label=label, recipe=recipe, tool=tool, tests=tests)


ALL = [render(recipe_id, values) for recipe_id in IDS for values in choices(load(recipe_id))]
each_recipe = pytest.mark.parametrize("recipe_id", IDS)
each_rendering = pytest.mark.parametrize("rendered", ALL, ids=[one.label for one in ALL])


def test_there_are_recipes_of_many_kinds_and_no_name_comes_twice() -> None:
    recipes = [load(recipe_id) for recipe_id in IDS]
    assert len({recipe["category"] for recipe in recipes}) >= 8
    assert len({recipe["name"] for recipe in recipes}) == len(IDS) >= 40


def test_no_phrase_belongs_to_two_recipes() -> None:
    phrases = [phrase.lower() for recipe_id in IDS for phrase in load(recipe_id)["phrases"]]
    assert sorted(phrases) == sorted(set(phrases))


@each_recipe
def test_a_recipe_has_exactly_its_three_files(recipe_id: str) -> None:
    files = sorted(path.name for path in (RECIPES / recipe_id).iterdir())
    assert files == ["recipe.toml", "tests.py.j2", "tool.py.j2"]


@each_recipe
def test_a_recipe_describes_itself(recipe_id: str) -> None:
    recipe = load(recipe_id)
    assert recipe.keys() - OPTIONAL_KEYS == KEYS - OPTIONAL_KEYS
    assert refusal(recipe["name"]) is None
    assert recipe["name"] == recipe_id
    assert 10 <= len(recipe["summary"]) <= 120
    assert recipe["summary"].endswith(".")
    assert recipe["category"] in CATEGORIES
    assert 4 <= len(recipe["phrases"]) <= 20
    assert len(recipe["keywords"]) >= 3
    assert all(word == word.lower() for word in recipe["keywords"])
    assert len(set(recipe["keywords"])) == len(recipe["keywords"])
    for slot in recipe.get("slots", []):
        assert slot["default"] in slot["choices"]
        words = [word for spelled in slot["choices"].values() for word in spelled]
        assert len(set(words)) == len(words)


@each_rendering
def test_permissions_name_parameters_of_the_tool(rendered: Rendered) -> None:
    permissions = rendered.recipe.get("permissions", {})
    assert permissions.keys() <= PERMISSIONS
    named = [*permissions.get("read", []), *permissions.get("write", [])]
    references = [*permissions.get("net", []), *permissions.get("run", [])]
    named += [one.strip("{}") for one in references if one.startswith("{")]
    assert set(named) <= rendered.parameters


@each_rendering
def test_a_tool_has_one_typed_documented_public_function(rendered: Rendered) -> None:
    functions = [node for node in rendered.tree.body if isinstance(node, ast.FunctionDef)]
    public = [node.name for node in functions if not node.name.startswith("_")]
    assert public == [rendered.recipe["name"]]
    for function in functions:
        arguments = (*function.args.args, *function.args.kwonlyargs)
        assert function.returns is not None
        assert all(argument.annotation is not None for argument in arguments)
        assert function.args.vararg is None
        assert function.args.kwarg is None
    assert not rendered.function.decorator_list


@each_rendering
def test_a_docstring_names_every_parameter_and_every_error(rendered: Rendered) -> None:
    text = ast.get_docstring(rendered.function) or ""
    assert "\nReturns:\n" in text
    for parameter in rendered.parameters:
        assert f"\n    {parameter}: " in text
    raised = {
        ast.unparse(node.exc.func)
        for node in ast.walk(rendered.tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    }
    documented = set(re.findall(r"^    (\w+): ", text.partition("\nRaises:\n")[2], re.MULTILINE))
    assert raised == documented - {"OSError"} | (raised & {"OSError"})


@each_rendering
def test_a_tool_does_nothing_when_imported(rendered: Rendered) -> None:
    assert ast.get_docstring(rendered.tree)
    assert all(isinstance(node, ALLOWED_STATEMENTS) for node in rendered.tree.body[1:])
    assert "__main__" not in rendered.tool
    assert "# /// script" not in rendered.tool


@each_rendering
def test_a_tool_imports_only_the_standard_library_and_its_dependencies(rendered: Rendered) -> None:
    dependencies = rendered.recipe.get("dependencies", [])
    named = [re.split(r"[<>=~! \[]", one)[0] for one in dependencies]
    own = {MODULES.get(one, one.replace("-", "_")) for one in named}
    assert imports(rendered.tree) <= sys.stdlib_module_names | own
    tests = imports(ast.parse(rendered.tests))
    assert tests <= sys.stdlib_module_names | own | TEST_MODULES
    assert "subprocess" not in imports(rendered.tree) or rendered.recipe["permissions"]["run"]


@each_rendering
def test_tests_are_many_assert_something_and_depend_on_nothing(rendered: Rendered) -> None:
    tests = [
        node
        for node in ast.parse(rendered.tests).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(tests) >= 5
    assert len({node.name for node in tests}) == len(tests)
    for node in tests:
        assert re.search(r"\bassert\b|pytest\.raises", ast.unparse(node)), node.name
    assert not FORBIDDEN_IN_TESTS.search(rendered.tests)


@each_rendering
def test_nothing_is_silenced(rendered: Rendered) -> None:
    for text in (rendered.tool, rendered.tests):
        assert "noqa" not in text
        assert "nosec" not in text
        assert "type: ignore" not in text


def imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipes")
    for one in ALL:
        (folder / f"{one.label}_tool.py").write_text(one.tool, "utf-8")
        (folder / f"{one.label}_tests.py").write_text(one.tests, "utf-8")
    return folder


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )


def test_all_tools_and_tests_are_clean_under_ruff(laid_out: Path) -> None:
    rules = "E,W,F,I,B,UP,SIM,C4,RET,N,PTH,PERF,A"
    options = ("--isolated", "--no-cache", "--line-length", "100", "--target-version", "py311")
    tools = [str(path) for path in sorted(laid_out.glob("*_tool.py"))]
    result = run("ruff", "check", *options, "--select", rules, *tools)
    assert result.returncode == 0, result.stdout
    # The import of the tool is added by the template, so its name is unknown here.
    tests = [str(path) for path in sorted(laid_out.glob("*_tests.py"))]
    result = run(
        "ruff", "check", *options, "--select", rules, "--ignore", "F821,PERF,PTH,A002", *tests
    )
    assert result.returncode == 0, result.stdout
    result = run("ruff", "format", "--check", *options, str(laid_out))
    assert result.returncode == 0, result.stdout


def test_all_tools_are_clean_under_bandit(laid_out: Path) -> None:
    tools = [str(path) for path in sorted(laid_out.glob("*_tool.py"))]
    result = run("bandit", "-q", "-ll", "-ii", *tools)
    assert result.returncode == 0, result.stdout
