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

import logging

logger = logging.getLogger(__name__)


def checked_sum(values: list[float]) -> float:
    """Sum."""
    logger.debug("summing %d values", len(values))
    for value in values:
        if value != value:
            logger.warning("not a number among the values")
            raise ValueError("not a number")
    return sum(values)
