"""The runner ``call``: import a tool, call its function once, report the result."""

import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

from .report import NotJsonError, Report, as_json, describe, limit_behind


def run(request: dict[str, Any]) -> Report:
    """Call ``request["function"]`` of the tool; any failure of the tool is a report."""
    tool = os.path.abspath(request["tool"])
    try:
        module = _load(tool)
        result = getattr(module, request["function"])(**request["arguments"])
    except BaseException as error:  # noqa: BLE001 - SystemExit of a tool is its failure, too
        return _failed(error, tool)
    try:
        return Report(body={"ok": True, "result": as_json(result)}, exit_code=0)
    except (NotJsonError, RecursionError) as error:
        described = describe(error, tool) | {"class": "ResultNotJson"}
        return Report(body={"ok": False, "error": described}, exit_code=1)


def _failed(error: BaseException, tool: str) -> Report:
    body = {"ok": False, "error": describe(error, tool)}
    return Report(body=body, exit_code=1, limit=limit_behind(error))


def _load(path: str) -> ModuleType:
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
