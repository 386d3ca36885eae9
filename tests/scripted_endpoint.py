"""A real OpenAI-compatible HTTP server on 127.0.0.1 that replays a script.

    with ScriptedEndpoint([Say(contract_reply(...)), Say(code_reply("..."))]) as endpoint:
        settings = Gpt(base_url=endpoint.url, api_key="k", model="scripted-model")

The script is one list for all calls, or a mapping with a list per kind of call (``contract`` and
``code``), or a function from what was asked to the reply. What was asked is in ``endpoint.asked``.
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self, assert_never

Kind = Literal["contract", "code"]
CONTRACT_MARK = "You are the test author"
"""Stands in the system prompt of the call that asks for contract and tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a completion, as the server got it."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    path: str

    @property
    def prompt(self) -> str:
        """All messages, one after the other."""
        return "\n\n".join(str(one["content"]) for one in self.body["messages"])

    @property
    def kind(self) -> Kind:
        """Which of the two calls this is."""
        return "contract" if CONTRACT_MARK in self.prompt else "code"

    @property
    def response_format(self) -> str:
        """``json_schema``, ``json_object`` or ``text``."""
        return str(self.body.get("response_format", {}).get("type", "text"))


@dataclass(frozen=True, slots=True)
class Say:
    """A completion with ``text``; None stands for null content."""

    text: str | None
    finish: str = "stop"
    tokens: tuple[int, int] | None = (100, 50)
    """Prompt and completion tokens in ``usage``; None leaves usage out."""
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Fail:
    """An HTTP error in OpenAI's form."""

    status: int
    message: str = "scripted failure"
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raw:
    """Any body."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer until the endpoint is closed."""


@dataclass(frozen=True, slots=True)
class Half:
    """Half of a completion, then the connection is closed."""

    text: str = "half a reply"


@dataclass(frozen=True, slots=True)
class Drip:
    """A body that goes on and on, a byte at a time, until the endpoint is closed."""


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection is closed without an answer."""


Reply = Say | Fail | Raw | Hang | Half | Drip | Drop
Script = Sequence[Reply] | Mapping[Kind, Sequence[Reply]] | Callable[[Asked], Reply]
HTML = Raw(b"<!DOCTYPE html><html><body>Welcome to nginx</body></html>", 200, "text/html")


class ScriptedEndpoint:
    """The server; a context manager. Safe for several clients at once.

    Args:
        script: the replies; a list that has run out answers HTTP 400, unless ``repeat``.
        repeat: whether the last reply of a list is given again and again.
        formats: kinds of ``response_format`` that are understood; others get HTTP 400.
        refuses: request parameters that get HTTP 400, for instance ``max_tokens``.
        models: what ``GET /v1/models`` lists; another model gets HTTP 404. Empty: any model.
        key: the API key wanted; another gets HTTP 401. None: any.
    """

    def __init__(
        self,
        script: Script,
        *,
        repeat: bool = False,
        formats: Sequence[str] = ("json_schema", "json_object", "text"),
        refuses: Sequence[str] = (),
        models: Sequence[str] = (),
        key: str | None = None,
    ) -> None:
        self.asked: list[Asked] = []
        self.refused: list[Asked] = []
        self._script = script
        self._repeat = repeat
        self._formats = formats
        self._refuses = refuses
        self._models = models
        self._key = key
        self._given: dict[str, int] = {}
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """The ``base_url``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def of_kind(self, kind: Kind) -> list[Asked]:
        """The requests of one kind that were answered from the script."""
        return [one for one in self.asked if one.kind == kind]

    def answer(self, asked: Asked) -> Reply:
        """The reply to a request: a refusal of what is not supported, else the script's next."""
        with self._lock:
            refusal = self._refusal(asked)
            if refusal is not None:
                self.refused.append(asked)
                return refusal
            self.asked.append(asked)
            return self._next(asked)

    def wait_for_release(self, seconds: float | None = None) -> bool:
        """Block until the endpoint is closed, or for some seconds; tells whether it is."""
        return self._released.wait(seconds)

    def models(self) -> Raw:
        """What ``GET /v1/models`` answers."""
        listed = [{"id": one, "object": "model"} for one in self._models]
        return Raw(json.dumps({"object": "list", "data": listed}).encode())

    def _refusal(self, asked: Asked) -> Fail | None:
        if self._key is not None and asked.headers.get("authorization") != f"Bearer {self._key}":
            given = asked.headers.get("authorization", "")
            return Fail(401, f"Incorrect API key provided: {given}", "invalid_api_key")
        model = asked.body.get("model")
        if self._models and model not in self._models:
            return Fail(404, f"The model `{model}` does not exist", "model_not_found")
        if asked.response_format not in self._formats:
            return Fail(400, f"response_format {asked.response_format} is not supported")
        roles = {one["role"] for one in asked.body["messages"]}
        for name in self._refuses:
            if name in asked.body or name in roles:
                other = " Use 'max_completion_tokens' instead." if name == "max_tokens" else ""
                return Fail(400, f"Unsupported parameter or role: '{name}'.{other}")
        return None

    def _next(self, asked: Asked) -> Reply:
        script = self._script
        if callable(script):
            return script(asked)
        kind = asked.kind if isinstance(script, Mapping) else "all"
        replies = script.get(asked.kind, ()) if isinstance(script, Mapping) else script
        number = self._given.get(kind, 0)
        self._given[kind] = number + 1
        if self._repeat and replies:
            number = min(number, len(replies) - 1)
        if number >= len(replies):
            return Fail(400, f"the script has no more replies ({kind})")
        return replies[number]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, endpoint: ScriptedEndpoint) -> None:
        self.endpoint = endpoint
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that have gone, which is part of some scripts."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
        """Keep quiet."""

    def do_GET(self) -> None:
        known = self.path.partition("?")[0].endswith("/models")
        self._send(self.server.endpoint.models() if known else Raw(b"{}", 404))

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"]))
        if self.path.partition("?")[0] != "/v1/chat/completions":
            self._send(Raw(b'{"error": {"message": "no such path"}}', 404))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(body=json.loads(content), headers=headers, path=self.path)
        self._reply(self.server.endpoint.answer(asked))

    def _reply(self, reply: Reply) -> None:
        match reply:
            case Say():
                self._send(Raw(json.dumps(_completion(reply)).encode()))
            case Fail():
                self._send(Raw(_error(reply), reply.status), reply.headers)
            case Raw():
                self._send(reply)
            case Hang():
                self.server.endpoint.wait_for_release()
                self.close_connection = True
            case Half():
                self._half(json.dumps(_completion(Say(reply.text))).encode())
            case Drip():
                self._drip()
            case Drop():
                self.close_connection = True
            case _:
                assert_never(reply)

    def _send(self, raw: Raw, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(raw.status)
        self.send_header("content-type", raw.content_type)
        self.send_header("content-length", str(len(raw.body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw.body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "1000000")
        self.end_headers()
        self.close_connection = True
        while not self.server.endpoint.wait_for_release(0.02):
            self.wfile.write(b" ")
            self.wfile.flush()

    def _half(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True


def _completion(say: Say) -> dict[str, Any]:
    message = {"role": "assistant", "content": say.text, "refusal": say.refusal}
    whole: dict[str, Any] = {
        "id": "scripted",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted-model",
        "choices": [{"index": 0, "message": message, "finish_reason": say.finish}],
    }
    if say.tokens is not None:
        prompt, completion = say.tokens
        whole["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
    return whole


def _error(fail: Fail) -> bytes:
    error = {"message": fail.message, "type": "scripted", "code": fail.code}
    return json.dumps({"error": error}).encode()


def contract_reply(
    name: str,
    *,
    parameters: Sequence[Mapping[str, Any]],
    result: str,
    tests: str,
    held_out: str = "",
    **more: Any,
) -> str:
    """The JSON text that a good test author answers; ``more`` overrides any other member."""
    return json.dumps(
        {
            "name": name,
            "summary": f"Do what {name} says.",
            "category": "text",
            "keywords": [name],
            "parameters": list(parameters),
            "result": result,
            "permissions": {
                "read": [],
                "write": [],
                "net": [],
                "run": [],
                "env": [],
                "system": False,
            },
            "dependencies": [],
            "raises": [],
            "examples": [],
            "tests": tests,
            "held_out": held_out,
            **more,
        }
    )


def parameter(
    name: str, annotation: str, description: str = "", default: Any = ...
) -> dict[str, Any]:
    """One parameter of ``contract_reply``; without a default it is required."""
    text = None if default is ... else json.dumps(default)
    return {
        "name": name,
        "annotation": annotation,
        "default": text,
        "description": description or f"The {name}.",
    }


def code_reply(code: str) -> str:
    """Code the way models like to send it."""
    return f"Here is the module:\n\n```python\n{code.strip()}\n```\n\nIt meets the contract."
