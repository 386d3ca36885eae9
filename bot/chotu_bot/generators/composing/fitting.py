"""Whether what one tool gives is what another takes, and whether both may run as one."""

from dataclasses import dataclass

from chotu_bot.domain.contract import Contract, Parameter, Risk
from chotu_bot.domain.shapes import ListOf, Scalar, Shape

_TEXT = Scalar("string")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A tool as it landed."""

    contract: Contract
    tool: str
    tests: str
    digest: str
    """sha256 of its tool.py."""

    @property
    def mark(self) -> str:
        """What ``composed_from`` says of it."""
        return f"{self.contract.name}@{self.contract.version} sha256:{self.digest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """How the result of the first tool goes into the second."""

    parameter: str
    """The parameter of the second that takes it."""
    is_joined: bool = False
    """Whether a list of texts becomes one text, with a blank line between."""


def joint(first: Contract, second: Contract) -> Joint | str:
    """How two tools fit together, or why they do not."""
    for one in (first, second):
        if one.risk.rank > Risk.READ.rank:
            return f"{one.name} may {one.risk}; only tools that at most read are composed"
    required = [one for one in second.parameters if one.required]
    fitting = [one for one in required if _fits(first.result, one.shape)]
    if len(fitting) != 1:
        what = "no parameter" if not fitting else "several parameters"
        return f"{second.name} has {what} for what {first.name} gives: {second.signature}"
    if _is_granted(second, fitting[0]):
        return f"{second.name} reads {fitting[0].name} as a path, which only a caller can grant"
    return Joint(parameter=fitting[0].name, is_joined=first.result != fitting[0].shape)


def _fits(given: Shape, taken: Shape) -> bool:
    return given == taken or (given == ListOf(_TEXT) and taken == _TEXT)


def _is_granted(contract: Contract, parameter: Parameter) -> bool:
    granted = contract.permissions
    return parameter.name in {*granted.read, *granted.write}
