"""Trying a tool on somebody's example, to see whether it already does what is asked."""

import tempfile
from pathlib import Path

from chotu_bot.calling.call import Caller, CallResult, Returned, Tool
from chotu_bot.domain.contract import Example
from chotu_bot.errors import UsageError


def gives(caller: Caller, tool: Tool, example: Example) -> bool:
    """Whether ``tool`` returns the example's result; arguments that do not fit mean no."""
    try:
        result = call_on(caller, tool, example)
    except UsageError:
        return False
    return isinstance(result, Returned) and result.result == example.result


def call_on(caller: Caller, tool: Tool, example: Example) -> CallResult:
    """Call ``tool`` as the example does, in a folder with the example's files.

    Raises:
        UsageError: when the arguments do not fit the contract.
        SandboxUnavailableError: when it cannot be run safely.
    """
    with tempfile.TemporaryDirectory(prefix="chotu-example-") as name:
        folder = Path(name)
        for path, content in example.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        return caller.call(tool, example.arguments, folder)
