"""The tool's code in a reply: the right block of several, whole, and really Python."""

import ast
import re

from chotu_bot.domain.shapes import Json
from chotu_bot.reply import bare, source
from chotu_bot.reply.blocks import PYTHON, Block, split
from chotu_bot.reply.errors import (
    BrokenCodeError,
    NoCodeError,
    ProviderTextError,
    ReplyError,
    TruncatedReplyError,
)
from chotu_bot.reply.structured import loads, objects
from chotu_bot.reply.text import clean
from chotu_bot.reply.words import WEB_PAGE, complaint, is_error_object, is_web_page

_CODE_KEYS = (
    "tool.py",
    "code",
    "tool",
    "source",
    "python",
    "solution",
    "implementation",
    "content",
)
_LEFT_OUT = re.compile(
    r"#.*(?:\.\.\.|…).*\b(?:existing|unchanged|previous|rest of|remaining|same as)\b"
    r"|#.*\b(?:existing|unchanged|rest of|remaining|same as)\b[^\n]*(?:\.\.\.|…)",
    re.IGNORECASE,
)


def parse_code(reply: str, *, name: str | None = None, cut_off: bool = False) -> str:
    """The module that a reply brings, without the tests and the talk around it.

    Args:
        reply: what the model said.
        name: the function that the module should define.
        cut_off: whether the endpoint said that it cut the reply for length.

    Raises:
        ReplyError: in one of its kinds, when there is no whole and valid module.
    """
    text = clean(reply)
    if is_web_page(text):
        raise ProviderTextError(WEB_PAGE)
    if source.parses(text) and _is_tool(Block(text=text), name):
        return _unfenced(text, [], name, cut_off=cut_off)
    parts = split(text)
    blocks = [*parts.blocks, *_from_json(parts.blocks, text)]
    modules = [one for one in blocks if one.may_be_python and source.parses(one.text)]
    tools = [one for one in modules if _is_tool(one, name)]
    if tools:
        return _chosen(tools, modules, name, cut_off=cut_off)
    broken = [one for one in blocks if _meant_as_python(one) and not source.parses(one.text)]
    if broken:
        raise _broken(max(broken, key=lambda one: len(one.text)), cut_off=cut_off)
    return _unfenced(parts.prose, modules, name, cut_off=cut_off, whole=text)


def _unfenced(
    text: str, modules: list[Block], name: str | None, *, cut_off: bool, whole: str = ""
) -> str:
    found = bare.module_in(text, name)
    if found is not None:
        if cut_off:
            raise TruncatedReplyError("the code was cut off; send it whole, and shorter", found)
        return _complete(found)
    said = _said(text) or _said(whole)
    if said is not None:
        raise said
    if modules:
        raise NoCodeError("the reply holds no function, or only tests; send the whole tool module")
    if cut_off:
        raise TruncatedReplyError("the reply was cut off before any code; send the code alone")
    raise NoCodeError("the reply holds no Python code; send the whole module in one python block")


def _said(text: str) -> ReplyError | None:
    value = loads(text.strip()) if text.lstrip().startswith(("{", "[")) else None
    if is_error_object(value):
        return ProviderTextError(f"an error object stands where code should be: {str(value)[:160]}")
    return complaint(text)


def _is_tool(block: Block, name: str | None) -> bool:
    tree = source.parse(block.text)
    if _is_test_file(block.file) and not (name and source.defines(tree, name)):
        return False
    return source.defines(tree, None) and not source.is_test_module(tree, name)


def _is_test_file(file: str) -> bool:
    stem = file.rpartition("/")[2].removesuffix(".py")
    return file.endswith(".py") and (stem.startswith("test") or stem.endswith("_test"))


def _chosen(tools: list[Block], modules: list[Block], name: str | None, *, cut_off: bool) -> str:
    """The last of the blocks that define the function, unless it is a mere excerpt."""
    named = [one for one in tools if name and source.defines(source.parse(one.text), name)] or tools
    closed = [one for one in named if one.closed] or named
    longest = max(len(one.text) for one in closed)
    best = [one for one in closed if 2 * len(one.text) >= longest][-1]
    text = _with_what_it_needs(best, modules)
    if not best.closed:
        whole = "" if cut_off else text
        raise TruncatedReplyError("the code's fence is never closed; send the module whole", whole)
    return _complete(text)


def _with_what_it_needs(best: Block, modules: list[Block]) -> str:
    """The block, after other blocks that define what it uses and does not define itself."""
    tree = source.parse(best.text)
    missing = source.free_names(tree)
    before = []
    for other in modules:
        other_tree = source.parse(other.text)
        bound = source.bound_names(other_tree)
        tests = source.is_test_module(other_tree) or _is_test_file(other.file)
        if other is not best and not tests and bound & missing and not bound & _own(tree):
            before.append(other.text.strip("\n"))
            missing -= bound
    return "\n\n\n".join([*before, best.text]) if before else best.text


def _own(tree: ast.Module) -> frozenset[str]:
    return frozenset(node.name for node in source.definitions(tree))


def _complete(code: str) -> str:
    for line in code.split("\n"):
        if len(line) < 300 and _LEFT_OUT.search(line):
            raise NoCodeError(f"parts are left out ({line.strip()!r}); send the whole module")
    return code.strip("\n") + "\n"


def _meant_as_python(block: Block) -> bool:
    if block.language in PYTHON or block.file.endswith(".py"):
        return True
    return block.may_be_python and bare.looks_like_code(block.text)


def _broken(block: Block, *, cut_off: bool) -> ReplyError:
    try:
        source.parse(block.text)
    except BrokenCodeError as error:
        if cut_off or not block.closed or source.ends_early(error):
            return TruncatedReplyError(f"the code ends in the middle ({error}); send it whole")
        return error
    raise AssertionError("only blocks that do not parse come here")


def _from_json(blocks: tuple[Block, ...], text: str) -> list[Block]:
    """Code that stands in the strings of a JSON object."""
    texts = [one.text for one in blocks if one.may_be_json and one.text.lstrip()[:1] in {"{", "["}]
    if not any(one.language in PYTHON for one in blocks):
        texts.append(text)
    found: list[Block] = []
    for one in texts:
        whole = loads(one.strip()) if one.lstrip()[:1] in {"{", "["} else None
        values = [whole] if whole is not None else list(objects(one))
        found.extend(part for value in values for part in _code_members(value))
    return found


def _code_members(value: Json) -> list[Block]:
    match value:
        case [dict() as only]:
            return _code_members(only)
        case {"files": dict() | list() as files}:
            return _code_members(files)
        case list():
            return [part for one in value if isinstance(one, dict) for part in _file_member(one)]
        case dict():
            members = [(key, one) for key, one in value.items() if isinstance(one, str)]
            return [
                part for key, one in members if _names_code(key) for part in _code_text(key, one)
            ]
        case _:
            return []


def _names_code(key: str) -> bool:
    return key.lower() in _CODE_KEYS or key.endswith(".py")


def _file_member(value: dict[str, Json]) -> list[Block]:
    path = value.get("path") or value.get("name") or value.get("filename") or "tool.py"
    content = value.get("content") or value.get("code") or value.get("source")
    return _code_text(str(path), content) if isinstance(content, str) else []


def _code_text(key: str, content: str) -> list[Block]:
    """One string of code, which may carry a fence of its own."""
    whole = source.parses(content)
    inner = [] if whole else [one for one in split(content).blocks if one.may_be_python]
    file = key if key.endswith(".py") else ""
    return inner or [Block(text=content.replace("\r\n", "\n"), language="python", file=file)]
