"""Tests of latency."""

import socket

import pytest
from tool import latency


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock by which attempts take 10, 20, 30 … milliseconds."""
    looks = (7 + n // 2 * 100 + n % 2 * (n // 2 + 1) * 0.01 for n in range(100))
    monkeypatch.setattr("time.perf_counter", lambda: next(looks))


def test_several_attempts(listener):
    port = listener.getsockname()[1]
    assert latency(f"127.0.0.1:{port}", 4) == {
        "host": "127.0.0.1",
        "port": port,
        "attempts": 4,
        "answered": 4,
        "fastest": 10.0,
        "average": 25.0,
        "slowest": 40.0,
        "summary": f"127.0.0.1:{port}: 25.0 ms on average, 4 of 4 answered",
    }


def test_five_attempts_unless_said_otherwise(listener):
    assert latency(f"127.0.0.1:{listener.getsockname()[1]}")["attempts"] == 5


def test_times_have_one_decimal(listener, monkeypatch):
    monkeypatch.setattr("time.perf_counter", iter([1.0, 1.01234, 2.0, 2.02268]).__next__)
    found = latency(f"127.0.0.1:{listener.getsockname()[1]}", 2)
    assert (found["fastest"], found["average"], found["slowest"]) == (12.3, 17.5, 22.7)


def test_nothing_is_sent_and_connections_are_closed(listener):
    latency(f"127.0.0.1:{listener.getsockname()[1]}", 1)
    connection, _ = listener.accept()
    with connection:
        assert connection.recv(10) == b""


def test_a_refused_connection_is_an_answer(listener):
    port = listener.getsockname()[1]
    listener.close()
    found = latency(f"127.0.0.1:{port}", 2)
    assert (found["answered"], found["fastest"], found["slowest"]) == (2, 10.0, 20.0)


@pytest.mark.parametrize(("url", "port"), [("http://127.0.0.1/", 80), ("https://127.0.0.1", 443)])
def test_a_scheme_has_its_port(url, port):
    assert latency(url, 1)["port"] == port


def test_no_answer():
    with socket.socket() as listener, socket.socket() as first:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        # The one place in the queue is taken, so the next connection waits.
        first.connect(listener.getsockname())
        port = listener.getsockname()[1]
        assert latency(f"127.0.0.1:{port}", 2, seconds=0.1) == {
            "host": "127.0.0.1",
            "port": port,
            "attempts": 2,
            "answered": 0,
            "fastest": 0.0,
            "average": 0.0,
            "slowest": 0.0,
            "summary": f"127.0.0.1:{port}: no answer, 0 of 2 answered",
        }


def test_an_attempt_without_an_answer_is_passed_over(listener, monkeypatch):
    connect = socket.create_connection
    tries = iter([TimeoutError("slow"), None, TimeoutError("slow"), None])
    waits = []

    def create_connection(address, timeout):
        waits.append(timeout)
        failure = next(tries)
        if failure:
            raise failure
        return connect(address, timeout)

    monkeypatch.setattr("socket.create_connection", create_connection)
    found = latency(f"127.0.0.1:{listener.getsockname()[1]}", 4)
    assert (found["attempts"], found["answered"]) == (4, 2)
    assert waits == [3.0] * 4


def test_a_host_that_cannot_be_reached_is_not_available():
    with pytest.raises(ConnectionError, match="not available: 255.255.255.255: "):
        latency("255.255.255.255:9")


@pytest.mark.parametrize("address", ["", "example.org", ":80", "ftp://example.org", "a:0"])
def test_an_address_without_host_and_port_is_refused(address):
    with pytest.raises(ValueError, match="no host and port: .*; write host:port"):
        latency(address)


@pytest.mark.parametrize("attempts", [0, -1, 21])
def test_attempts_out_of_range_are_refused(attempts):
    with pytest.raises(ValueError, match=f"attempts must be from 1 to 20, not {attempts}"):
        latency("127.0.0.1:9", attempts)


@pytest.mark.parametrize("seconds", [0.09, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60, not"):
        latency("127.0.0.1:9", 1, seconds)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 0.1), (20, 60)])
def test_the_limits_themselves_are_allowed(listener, attempts, seconds):
    found = latency(f"127.0.0.1:{listener.getsockname()[1]}", attempts, seconds)
    assert found["answered"] == attempts
