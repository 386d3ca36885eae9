"""What Prometheus is told."""

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from chotu_bot.calling.following import FollowingCatalog

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_PATHS = frozenset({"/", "/mcp", "/healthz", "/metrics"})


class Meter:
    """Counts of one server. No label holds anything that a client chose."""

    def __init__(self, catalog: "FollowingCatalog") -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "chotu_http_requests",
            "Answers, by path and status.",
            ["path", "status"],
            registry=self._registry,
        )
        self._calls = Histogram(
            "chotu_tool_call_seconds",
            "Calls, by kind and outcome.",
            ["kind", "outcome"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        served = Gauge("chotu_tools", "Tools that are served.", registry=self._registry)
        served.set_function(lambda: len(catalog.shelf.entries))
        broken = Gauge("chotu_tools_not_served", "Versions not served.", registry=self._registry)
        broken.set_function(lambda: len(catalog.shelf.problems))

    def answered(self, path: str, status: int) -> None:
        """An answer was sent."""
        self._requests.labels(path if path in _PATHS else "other", str(status)).inc()

    def called(self, kind: str, outcome: str, seconds: float) -> None:
        """A tool was called."""
        self._calls.labels(kind, outcome).observe(seconds)

    def text(self) -> bytes:
        """In the format of Prometheus."""
        return generate_latest(self._registry)
