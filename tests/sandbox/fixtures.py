"""Where sandbox tests take place: one sandbox per backend that is to be had here."""

from collections.abc import Iterator
from typing import get_args

import pytest

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox import environment
from chotu_bot.sandbox.contract import Backend
from chotu_bot.sandbox.local import LocalSandbox, open_sandbox

BACKENDS: tuple[Backend, ...] = get_args(Backend)


@pytest.fixture(scope="session")
def tool_environment() -> environment.Environment:
    return environment.sync()


@pytest.fixture(scope="session", params=BACKENDS)
def sandbox(
    request: pytest.FixtureRequest, tool_environment: environment.Environment
) -> Iterator[LocalSandbox]:
    with open_sandbox(tool_environment, backend=request.param) as opened:
        try:
            assert opened.backend == request.param
        except SandboxUnavailableError as error:
            pytest.skip(f"{request.param} is not to be had here: {error}")
        yield opened
