"""Python's parser, one caller at a time and without its warnings."""

import ast
import threading
import warnings

# Two threads in CPython's parser can break its count of nesting ("AST constructor recursion depth
# mismatch"), and warnings.catch_warnings is not made for threads either.
_ONE_AT_A_TIME = threading.Lock()


def module_of(text: str | bytes) -> ast.Module:
    """The syntax tree of a module; raises what ``ast.parse`` raises."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # An escape that Python dislikes is the linter's business, not a reason to fail here.
        warnings.simplefilter("ignore")
        return ast.parse(text)


def expression_of(text: str) -> ast.expr:
    """The syntax tree of one expression; raises what ``ast.parse`` raises."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, mode="eval").body
