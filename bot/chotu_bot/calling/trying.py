"""Trying a tool on somebody's example, to see whether it already does what is asked."""

import tempfile
from pathlib import Path

from chotu_bot.calling.call import Caller, Returned, Tool
from chotu_bot.domain.contract import Example
from chotu_bot.errors import UsageError


def gives(caller: Caller, tool: Tool, example: Example) -> bool:
    """Whether ``tool`` returns the example's result; arguments that do not fit mean no."""
    with tempfile.TemporaryDirectory(prefix="chotu-example-") as name:
        folder = Path(name)
        for path, content in example.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        try:
            result = caller.call(tool, example.arguments, folder)
        except UsageError:
            return False
    return isinstance(result, Returned) and result.result == example.result
