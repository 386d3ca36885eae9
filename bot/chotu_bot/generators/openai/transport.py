"""One HTTP exchange with an endpoint, through the openai package, bounded in time and size."""

import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import ConfigurationError, GeneratorError
from chotu_bot.settings import Gpt

OPENAI_URL = "https://api.openai.com/v1"
_BODY_LIMIT = 8 * 2**20
_SLACK = 0.25
"""Seconds the worker gets beyond its own time limit, so that its own error comes first."""

T = TypeVar("T")


class UnreachableError(Exception):
    """No whole answer came: refused, reset, closed in the middle, or too slow."""


class TooSlowError(UnreachableError):
    """No whole answer came in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What an endpoint answered, whatever it is."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""


class Transport:
    """Exchanges with the endpoint of ``settings``, each over a client of its own.

    A client that outlived its exchange would keep a connection open until the garbage collector
    came by; a handshake is nothing beside the seconds a model takes.
    """

    def __init__(self, settings: Gpt) -> None:
        self._settings = settings

    def complete(self, body: Mapping[str, Json], seconds: float) -> Answered:
        """Ask for a completion.

        Raises:
            UnreachableError: when no whole answer comes within ``seconds``.
        """
        return self._within(seconds, lambda client: _completion(client, body, seconds))

    def models(self, seconds: float) -> tuple[str, ...]:
        """The models that the endpoint lists; nothing where it does not say."""
        try:
            return self._within(seconds, lambda client: _models(client, seconds))
        except UnreachableError:
            return ()

    def _within(self, seconds: float, action: Callable[[Any], T]) -> T:
        """Run ``action`` in a thread of its own: a server that drips bytes cannot hold us."""
        client = _client(self._settings)
        box: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()

        def work() -> None:
            with client:
                try:
                    result: T | BaseException = action(client)
                except BaseException as error:  # noqa: BLE001 - handed over to the caller's thread
                    result = error
            box.put(result)

        threading.Thread(target=work, name="chotu-endpoint", daemon=True).start()
        try:
            result = box.get(timeout=seconds + _SLACK)
        except queue.Empty:
            client.close()
            raise TooSlowError(f"no answer within {seconds:g} s") from None
        if isinstance(result, BaseException):
            raise result
        return result


def _client(settings: Gpt) -> Any:
    try:
        import openai  # half a second that only a model's user should pay
    except ImportError as error:
        raise GeneratorError(
            "the openai package is missing; install it with: pip install 'chotu-bot[openai]'"
        ) from error
    parts = urlsplit(settings.base_url or OPENAI_URL)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ConfigurationError("[gpt] base_url is not an http or https address")
    query = dict(parse_qsl(parts.query))
    key = settings.api_key.strip() or "none"
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError(
            "OPENAI_API_KEY (or CHOTU_GPT_API_KEY) holds characters that no key has; set it again"
        )
    return openai.OpenAI(
        api_key=key,
        base_url=urlunsplit(parts._replace(query="", fragment="")),
        default_query=query,
        default_headers={"api-key": key} if "api-version" in query else None,
        max_retries=0,
    )


def _completion(client: Any, body: Mapping[str, Json], seconds: float) -> Answered:
    create = client.chat.completions.with_streaming_response.create

    def exchange() -> Answered:
        with create(**body, timeout=seconds) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            text = _bounded(response.iter_bytes())
            return Answered(status=response.status_code, body=text, headers=headers)

    return _translated(exchange)


def _translated(exchange: Callable[[], Answered]) -> Answered:
    """HTTP errors as answers, failures of the connection as our own errors."""
    import openai

    try:
        return exchange()
    except openai.APIStatusError as error:
        headers = {name.lower(): value for name, value in error.response.headers.items()}
        return Answered(status=error.status_code, body=_error_text(error), headers=headers)
    except openai.APITimeoutError:
        raise TooSlowError("no answer in time") from None
    except openai.APIConnectionError as error:
        cause = error.__cause__ or error
        raise UnreachableError(f"{type(cause).__name__}: {cause}") from None
    except openai.OpenAIError as error:
        raise UnreachableError(f"{type(error).__name__}: {error}") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0].startswith(("httpx", "httpcore")):
            # A body that ends early is raised by the HTTP library beneath, unwrapped.
            raise UnreachableError(f"{type(error).__name__}: {error}") from None
        raise


def _error_text(error: Any) -> str:
    try:
        return str(error.response.text)
    except RuntimeError:
        return str(error.message)


def _bounded(chunks: Iterable[bytes]) -> str:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > _BODY_LIMIT:
            raise UnreachableError(f"the answer is larger than {_BODY_LIMIT} bytes")
    return body.decode("utf-8", "replace")


def _models(client: Any, seconds: float) -> tuple[str, ...]:
    import openai

    try:
        listed = client.models.list(timeout=seconds)
        return tuple(str(one.id) for one in listed.data)
    except (openai.OpenAIError, AttributeError, TypeError, ValueError):
        return ()
