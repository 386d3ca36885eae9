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


async def _double(value: int) -> int:
    await asyncio.sleep(0)
    return 2 * value


async def _all(values: list[int]) -> list[int]:
    return list(await asyncio.gather(*(_double(value) for value in values)))


def doubled(values: list[int]) -> list[int]:
    """Double."""
    return asyncio.run(_all(values))
