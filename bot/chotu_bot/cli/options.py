"""Options made from a tool's contract."""

import json
from collections.abc import Sequence
from typing import Any

import click

from chotu_bot.domain.contract import Contract, Parameter
from chotu_bot.domain.shapes import Choice, Either, Json, ListOf, Scalar, Shape


def arguments_of(command: click.Command, options: Sequence[str]) -> dict[str, Json]:
    """The arguments that were given as options; what was not given is left to the defaults."""
    with command.make_context(command.name, list(options)) as context:
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in context.params.items()
            if value is not None and value != ()
        }


def command_of(contract: Contract) -> click.Command:
    """A command with one option for each parameter of the contract."""
    return click.Command(
        contract.name,
        params=[_option(parameter) for parameter in contract.parameters],
        help=f"{contract.summary}\n\n\b\n{contract.signature}",
        add_help_option=False,
    )


def _option(parameter: Parameter) -> click.Option:
    flag = f"--{parameter.name.replace('_', '-')}"
    described = parameter.summary
    if parameter.required:
        described = f"{described}  [required]"
    else:
        described = f"{described}  [default: {json.dumps(parameter.default, ensure_ascii=False)}]"
    names = [parameter.name, flag]
    match _given(parameter.shape):
        case Scalar(kind="boolean"):
            return click.Option(
                [parameter.name, f"{flag}/--no-{flag[2:]}"], default=None, help=described
            )
        case ListOf(item=item) if _type(item) is not _JSON:
            return click.Option(names, type=_Item(_type(item)), multiple=True, help=described)
        case shape:
            return click.Option(names, type=_type(shape), help=described)


def _given(shape: Shape) -> Shape:
    """The shape of a value that is given: whoever wants None leaves the option out."""
    if isinstance(shape, Either):
        options = tuple(one for one in shape.options if one != Scalar("null"))
        return options[0] if len(options) == 1 else Either(options)
    return shape


class _JsonType(click.ParamType[Any]):
    """A value given as JSON."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError as error:
            self.fail(f"{value!r} is not JSON: {error}", param, ctx)


_JSON = _JsonType()


class _Item(click.ParamType[Any]):
    """One item of a list; the option is repeated."""

    def __init__(self, inner: click.ParamType[Any]) -> None:
        self._inner = inner
        self.name = inner.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self._inner.convert(value, param, ctx)


def _type(shape: Shape) -> click.ParamType[Any]:
    match shape:
        case Scalar(kind="string"):
            return click.STRING
        case Scalar(kind="integer"):
            return click.INT
        case Scalar(kind="number"):
            return click.FLOAT
        case Choice(values=values) if all(isinstance(value, str) for value in values):
            return click.Choice([str(value) for value in values])
        case _:
            return _JSON
