# hostile: processes
# expect: policy/undeclared-run
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

import asyncio


async def _go(text: str) -> int:
    process = await asyncio.create_subprocess_exec("id", text)
    return await process.wait()


def tidy(text: str) -> int:
    """Tidy."""
    return asyncio.run(_go(text))
