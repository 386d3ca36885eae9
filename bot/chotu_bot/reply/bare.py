"""Code that stands in a reply without any fence."""

import ast
import re

from chotu_bot.reply import source
from chotu_bot.reply.effort import Effort
from chotu_bot.reply.errors import BrokenCodeError, TruncatedReplyError
from chotu_bot.reply.layout import without_prompts

_STARTS = re.compile(
    r"from\s+[\w.]+\s+import\b|import\s+[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+)*\s*(?:#.*)?$"
    r"|(?:async\s+)?def\s+\w+\s*\(|class\s+\w+\s*[(:]|@\w[\w.]*(?:\(.*)?$|\"\"\"|'''|r\"\"\""
    r"|#!|\# ///|[A-Z_][A-Z0-9_]*\s*(?::[^=]+)?=[^=]|>>> "
)
_CODE_LINE = re.compile(
    r"\s+\S|(?:def|class|async|return|if|for|while|with|try|import|from|@)\b.*[:(]?|.*[=({\[,:]\s*$|[)\]}]"
)
_DEFINITION = re.compile(
    r"^(?:>>> )?[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+[ \t]*[(:]", re.MULTILINE
)
_STARTS_TRIED = 12
_CUTS_TRIED = 60


def looks_like_code(text: str) -> bool:
    """Whether a text that does not parse was meant to be Python."""
    return _DEFINITION.search(text) is not None


def module_in(text: str, name: str | None) -> str | None:
    """The module inside a text with prose around it; None where there is none.

    Raises:
        BrokenCodeError: when there is code, and it is not valid.
        TruncatedReplyError: when there is code, and it ends in the middle.
    """
    if not looks_like_code(text):
        return None
    lines = text.split("\n")
    if not source.parses(text):
        lines = [line for line in lines if line.strip() not in {"```", "~~~"}]
    starts = [at for at, line in enumerate(lines) if _STARTS.match(line)][:_STARTS_TRIED]
    failure: BrokenCodeError | None = None
    effort = Effort(text)
    for at in starts:
        try:
            found = _from(lines[at:], effort)
        except BrokenCodeError as error:
            failure = failure or error
            continue
        if found is not None and _is_tool(found, name, after=failure):
            return _without_stray_words(found)
    if failure is not None:
        raise _judged(failure)
    return None


def _judged(failure: BrokenCodeError) -> BrokenCodeError | TruncatedReplyError:
    if source.ends_early(failure):
        return TruncatedReplyError(f"the code ends in the middle ({failure}); send it whole")
    return failure


def _is_tool(code: str, name: str | None, *, after: BrokenCodeError | None) -> bool:
    """Whether a module is the tool; after broken code, only the named function will do."""
    tree = source.parse(code)
    if after is not None and not (name and source.defines(tree, name)):
        return False
    return source.defines(tree, None) and not source.is_test_module(tree, name)


def _from(lines: list[str], effort: Effort) -> str | None:
    """The longest module at the head of ``lines`` that is followed by prose only."""
    lines = without_prompts(lines) or lines
    kept = lines
    for _ in range(_CUTS_TRIED):
        code = "\n".join(kept)
        if not effort.allows(code):
            return None
        try:
            source.parse(code)
        except BrokenCodeError as error:
            cut = _statement_start(kept, error.line)
            if cut <= 0 or _CODE_LINE.match(kept[cut]):
                raise
            kept = kept[:cut]
            continue
        return code.rstrip() + "\n" if code.strip() else None
    return None


def _statement_start(lines: list[str], line: int) -> int:
    """Index of the last line at or before ``line`` that stands at the left margin."""
    at = min(line, len(lines)) - 1
    while at > 0 and (not lines[at].strip() or lines[at][0] in " \t"):
        at -= 1
    return at


def _without_stray_words(code: str) -> str:
    """Drop a lone word of prose at either end, which is a valid expression by accident."""
    tree = source.parse(code)
    lines = code.split("\n")
    while tree.body and isinstance(node := tree.body[-1], ast.Expr) and _is_word(node):
        del lines[node.lineno - 1 :]
        tree.body.pop()
    return "\n".join(lines).rstrip() + "\n"


def _is_word(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Name | ast.Attribute)
