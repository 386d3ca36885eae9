"""What the conformance suite looks for: tools, resources and prompts that serve nothing else.

They are laid over our own server by ``server.py`` here, and exist nowhere in the program.
"""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import anyio
from mcp import types
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from chotu_bot.serving.server import McpServer

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADU"
    "lEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA="
Reply = types.CallToolResult | types.InputRequiredResult
Tool = Callable[[Any, types.CallToolRequestParams], Awaitable[Reply]]
_KEY = b"the suite's own"
_MISSING_CAPABILITY = -32021


def text(words: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=words)])


def content(*blocks: Any) -> types.CallToolResult:
    return types.CallToolResult(content=list(blocks))


def resource(uri: str, mime: str, words: str) -> types.EmbeddedResource:
    held = types.TextResourceContents(uri=uri, mime_type=mime, text=words)
    return types.EmbeddedResource(resource=held)


def asking(message: str, **properties: Mapping[str, Any]) -> types.ElicitRequest:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    params = types.ElicitRequestFormParams(message=message, requested_schema=schema)
    return types.ElicitRequest(params=params)


def sampling(words: str, tokens: int) -> types.CreateMessageRequest:
    said = types.SamplingMessage(role="user", content=types.TextContent(text=words))
    params = types.CreateMessageRequestParams(messages=[said], max_tokens=tokens)
    return types.CreateMessageRequest(params=params)


def required(state: str | None = None, **requests: Any) -> types.InputRequiredResult:
    return types.InputRequiredResult(input_requests=requests or None, request_state=state)


def sealed(state: str) -> str:
    return f"{state}.{hmac.new(_KEY, state.encode(), hashlib.sha256).hexdigest()}"


def unsealed(sealed_state: str | None) -> str:
    state = (sealed_state or "").rpartition(".")[0]
    if not hmac.compare_digest(sealed(state), sealed_state or ""):
        raise MCPError(types.INVALID_PARAMS, "the request state was tampered with")
    return state


def accepted(params: Any, key: str, field: str) -> Any:
    """What a person answered, or None where that is missing or is no answer."""
    said = (params.input_responses or {}).get(key)
    return (said.content or {}).get(field) if isinstance(said, types.ElicitResult) else None


STRING = {"type": "string"}


async def simple(_: Any, __: Any) -> Reply:
    return text("This is a simple text response for testing.")


async def image(_: Any, __: Any) -> Reply:
    return content(types.ImageContent(data=PNG, mime_type="image/png"))


async def audio(_: Any, __: Any) -> Reply:
    return content(types.AudioContent(data=WAV, mime_type="audio/wav"))


async def embedded(_: Any, __: Any) -> Reply:
    words = "This is an embedded resource content."
    return content(resource("test://embedded-resource", "text/plain", words))


async def mixed(_: Any, __: Any) -> Reply:
    return content(
        types.TextContent(text="Multiple content types test:"),
        types.ImageContent(data=PNG, mime_type="image/png"),
        resource(
            "test://mixed-content-resource", "application/json", '{"test":"data","value":123}'
        ),
    )


async def failing(_: Any, __: Any) -> Reply:
    words = types.TextContent(text="This tool intentionally returns an error for testing")
    return types.CallToolResult(content=[words], is_error=True)


async def progressing(context: Any, _: Any) -> Reply:
    for done in (0, 50, 100):
        await context.session.report_progress(done, 100)
        await anyio.sleep(0.05)
    return text("done")


async def logging(context: Any, _: Any) -> Reply:
    for words in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        params = types.LoggingMessageNotificationParams(level="info", data=words)
        if context.session.protocol_version < "2026" or "io.modelcontextprotocol/logLevel" in (
            context.meta or {}
        ):
            await context.session.send_notification(
                types.LoggingMessageNotification(params=params),
                related_request_id=context.request_id,
            )
        await anyio.sleep(0.05)
    return text("logged")


async def sample(context: Any, params: Any) -> Reply:
    given = (params.arguments or {})["prompt"]
    answer = await context.session.send_request(sampling(given, 100), types.CreateMessageResult)
    return text(f"LLM response: {answer.content.text}")


async def elicit(context: Any, params: Any) -> Reply:
    schema = {
        "type": "object",
        "properties": {
            "username": {"type": "string", "description": "User's response"},
            "email": {"type": "string", "description": "User's email address"},
        },
        "required": ["username", "email"],
    }
    said = await context.session.elicit_form((params.arguments or {})["message"], schema)
    return text(f"User response: action: {said.action}, content: {json.dumps(said.content)}")


DEFAULTS = {
    "name": {"type": "string", "default": "John Doe"},
    "age": {"type": "integer", "default": 30},
    "score": {"type": "number", "default": 95.5},
    "status": {
        "type": "string",
        "enum": ["active", "inactive", "pending"],
        "default": "active",
    },
    "verified": {"type": "boolean", "default": True},
}
ENUMS = {
    "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
    "titledSingle": {
        "type": "string",
        "oneOf": [
            {"const": "value1", "title": "First Option"},
            {"const": "value2", "title": "Second Option"},
            {"const": "value3", "title": "Third Option"},
        ],
    },
    "legacyEnum": {
        "type": "string",
        "enum": ["opt1", "opt2", "opt3"],
        "enumNames": ["Option One", "Option Two", "Option Three"],
    },
    "untitledMulti": {
        "type": "array",
        "items": {"type": "string", "enum": ["option1", "option2", "option3"]},
    },
    "titledMulti": {
        "type": "array",
        "items": {
            "anyOf": [
                {"const": "value1", "title": "First Choice"},
                {"const": "value2", "title": "Second Choice"},
                {"const": "value3", "title": "Third Choice"},
            ]
        },
    },
}


def eliciting(properties: Mapping[str, Any]) -> Tool:
    async def elicits(context: Any, _: Any) -> Reply:
        schema = {"type": "object", "properties": dict(properties), "required": []}
        said = await context.session.elicit_form("Please answer", schema)
        words = json.dumps(said.content)
        return text(f"Elicitation completed: action={said.action}, content={words}")

    return elicits


async def reconnecting(context: Any, _: Any) -> Reply:
    if context.close_sse_stream is not None:
        await context.close_sse_stream()
    await anyio.sleep(0.1)
    return text("Reconnected")


async def missing_capability(context: Any, _: Any) -> Reply:
    held = context.session.client_capabilities
    if held is None or held.sampling is None:
        data = {"requiredCapabilities": {"sampling": {}}}
        raise MCPError(_MISSING_CAPABILITY, "this tool needs sampling", data)
    return text("sampling is there")


async def named(_: Any, params: Any) -> Reply:
    name = accepted(params, "user_name", "name")
    if not isinstance(name, str):
        return required(user_name=asking("What is your name?", name=STRING))
    return text(f"Hello, {name}!")


async def capital(_: Any, params: Any) -> Reply:
    said = (params.input_responses or {}).get("capital_question")
    if said is None:
        return required(capital_question=sampling("What is the capital of France?", 100))
    return text(f"The model said: {json.dumps(said.model_dump(mode='json'))}")


async def roots(_: Any, params: Any) -> Reply:
    said = (params.input_responses or {}).get("client_roots")
    if not isinstance(said, types.ListRootsResult):
        return required(client_roots=types.ListRootsRequest())
    return text("Roots: " + ", ".join(f"{one.name} {one.uri}" for one in said.roots))


async def stateful(_: Any, params: Any) -> Reply:
    if params.request_state is None:
        confirm = asking("Please confirm", ok={"type": "boolean"})
        return required(sealed("confirming"), confirm=confirm)
    unsealed(params.request_state)
    return text("state-ok")


async def several(_: Any, params: Any) -> Reply:
    if params.request_state is None:
        return required(
            sealed("several"),
            user_name=asking("What is your name?", name=STRING),
            greeting=sampling("Generate a greeting", 50),
            client_roots=types.ListRootsRequest(),
        )
    unsealed(params.request_state)
    return text("all answered")


async def rounds(_: Any, params: Any) -> Reply:
    state = unsealed(params.request_state) if params.request_state else ""
    if not state:
        return required(sealed("1"), step1=asking("Step 1: What is your name?", name=STRING))
    if state == "1":
        name = accepted(params, "step1", "name")
        question = asking("Step 2: What is your favorite color?", color=STRING)
        return required(sealed(f"2 {name}"), step2=question)
    return text(f"{state[2:]} likes {accepted(params, 'step2', 'color')}")


async def by_capability(context: Any, params: Any) -> Reply:
    """Asks only what the client can answer."""
    if params.input_responses:
        return text("answered")
    held = context.session.client_capabilities
    if held is not None and held.sampling is not None:
        return required(greeting=sampling("Generate a greeting", 50))
    if held is not None and held.elicitation is not None:
        return required(user_name=asking("What is your name?", name=STRING))
    return text("nothing can be asked of this client")


async def headers(_: Any, params: Any) -> Reply:
    return text(json.dumps(params.arguments or {}))


EMPTY: dict[str, Any] = {"type": "object", "properties": {}}
SCHEMA_2020_12: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": STRING, "city": STRING},
        }
    },
    "properties": {
        "name": STRING,
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": STRING,
        "email": STRING,
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


def _needs(*names: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict.fromkeys(names, STRING), "required": list(names)}


HEADERS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "region": {"type": "string", "x-mcp-header": "Region"},
        "query": STRING,
    },
    "required": ["region"],
}
TOOLS: Mapping[str, tuple[Tool, dict[str, Any]]] = {
    "test_simple_text": (simple, EMPTY),
    "test_image_content": (image, EMPTY),
    "test_audio_content": (audio, EMPTY),
    "test_embedded_resource": (embedded, EMPTY),
    "test_multiple_content_types": (mixed, EMPTY),
    "test_error_handling": (failing, EMPTY),
    "test_tool_with_progress": (progressing, EMPTY),
    "test_tool_with_logging": (logging, EMPTY),
    "test_logging_tool": (logging, EMPTY),
    "test_sampling": (sample, _needs("prompt")),
    "test_elicitation": (elicit, _needs("message")),
    "test_elicitation_sep1034_defaults": (eliciting(DEFAULTS), EMPTY),
    "test_elicitation_sep1330_enums": (eliciting(ENUMS), EMPTY),
    "test_reconnection": (reconnecting, EMPTY),
    "test_missing_capability": (missing_capability, EMPTY),
    "test_streaming_elicitation": (named, EMPTY),
    "test_input_required_result_elicitation": (named, EMPTY),
    "test_input_required_result_sampling": (capital, EMPTY),
    "test_input_required_result_list_roots": (roots, EMPTY),
    "test_input_required_result_request_state": (stateful, EMPTY),
    "test_input_required_result_multiple_inputs": (several, EMPTY),
    "test_input_required_result_multi_round": (rounds, EMPTY),
    "test_input_required_result_tampered_state": (stateful, EMPTY),
    "test_input_required_result_capabilities": (by_capability, EMPTY),
    "test_custom_headers": (headers, HEADERS),
    "json_schema_2020_12_tool": (headers, SCHEMA_2020_12),
}


def _message(block: Any) -> types.PromptMessage:
    return types.PromptMessage(role="user", content=block)


async def _prompt(_: Any, params: types.GetPromptRequestParams) -> Any:
    given = params.arguments or {}
    blocks: list[Any]
    match params.name:
        case "test_simple_prompt":
            blocks = [types.TextContent(text="This is a simple prompt for testing.")]
        case "test_prompt_with_arguments":
            words = f"Prompt with arguments: arg1='{given['arg1']}', arg2='{given['arg2']}'"
            blocks = [types.TextContent(text=words)]
        case "test_prompt_with_embedded_resource":
            words = "Embedded resource content for testing."
            blocks = [
                resource(given["resourceUri"], "text/plain", words),
                types.TextContent(text="Please process the embedded resource above."),
            ]
        case "test_prompt_with_image":
            blocks = [
                types.ImageContent(data=PNG, mime_type="image/png"),
                types.TextContent(text="Please analyze the image above."),
            ]
        case "test_input_required_result_prompt":
            said = accepted(params, "user_context", "context")
            if said is None:
                question = asking("What context should the prompt use?", context=STRING)
                return required(user_context=question)
            blocks = [types.TextContent(text=f"In this context: {said}")]
        case _:
            return None
    return types.GetPromptResult(messages=[_message(one) for one in blocks])


PROMPTS: Mapping[str, tuple[str, ...]] = {
    "test_simple_prompt": (),
    "test_prompt_with_arguments": ("arg1", "arg2"),
    "test_prompt_with_embedded_resource": ("resourceUri",),
    "test_prompt_with_image": (),
    "test_input_required_result_prompt": (),
}


def _read(uri: str) -> Any:
    if uri == "test://static-text":
        words = "This is the content of the static text resource."
        return types.TextResourceContents(uri=uri, mime_type="text/plain", text=words)
    if uri == "test://static-binary":
        return types.BlobResourceContents(uri=uri, mime_type="image/png", blob=PNG)
    if uri == "test://watched-resource":
        return types.TextResourceContents(uri=uri, mime_type="text/plain", text="watched")
    if uri.startswith("test://template/") and uri.endswith("/data"):
        found = uri.removeprefix("test://template/").removesuffix("/data")
        words = json.dumps({"id": found, "templateTest": True, "data": f"Data for ID: {found}"})
        return types.TextResourceContents(uri=uri, mime_type="application/json", text=words)
    return None


def lay_over(server: McpServer) -> None:
    """Add the fixtures to what the server answers; everything else stays its own answer."""
    protocol = server.protocol
    _tools(server, protocol)
    _prompts(protocol)
    _resources(protocol)

    async def accepted_silently(_: Any, __: Any) -> types.EmptyResult:
        return types.EmptyResult()

    for method, params in (
        ("logging/setLevel", types.SetLevelRequestParams),
        ("resources/subscribe", types.SubscribeRequestParams),
        ("resources/unsubscribe", types.UnsubscribeRequestParams),
    ):
        protocol.add_request_handler(method, params, accepted_silently)


def _own(protocol: Server[Any], method: str) -> Any:
    entry = protocol.get_request_handler(method)
    assert entry is not None
    return entry


def _tools(server: McpServer, protocol: Server[Any]) -> None:
    listing, calling = _own(protocol, "tools/list"), _own(protocol, "tools/call")
    schemas = protocol.get_tool_input_schema
    extra: list[types.Tool] = []

    async def change(_: Any, __: Any) -> Reply:
        extra.append(_tool(f"test_added_{len(extra)}", EMPTY))
        server._broadcast.changed()
        return text("changed")

    async def change_prompts(_: Any, __: Any) -> Reply:
        from mcp.server.subscriptions import PromptsListChanged

        await server._broadcast.bus.publish(PromptsListChanged())
        return text("changed")

    offered = {
        **TOOLS,
        "test_trigger_tool_change": (change, EMPTY),
        "test_trigger_prompt_change": (change_prompts, EMPTY),
    }

    async def listed(context: Any, params: Any) -> types.ListToolsResult:
        found: types.ListToolsResult = await listing.handler(context, params)
        fixtures = [_tool(name, schema) for name, (_, schema) in offered.items()]
        tools = sorted([*found.tools, *fixtures, *extra], key=lambda one: one.name)
        return types.ListToolsResult(tools=tools)

    async def called(context: Any, params: types.CallToolRequestParams) -> Any:
        fixture = offered.get(params.name)
        return await (fixture[0] if fixture else calling.handler)(context, params)

    protocol.add_request_handler("tools/list", listing.params_type, listed)
    protocol.add_request_handler("tools/call", calling.params_type, called)
    protocol.get_tool_input_schema = lambda name: (
        offered[name][1] if name in offered else schemas(name) if schemas else None
    )


def _tool(name: str, schema: dict[str, Any]) -> types.Tool:
    return types.Tool(name=name, description="For the suite.", input_schema=schema)


def _prompts(protocol: Server[Any]) -> None:
    listing, getting = _own(protocol, "prompts/list"), _own(protocol, "prompts/get")

    async def listed(context: Any, params: Any) -> types.ListPromptsResult:
        found: types.ListPromptsResult = await listing.handler(context, params)
        fixtures = [
            types.Prompt(
                name=name,
                description="For the suite.",
                arguments=[types.PromptArgument(name=one, required=True) for one in arguments],
            )
            for name, arguments in PROMPTS.items()
        ]
        return types.ListPromptsResult(prompts=[*found.prompts, *fixtures])

    async def got(context: Any, params: types.GetPromptRequestParams) -> Any:
        return await _prompt(context, params) or await getting.handler(context, params)

    protocol.add_request_handler("prompts/list", listing.params_type, listed)
    protocol.add_request_handler("prompts/get", getting.params_type, got)


def _resources(protocol: Server[Any]) -> None:
    listing, reading = _own(protocol, "resources/list"), _own(protocol, "resources/read")
    templates = _own(protocol, "resources/templates/list")

    async def listed(context: Any, params: Any) -> types.ListResourcesResult:
        found: types.ListResourcesResult = await listing.handler(context, params)
        fixtures = [
            types.Resource(name=uri[7:], uri=uri, description="For the suite.")
            for uri in ("test://static-text", "test://static-binary", "test://watched-resource")
        ]
        return types.ListResourcesResult(resources=[*found.resources, *fixtures])

    async def templated(context: Any, params: Any) -> types.ListResourceTemplatesResult:
        found: types.ListResourceTemplatesResult = await templates.handler(context, params)
        fixture = types.ResourceTemplate(
            name="template", uri_template="test://template/{id}/data", description="For the suite."
        )
        return types.ListResourceTemplatesResult(
            resource_templates=[*found.resource_templates, fixture]
        )

    async def read(context: Any, params: types.ReadResourceRequestParams) -> Any:
        found = _read(params.uri)
        if found is None:
            return await reading.handler(context, params)
        return types.ReadResourceResult(contents=[found])

    protocol.add_request_handler("resources/list", listing.params_type, listed)
    protocol.add_request_handler("resources/templates/list", templates.params_type, templated)
    protocol.add_request_handler("resources/read", reading.params_type, read)
