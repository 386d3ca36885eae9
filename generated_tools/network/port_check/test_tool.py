"""Tests of port_check."""

import itertools
import socket

import pytest
from tool import port_check


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock on which a quarter of a second passes from look to look."""
    looks = itertools.count()
    monkeypatch.setattr("time.perf_counter", lambda: 7 + next(looks) * 0.25)


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def test_an_open_port(listener):
    port = listener.getsockname()[1]
    assert port_check(f"127.0.0.1:{port}") == {
        "host": "127.0.0.1",
        "port": port,
        "open": True,
        "milliseconds": 250.0,
        "summary": f"127.0.0.1:{port} is open: connected in 250.0 ms",
    }


def test_nothing_is_sent_and_the_connection_is_closed(listener):
    port_check(f"127.0.0.1:{listener.getsockname()[1]}")
    connection, _ = listener.accept()
    with connection:
        assert connection.recv(10) == b""


def test_a_time_has_one_decimal(listener, monkeypatch):
    monkeypatch.setattr("time.perf_counter", iter([1.0, 1.01234]).__next__)
    assert port_check(f"127.0.0.1:{listener.getsockname()[1]}")["milliseconds"] == 12.3


@pytest.mark.parametrize(
    "written", ["http://127.0.0.1:{}/x", "//127.0.0.1:{}", "https://127.0.0.1:{}"]
)
def test_a_web_address_will_do(listener, written):
    port = listener.getsockname()[1]
    found = port_check(written.format(port))
    assert (found["open"], found["port"]) == (True, port)


@pytest.mark.parametrize(("url", "port"), [("http://127.0.0.1/", 80), ("https://127.0.0.1", 443)])
def test_a_scheme_has_its_port(url, port):
    assert port_check(url) == {
        "host": "127.0.0.1",
        "port": port,
        "open": False,
        "milliseconds": 0.0,
        "summary": f"127.0.0.1:{port} is closed: it refuses connections",
    }


def test_a_closed_port(listener):
    port = listener.getsockname()[1]
    listener.close()
    found = port_check(f"127.0.0.1:{port}")
    assert found["summary"] == f"127.0.0.1:{port} is closed: it refuses connections"
    assert not found["open"]


def test_a_port_that_does_not_answer():
    with socket.socket() as listener, socket.socket() as first:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        # The one place in the queue is taken, so the next connection waits.
        first.connect(listener.getsockname())
        port = listener.getsockname()[1]
        assert port_check(f"127.0.0.1:{port}", seconds=0.1) == {
            "host": "127.0.0.1",
            "port": port,
            "open": False,
            "milliseconds": 0.0,
            "summary": f"127.0.0.1:{port} is not open: no answer in 0.1 seconds",
        }


def test_a_host_that_cannot_be_reached_is_not_available():
    with pytest.raises(ConnectionError, match="not available: 255.255.255.255: "):
        port_check("255.255.255.255:9")


@pytest.mark.parametrize("address", ["", "example.org", ":80", "ftp://example.org", "a:0"])
def test_an_address_without_host_and_port_is_refused(address):
    with pytest.raises(ValueError, match="no host and port: .*; write host:port"):
        port_check(address)


@pytest.mark.parametrize("address", ["a:b", "a:65536", "a:-1"])
def test_a_port_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="[Pp]ort"):
        port_check(address)


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(listener, seconds):
    assert port_check(f"127.0.0.1:{listener.getsockname()[1]}", seconds)["open"]


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        port_check("127.0.0.1:9", seconds)
