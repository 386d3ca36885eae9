"""The model as an author: contract and tests first, blind; then the code."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Authorship, Draft, Task
from chotu_bot.domain.verdict import Finding, Level
from chotu_bot.errors import GeneratorError, UnusableReplyError
from chotu_bot.generators import modulebody
from chotu_bot.generators.mending import Foreseen
from chotu_bot.generators.openai import contracts, foreseen, prompts
from chotu_bot.generators.openai.contracts import Blind
from chotu_bot.generators.openai.dialect import Message
from chotu_bot.generators.openai.endpoint import Account, Endpoint
from chotu_bot.generators.openai.prompts import Render
from chotu_bot.generators.openai.transport import Transport
from chotu_bot.reply.code import parse_code
from chotu_bot.reply.errors import ReplyError, TruncatedReplyError
from chotu_bot.reply.structured import parse_object
from chotu_bot.settings import Gpt


def _silent(_: str) -> None:
    """Progress nobody asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """A reply that could not be used, and why."""

    reply: str
    wrong: tuple[str, ...]


class OpenAIGenerator:
    """Drafts by a model behind an OpenAI-compatible endpoint.

    Args:
        settings: endpoint, models, limits and key.
        render: fills a prompt template, by name and values.
        learn_timeout: seconds that one call of ``draft`` or ``repair`` may take.
        rounds: how often an unusable reply is asked for again, per call.
        notify: gets a line of progress now and then.
        sleep: waits between tries, in seconds.
        clock: seconds, never going back; the clock of ``Task.deadline``.
    """

    def __init__(
        self,
        settings: Gpt,
        render: Render,
        *,
        learn_timeout: float = 300.0,
        rounds: int = 3,
        notify: Callable[[str], None] = _silent,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._prompts = prompts.Prompts(render)
        self._learn_timeout = learn_timeout
        self._rounds = rounds
        self._notify = notify
        self._clock = clock
        self._endpoint = Endpoint(
            settings, transport=Transport(settings), sleep=sleep, clock=clock, notify=notify
        )

    def draft(self, task: Task) -> Draft:
        """Contract and tests from the request alone, then the code from those.

        Raises:
            GeneratorError: when the endpoint, the model or a limit does not let it.
        """
        account = self._account(task, tokens=0, prompts="")
        blind = self._blind(task, account)
        code = self._code(self._prompts.code(task, blind.contract, blind.tests), blind, account)
        return Draft(
            contract=blind.contract,
            code=code,
            tests=blind.tests,
            held_out=blind.held_out,
            authorship=Authorship(
                generator="openai",
                source=self.source,
                model=self._settings.model,
                temperature=self._settings.temperature,
                prompt_digest=account.prompts,
                tokens=account.tokens,
            ),
        )

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        """The code again, given what the gate found; nothing but code and costs change.

        Raises:
            GeneratorError: as ``draft``.
        """
        written = draft.authorship
        account = self._account(task, tokens=written.tokens, prompts=written.prompt_digest)
        self._notify(f"asking {self._settings.model} to mend {len(findings)} finding(s)")
        messages = self._prompts.repair(task, draft, findings)
        blind = Blind(contract=draft.contract, tests=draft.tests, held_out=draft.held_out)
        code = self._code(messages, blind, account)
        costs = replace(written, prompt_digest=account.prompts, tokens=account.tokens)
        return replace(draft, code=code, authorship=costs)

    def foresee(self, task: Task, contract: Contract, failure: str, *, with_call: bool) -> Foreseen:
        """Tests of calls like one that failed, written without sight of the code.

        Args:
            task: the request that the tool was written for.
            contract: of the tool.
            failure: what failed, in words.
            with_call: whether to write a test of the failing call itself, too.

        Raises:
            GeneratorError: as ``draft``.
        """
        account = self._account(task, tokens=0, prompts="")
        model = self._learning_model
        key = "learning_model" if self._settings.learning_model else "model"
        self._notify(f"asking {model} what {contract.name} should give")
        messages = self._prompts.siblings(task, contract, failure, with_call=with_call)
        tries: list[_Try] = []
        while True:
            said = self._said(model, key, messages, tries, account, structured=False)
            outcome = (
                said
                if isinstance(said, _Try)
                else foreseen.read(said.text, contract, with_call=with_call)
            )
            if isinstance(outcome, foreseen.Parts):
                return Foreseen(
                    failing=outcome.failing,
                    held_out=outcome.held_out,
                    tokens=account.tokens,
                    prompt_digest=account.prompts,
                )
            if not isinstance(outcome, _Try):
                outcome = _Try(reply=said.text if isinstance(said, _Said) else "", wrong=outcome)
            self._again(outcome, tries, "the tests of the failure")

    @property
    def source(self) -> str:
        """The model that writes the code, and the one that writes tests where it is another."""
        author, coder = self._learning_model, self._settings.model
        return coder if author == coder else f"{coder}, tests by {author}"

    @property
    def _learning_model(self) -> str:
        return self._settings.learning_model or self._settings.model

    def _account(self, task: Task, *, tokens: int, prompts: str) -> Account:
        if not self._settings.api_key and not self._settings.base_url:
            raise GeneratorError(
                "no model is configured: set OPENAI_API_KEY (or CHOTU_GPT_API_KEY), or base_url in "
                "[gpt] of chotu.ini for a server of your own"
            )
        deadline = min(task.deadline, self._clock() + self._learn_timeout)
        return Account(deadline=deadline, tokens=tokens, prompts=prompts)

    def _blind(self, task: Task, account: Account) -> Blind:
        model = self._learning_model
        key = "learning_model" if self._settings.learning_model else "model"
        self._notify(f"asking {model} for contract and tests")
        messages = self._prompts.contract(task)
        tries: list[_Try] = []
        while True:
            last = len(tries) >= self._rounds
            said = self._said(model, key, messages, tries, account, structured=True)
            outcome = said if isinstance(said, _Try) else self._contract_in(said, task, last=last)
            if isinstance(outcome, Blind):
                return outcome
            self._again(outcome, tries, "the contract")

    def _contract_in(self, said: "_Said", task: Task, *, last: bool) -> Blind | _Try:
        try:
            reply = parse_object(said.text, keys=contracts.KEYS, cut_off=said.cut_off)
        except TruncatedReplyError as error:
            return _Try(reply="", wrong=(str(error),))
        except ReplyError as error:
            return _Try(reply=said.text, wrong=(str(error),))
        blind, findings = contracts.read(reply, task)
        if blind is not None and (last or not findings):
            return blind
        told = sorted(findings, key=lambda one: one.level is not Level.ERROR)
        return _Try(reply=said.text, wrong=tuple(_told(one) for one in told))

    def _code(self, messages: Sequence[Message], blind: Blind, account: Account) -> str:
        model = self._settings.model
        self._notify(f"asking {model} for the code of {blind.contract.name}")
        tries: list[_Try] = []
        while True:
            last = len(tries) >= self._rounds
            said = self._said(model, "model", messages, tries, account, structured=False)
            outcome = said if isinstance(said, _Try) else _code_in(said, blind.contract, last=last)
            if isinstance(outcome, str):
                return outcome
            self._again(outcome, tries, "the code")

    def _said(
        self,
        model: str,
        key: str,
        messages: Sequence[Message],
        tries: Sequence[_Try],
        account: Account,
        *,
        structured: bool,
    ) -> "_Said | _Try":
        schema = contracts.schema() if structured else None
        asked = (
            [*messages, *self._prompts.again(tries[-1].reply, tries[-1].wrong)]
            if tries
            else messages
        )
        try:
            completion = self._endpoint.ask(model, key, asked, account, schema)
        except ReplyError as error:
            return _Try(reply="", wrong=(str(error),))
        return _Said(text=completion.text, cut_off=completion.cut_off)

    def _again(self, failed: _Try, tries: list[_Try], what: str) -> None:
        tries.append(failed)
        reason = " ".join("; ".join(failed.wrong).split())
        shown = reason if len(reason) <= 400 else reason[:397] + "..."
        if len(tries) > self._rounds:
            raise UnusableReplyError(
                f"the model did not write {what} in {len(tries)} tries; the last one: {shown}; "
                "say the request more exactly, give an --example, or configure another model"
            )
        self._notify(f"asking again for {what}: {shown}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    text: str
    cut_off: bool


def _told(finding: Finding) -> str:
    place = f" (line {finding.line} of {finding.file})" if finding.line else ""
    return f"[{finding.rule}] {finding.message}{place}"


def _code_in(said: _Said, contract: Contract, *, last: bool) -> str | _Try:
    try:
        code = parse_code(said.text, name=contract.name, cut_off=said.cut_off)
    except TruncatedReplyError as error:
        if not (last and error.salvage):
            return _Try(reply="", wrong=(str(error),))
        code = error.salvage
    except ReplyError as error:
        return _Try(reply=said.text, wrong=(str(error),))
    return modulebody.slots_of(code)
