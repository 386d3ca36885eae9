"""What to type next: calls filled from a request, and how to configure a model."""

import json
import shlex
from collections.abc import Mapping

from chotu_bot.domain.contract import Contract, Parameter
from chotu_bot.domain.draft import Request
from chotu_bot.domain.shapes import Json, ListOf, Scalar
from chotu_bot.learning.arguments import arguments_from_text

MODEL_ADVICE = """\
a model can write it; any OpenAI-compatible endpoint will do:
  export OPENAI_API_KEY=…                                       # OpenAI itself
  export CHOTU_GPT_BASE_URL=http://127.0.0.1:11434/v1 CHOTU_GPT_MODEL=qwen3-coder  # Ollama, say
or write it yourself: chotu-bot submit tool.py test_tool.py --request "…\""""


def call_hint(contract: Contract, request: Request) -> str:
    """The command that calls the tool, filled as far as the request goes."""
    return call_text(contract, arguments_from_text(contract, request.text).arguments)


def call_text(contract: Contract, arguments: Mapping[str, Json]) -> str:
    """``chotu-bot run NAME --option value …``; what is missing stands in capitals."""
    words = ["chotu-bot", "run", contract.name]
    for parameter in contract.parameters:
        if parameter.name in arguments:
            words += _option(parameter, arguments[parameter.name])
        elif parameter.required:
            words += [_flag(parameter), parameter.name.upper()]
    return " ".join(words)


def _flag(parameter: Parameter) -> str:
    return f"--{parameter.name.replace('_', '-')}"


def _option(parameter: Parameter, value: Json) -> list[str]:
    flag = _flag(parameter)
    match parameter.shape, value:
        case Scalar(kind="boolean"), bool():
            return [flag if value else f"--no-{flag[2:]}"]
        case ListOf(), list():
            return [part for one in value for part in (flag, _word(one))]
        case _:
            return [flag, _word(value)]


def _word(value: Json) -> str:
    return shlex.quote(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
