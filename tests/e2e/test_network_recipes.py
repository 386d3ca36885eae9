"""Tools that use the network: learned, approved, and held to the one address they were given."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chotu_bot import Chotu
from chotu_bot.calling.call import Failed, Returned, Tool
from chotu_bot.domain.answers import Exists, Proposed
from chotu_bot.domain.contract import Contract, Parameter, Permissions, Risk
from chotu_bot.domain.shapes import ListOf, Scalar
from journey import Answered, git
from local_services import local_services

Run = Callable[..., Answered]

REQUESTS = {
    "check internet speed": "download_speed",
    "create automation to check stock prices": "stock_prices",
    "I need a weather checking tool": "weather",
    "check if a website is up": "url_check",
    "check whether a port is open": "port_check",
    "fetch json from an api": "fetch_json",
    "find the ip address of a domain": "dns_lookup",
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with local_services() as services:
        yield services.site


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chotu]:
    """A repository in which every network tool was learned, proposed and approved."""
    with Chotu.init(tmp_path_factory.mktemp("network")) as opened:
        require_loopback(opened)
        for request, name in REQUESTS.items():
            answer = opened.learn(request)
            assert isinstance(answer, Proposed), (request, answer)
            assert (answer.contract.name, answer.contract.risk) == (name, Risk.NETWORK)
            assert "risk is network" in answer.why
            opened.approve(name, by="Ada Example <ada@example.org>")
        yield opened


def require_loopback(chotu: Chotu) -> None:
    """Skip where the gate cannot try network tools: their tests need a loopback of their own."""
    if chotu._shop.sandbox.backend == "landlock":
        pytest.skip("the landlock backend has no private loopback")


def result(shop: Chotu, name: str, **arguments: object) -> object:
    called = shop.run(name, dict(arguments))  # type: ignore[arg-type]
    assert isinstance(called, Returned), called
    return called.result


@pytest.mark.acceptance
def test_the_speed_of_a_download(shop: Chotu, site: str) -> None:
    found = result(shop, "download_speed", url=f"{site}/file", megabytes=0.2)
    assert isinstance(found, dict)
    assert found["bytes"] == 200_000
    assert found["megabits_per_second"] > 0


@pytest.mark.acceptance
def test_the_weather_from_two_services(shop: Chotu, site: str) -> None:
    services = {"forecast_url": f"{site}/forecast", "places_url": f"{site}/places"}
    found = result(shop, "weather", place="Oslo", **services)
    assert isinstance(found, dict)
    assert found["summary"] == "Oslo, Norway: clear, 21.5 °C, wind 7 km/h"


@pytest.mark.acceptance
def test_stock_prices(shop: Chotu, site: str) -> None:
    (quote,) = result(shop, "stock_prices", symbols=["aapl.us"], service_url=f"{site}/quotes")  # type: ignore[misc]
    assert (quote["price"], quote["change"]) == (210.0, 5.0)


@pytest.mark.acceptance
def test_json_dns_site_and_port(shop: Chotu, site: str) -> None:
    assert result(shop, "fetch_json", url=f"{site}/json") == {"answer": 42}
    records = result(shop, "dns_lookup", host="example.org", service_url=f"{site}/dns")
    assert records == {"host": "example.org", "kind": "A", "values": ["192.0.2.7"], "lifetime": 60}
    assert result(shop, "url_check", url=f"{site}/json")["summary"] == "up: 200 OK"  # type: ignore[index]
    port = result(shop, "port_check", address=site.removeprefix("http://"))
    assert port["open"] is True  # type: ignore[index]


@pytest.mark.acceptance
def test_a_server_that_is_not_there_is_a_documented_error(shop: Chotu) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    called = shop.run("fetch_json", {"url": f"http://127.0.0.1:{port}/"})
    assert isinstance(called, Failed)
    assert (called.error, called.documented) == ("ConnectionError", True)
    assert called.message.startswith("not available: 127.0.0.1: ConnectionRefusedError")


@pytest.mark.acceptance
def test_the_same_wish_in_other_words_finds_the_learned_tool(shop: Chotu) -> None:
    for words in ("create a wifi speed test tool", "how fast is my internet connection"):
        answer = shop.learn(words)
        assert isinstance(answer, Exists), answer
        assert answer.contract.name == "download_speed"


ROAMING = '''"""Read a page, and look elsewhere."""

import socket
from urllib.parse import urlsplit


def roaming(url: str, other: str = "") -> list[str]:
    """Connect to an address, and to another one.

    Args:
        url: Where to connect to.
        other: Where to connect to afterwards, as host and port; empty for nowhere.

    Returns:
        What came of each.
    """
    return [_try(url)] + ([_try(f"//{other}")] if other else [])


def _try(url: str) -> str:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5):
            return "connected"
    except OSError as error:
        return type(error).__name__
'''


def test_a_port_that_the_caller_did_not_name_is_denied(chotu: Chotu, site: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        other = f"127.0.0.1:{listener.getsockname()[1]}"
        found = roam(chotu, site, other)
        assert found == ["connected", "PermissionError"]
        with pytest.raises(BlockingIOError):
            listener.accept()


def roam(chotu: Chotu, url: str, other: str) -> object:
    """The result of a tool that may go to ``url`` only, and tries ``other`` as well."""
    text = Scalar("string")
    contract = Contract(
        name="roaming",
        summary="Connect to an address, and to another one.",
        category="network",
        parameters=(
            Parameter(name="url", shape=text, annotation="str"),
            Parameter(name="other", shape=text, annotation="str", required=False, default=""),
        ),
        result=ListOf(text),
        permissions=Permissions(net=("{url}",)),
    )
    tool = Tool(contract=contract, source=ROAMING.encode())
    called = chotu._shop.caller.call(tool, {"url": url, "other": other}, Path.cwd())
    assert isinstance(called, Returned), called
    return called.result


def test_learn_approve_and_run_as_typed(run: Run, folder: Path, chotu: Chotu, site: str) -> None:
    require_loopback(chotu)
    before = git(folder, "rev-parse", "HEAD")
    learned = run("learn", "check internet speed", "--json")
    assert learned.json["status"] == "proposed"
    assert "risk is network" in learned.json["why"]
    assert git(folder, "rev-parse", "HEAD") == before
    refused = run("run", "download_speed", "--url", f"{site}/file")
    assert refused.code != 0
    approved = run("approve", "download_speed")
    assert approved.code == 0, approved.err
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    silent = run("run", "download_speed", "--url", f"http://127.0.0.1:{port}/", "--json")
    assert (silent.code, silent.json["error"]) == (8, "ConnectionError")
    assert "not available: 127.0.0.1: ConnectionRefusedError" in silent.json["message"]
    again = run("learn", "how fast is my internet connection", "--json")
    assert again.json["status"] == "exists"
    called = run("run", "download_speed", "--url", f"{site}/file", "--json")
    assert called.code == 0, called.err
    assert called.json["result"]["bytes"] == 300_000
    elsewhere = run("run", "download_speed", "--url", f"{site}/elsewhere")
    assert elsewhere.code == 8
    assert "not available: 127.0.0.1 answers 302 Found, see elsewhere" in elsewhere.err
