"""OpenTelemetry: each request is a span of the trace that its client named, and tells no secret."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from chotu_bot import Chotu
from served import ERAS, client_of, land, serving, structured


@pytest.fixture(scope="module")
def exporter() -> Iterator[InMemorySpanExporter]:
    """Where the spans of this process go, as an operator's collector would have them."""
    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(provider)
    yield spans
    provider.shutdown()


@pytest.mark.anyio
@pytest.mark.parametrize("era", ERAS)
async def test_a_call_is_a_span_of_its_client_s_trace(
    served: Chotu, folder: Path, exporter: InMemorySpanExporter, era: str
) -> None:
    land(folder, "shout")
    land(folder, "broken", body="raise ValueError(text)")
    exporter.clear()
    async with serving(served, folder) as server, client_of(server, era) as client:
        with trace.get_tracer("agent").start_as_current_span("turn") as turn:
            result = await client.call_tool("shout", {"text": "a secret"})
            await client.call_tool("broken", {"text": "a secret"})
    assert structured(result) == {"result": "A SECRET"}
    spans = [one for one in exporter.get_finished_spans() if one.kind is SpanKind.SERVER]
    called = {one.name: one for one in spans if one.name.startswith("tools/call ")}
    assert called.keys() == {"tools/call shout", "tools/call broken"}
    for span in called.values():
        assert span.context.trace_id == turn.get_span_context().trace_id
        assert span.attributes is not None
        assert span.attributes["gen_ai.operation.name"] == "execute_tool"
        assert "secret" not in span.to_json().lower()
    assert called["tools/call shout"].status.status_code is StatusCode.UNSET
    assert called["tools/call broken"].status.status_code is StatusCode.ERROR
