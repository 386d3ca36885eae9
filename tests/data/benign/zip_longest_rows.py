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

from itertools import chain, groupby, zip_longest
from operator import attrgetter, itemgetter


def table(rows: list[list[str]]) -> str:
    """Lay out a table."""
    columns = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(len, column)) for column in columns]
    first = sorted(rows, key=itemgetter(0))
    groups = {key: len(list(group)) for key, group in groupby(first, key=itemgetter(0))}
    real = attrgetter("real")(len(groups))
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=False)).rstrip() for row in rows]
    return "\n".join(chain(lines, [str(real)][:0]))
