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

from collections import deque
from heapq import heappop, heappush


def shortest(graph: dict[str, dict[str, float]], start: str, goal: str) -> list[str]:
    """Find the shortest path."""
    queue: list[tuple[float, str, list[str]]] = [(0.0, start, [start])]
    seen: set[str] = set()
    order: deque[str] = deque()
    while queue:
        cost, node, path = heappop(queue)
        if node == goal:
            return path
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        for other, weight in graph.get(node, {}).items():
            heappush(queue, (cost + weight, other, [*path, other]))
    raise ValueError(f"no way from {start} to {goal}")
