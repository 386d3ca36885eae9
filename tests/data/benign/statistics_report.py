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

import statistics as st
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_CENT = Decimal("0.01")


def report(values: list[float]) -> dict[str, float]:
    """Report."""
    mean = Decimal(str(st.fmean(values))).quantize(_CENT, ROUND_HALF_UP)
    return {"mean": float(mean), "median": st.median(values), "half": float(Fraction(1, 2))}
