"""Which tool names are allowed, and the only place where a name becomes a path."""

import builtins
import keyword
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath

TOOLS_FOLDER = PurePosixPath("generated_tools")
REGISTRY_FOLDER = PurePosixPath("registry")
TOOL_FILE = "tool.py"
TEST_FILE = "test_tool.py"
EVIDENCE_FILE = "evidence.json"

CATEGORIES = (
    "archive",
    "bot",
    "data",
    "database",
    "documents",
    "files",
    "images",
    "lists",
    "math",
    "misc",
    "network",
    "notes",
    "system",
    "text",
    "time",
    "web",
)
"""The fixed list of categories; each is one folder under generated_tools/ and registry/."""

BUILT_INS = frozenset(
    {
        "learn",
        "submit_tool",
        "handle_unknown_command",
        "handle_tool_failure",
        "manual_learn_capability",
        "learn_from_failure",
        "rollback",
        "suggest",
        "stats",
        "health",
        "search_tools",
        "describe_tool",
        "call_tool",
        "call_readonly_tool",
        "job_status",
        "job_cancel",
    }
)
"""Tools the MCP server itself offers; a learned tool never takes their names."""

VERBS = frozenset(
    {
        "approve",
        "audit",
        "check",
        "checkpoint",
        "config",
        "dashboard",
        "diff",
        "do",
        "doctor",
        "env",
        "gate",
        "history",
        "improve",
        "init",
        "journal",
        "list",
        "mcp_config",
        "pin",
        "proposals",
        "registry",
        "reject",
        "restore",
        "retire",
        "run",
        "search",
        "serve",
        "show",
        "status",
        "submit",
        "token",
        "unretire",
        "verify",
    }
)
"""Verbs of the command line, reserved so that a tool is never mistaken for one."""

_SHAPE = re.compile(r"[a-z][a-z0-9_]{0,47}")
_OWN_MODULES = frozenset({"tool", "conftest", "sitecustomize", "usercustomize"})
_TEST_MODULES = frozenset({"pytest", "hypothesis", "coverage"})


def refusal(name: str) -> str | None:
    """Why ``name`` cannot be a tool's name, or None when it can."""
    if not _SHAPE.fullmatch(name):
        return (
            "a tool name is 1 to 48 characters of a-z, 0-9 and _, and starts with a letter "
            f"(got {name[:60]!r})"
        )
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return f"{name!r} is a Python keyword"
    if name in sys.stdlib_module_names:
        return f"{name!r} is a module of the standard library"
    if hasattr(builtins, name):
        return f"{name!r} is a Python built-in"
    if name in BUILT_INS or name in VERBS:
        return f"{name!r} is reserved for chotu-bot itself"
    if name.startswith("test") or name.endswith("_test"):
        return f"{name!r} would be collected as a test"
    if name in _OWN_MODULES or name in _TEST_MODULES:
        return f"{name!r} would shadow a module that tests import"
    return None


def is_category(text: str) -> bool:
    """Whether ``text`` is one of the fixed categories."""
    return text in CATEGORIES


@lru_cache(maxsize=256)
def tool_folders(name: str) -> Mapping[str, str]:
    """The folders that a tool of that name can have, by category; raises as ``tool_folder``."""
    _require_name(name)
    return {category: f"{TOOLS_FOLDER}/{category}/{name}" for category in CATEGORIES}


@lru_cache(maxsize=256)
def record_paths(name: str) -> Mapping[str, str]:
    """The files that its record can be, by category; raises as ``tool_folder``."""
    _require_name(name)
    return {category: f"{REGISTRY_FOLDER}/{category}/{name}.json" for category in CATEGORIES}


@lru_cache(maxsize=1024)
def tool_folder(category: str, name: str) -> PurePosixPath:
    """The folder of a tool inside a repository: ``generated_tools/<category>/<name>``.

    Raises:
        ValueError: when the category or the name is not allowed; nothing else makes a path
            from a name, so nothing else needs to check one.
    """
    _require_category(category)
    return PurePosixPath(tool_folders(name)[category])


@lru_cache(maxsize=1024)
def record_path(category: str, name: str) -> PurePosixPath:
    """The registry record of a tool: ``registry/<category>/<name>.json``; raises as above."""
    _require_category(category)
    return PurePosixPath(record_paths(name)[category])


def _require_category(category: str) -> None:
    if not is_category(category):
        raise ValueError(f"no category {category!r}; there are: {', '.join(CATEGORIES)}")


def _require_name(name: str) -> None:
    reason = refusal(name)
    if reason is not None:
        raise ValueError(reason)
