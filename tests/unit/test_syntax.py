"""The parser serves several threads, and says nothing of what is the linter's business."""

import ast
from concurrent.futures import ThreadPoolExecutor

from chotu_bot.domain.syntax import expression_of, module_of

SOURCE = "".join(f"def f{n}(a):\n    return [a + {n} * (b - {n}) for b in a]\n" for n in range(200))


def test_many_threads_get_the_same_tree() -> None:
    wanted = ast.dump(module_of(SOURCE))
    with ThreadPoolExecutor(8) as pool:
        trees = pool.map(lambda _: ast.dump(module_of(SOURCE)), range(24))
        assert all(tree == wanted for tree in trees)


def test_an_odd_escape_is_no_warning_here() -> None:
    assert isinstance(module_of("x = '\\d'"), ast.Module)
    assert isinstance(expression_of("'\\d'"), ast.Constant)
