"""Asking a model: retries with back-off, within a time limit and a token budget."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from chotu_bot.domain.contract import digest
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import GeneratorError
from chotu_bot.generators.openai import trouble
from chotu_bot.generators.openai.completion import (
    Completion,
    ErrorBodyError,
    UnusableBodyError,
    estimate,
    read_completion,
    read_tokens,
)
from chotu_bot.generators.openai.dialect import Dialect, Message, is_about_model
from chotu_bot.generators.openai.redaction import Redactor
from chotu_bot.generators.openai.transport import (
    Answered,
    TooSlowError,
    Transport,
    UnreachableError,
)
from chotu_bot.reply.errors import RefusedReplyError
from chotu_bot.settings import Gpt

_ATTEMPTS = 5
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_JITTER = 0.25
_LEAST_TOKENS = 64
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_HOPELESS = ("insufficient_quota", "billing", "exceeded your current quota")


@dataclass(slots=True, kw_only=True)
class Account:
    """What one task has used so far, and until when it may go on."""

    deadline: float
    """Reading of the clock after which nothing more is started."""
    tokens: int = 0
    prompts: str = ""
    """sha256 over all prompts so far."""

    def add_prompt(self, messages: Sequence[Message]) -> None:
        """Count a prompt into the digest."""
        text = json.dumps([self.prompts, list(messages)], ensure_ascii=False)
        self.prompts = digest(text.encode("utf-8", "surrogatepass"))


class Endpoint:
    """A model behind an OpenAI-compatible endpoint; remembers what the endpoint understands."""

    def __init__(
        self,
        settings: Gpt,
        *,
        transport: Transport,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        notify: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._sleep = sleep
        self._clock = clock
        self._notify = notify
        self._dialect = Dialect()
        self._redactor = Redactor(settings.api_key.strip())
        self._jitter = random.Random()  # noqa: S311 - spreads retries, guards nothing

    def ask(
        self,
        model: str,
        key: str,
        messages: Sequence[Message],
        account: Account,
        schema: Json = None,
    ) -> Completion:
        """What the model says to ``messages``.

        Args:
            model: its name.
            key: the configuration key it comes from, for messages.
            messages: the prompt; the API key is struck out of it should it occur.
            account: what the task has used; is added to.
            schema: JSON Schema of the reply, or None for plain text.

        Raises:
            GeneratorError: when no reply comes; the message holds no secret.
            RefusedReplyError: when the model or a filter declined.
        """
        clean = [(role, self._sendable(text)) for role, text in messages]
        account.add_prompt(clean)
        prompt_tokens = estimate("".join(text for _, text in clean))
        attempt = 0
        while True:
            attempt += 1
            body = self._body(model, clean, self._allowance(account, prompt_tokens), schema)
            outcome = self._once(body, account, prompt_tokens)
            if isinstance(outcome, Completion):
                return outcome
            if self._adapts(outcome, structured=schema is not None):
                attempt -= 1
                continue
            if not outcome.passing or attempt >= _ATTEMPTS:
                raise self._error(outcome, model, key, account)
            self._pause(outcome, attempt, account)

    def _sendable(self, text: str) -> str:
        return self._redactor.key_only(text.encode("utf-8", "replace").decode("utf-8"))

    def _body(
        self, model: str, messages: Sequence[Message], max_tokens: int, schema: Json
    ) -> dict[str, Json]:
        return self._dialect.body(
            model=model,
            messages=messages,
            temperature=self._settings.temperature,
            max_tokens=max_tokens,
            schema=schema,
        )

    def _allowance(self, account: Account, prompt_tokens: int) -> int:
        """Tokens that the next reply may have under the budget."""
        budget = self._settings.token_budget
        if not budget:
            return self._settings.max_tokens
        left = budget - account.tokens - prompt_tokens
        if left < _LEAST_TOKENS:
            raise GeneratorError(
                f"the token budget is used up: {account.tokens} of {budget} used and about "
                f"{prompt_tokens + _LEAST_TOKENS} more needed; raise token_budget in [gpt]"
            )
        return min(self._settings.max_tokens, left)

    def _once(
        self, body: dict[str, Json], account: Account, prompt_tokens: int
    ) -> "Completion | trouble.Trouble":
        seconds = min(self._settings.request_timeout, account.deadline - self._clock())
        if seconds <= 0:
            raise GeneratorError(trouble.OUT_OF_TIME)
        try:
            answered = self._transport.complete(body, seconds)
        except TooSlowError:
            account.tokens += prompt_tokens
            return trouble.Trouble(text=f"no answer within {seconds:g} s", slow=True)
        except UnreachableError as error:
            return trouble.Trouble(text=str(error), passing=True)
        return self._read(answered, account, prompt_tokens)

    def _read(
        self, answered: Answered, account: Account, prompt_tokens: int
    ) -> "Completion | trouble.Trouble":
        if answered.status >= 400:
            return _http_trouble(answered.status, answered.body, answered)
        try:
            completion = read_completion(answered.body, prompt_tokens)
        except ErrorBodyError as error:
            return _http_trouble(error.status, str(error), answered)
        except UnusableBodyError as error:
            account.tokens += read_tokens(answered.body, prompt_tokens)
            return trouble.Trouble(text=str(error), passing=error.again)
        except RefusedReplyError:
            account.tokens += read_tokens(answered.body, prompt_tokens)
            raise
        account.tokens += completion.tokens
        return completion

    def _adapts(self, outcome: "trouble.Trouble", *, structured: bool) -> bool:
        """Whether the next request will be written differently because of a refusal."""
        if not outcome.status:
            return False
        weaker = self._dialect.without(outcome.status, outcome.text, structured=structured)
        if weaker is None:
            return False
        self._dialect = weaker
        self._notify("the endpoint refuses part of the request; asking in a plainer form")
        return True

    def _pause(self, outcome: "trouble.Trouble", attempt: int, account: Account) -> None:
        usual = min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE)
        pause = usual * (1 + _JITTER * self._jitter.random())
        if outcome.retry_after is not None:
            pause = max(outcome.retry_after, 0.0)
        left = account.deadline - self._clock()
        if pause >= left:
            where = trouble.place(self._settings)
            said = self._redactor.line(outcome.text, 160)
            raise GeneratorError(
                f"the endpoint {where} could not answer ({said}) and the next try would come in "
                f"{pause:.0f} s, after the time limit; try again later"
            )
        self._notify(f"waiting {pause:.1f} s: {self._redactor.line(outcome.text, 120)}")
        self._sleep(pause)

    def _error(
        self, outcome: "trouble.Trouble", model: str, key: str, account: Account
    ) -> GeneratorError:
        offered: tuple[str, ...] = ()
        if trouble.is_missing_model(outcome):
            left = max(0.1, min(10.0, account.deadline - self._clock()))
            offered = self._transport.models(left)
        return trouble.explain(
            outcome,
            settings=self._settings,
            redactor=self._redactor,
            model=model,
            key=key,
            offered=offered,
        )


def _http_trouble(status: int, body: str, answered: Answered) -> "trouble.Trouble":
    hopeless = any(words in body for words in _HOPELESS) or is_about_model(body)
    return trouble.Trouble(
        text=trouble.http_text(status, body),
        status=status,
        passing=status in _PASSING and not hopeless,
        retry_after=_retry_after(answered),
    )


def _retry_after(answered: Answered) -> float | None:
    """Seconds the endpoint asks us to wait, from either form of the header."""
    raw = answered.headers.get("retry-after", "").strip()
    try:
        seconds = float(raw)
    except ValueError:
        return _seconds_until(raw)
    return seconds if 0 <= seconds < float("inf") else None


def _seconds_until(raw: str) -> float | None:
    try:
        moment = parsedate_to_datetime(raw)
    except (TypeError, ValueError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
