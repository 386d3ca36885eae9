"""Granted hosts are reached and nothing else, with no way to race or reuse a connection."""

import errno
import http.server
import ipaddress
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from chotu_bot.sandbox.contract import Ended, Grants, Limits
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.local import LocalSandbox
from chotu_bot.sandbox.network import Connector, is_public
from sandbox.arena import call, result

pytest_plugins = ("sandbox.fixtures",)


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"you asked {self.headers['Host']} for {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def other() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def never_called(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return True
    return False


FETCH = {
    "urllib": "import urllib.request\ndef attack(host, port):\n"
    "    url = f'http://{host}:{port}/x'\n"
    "    return urllib.request.urlopen(url, timeout=5).read().decode()\n",
    "http.client": "import http.client\ndef attack(host, port):\n"
    "    c = http.client.HTTPConnection(host, port, timeout=5)\n    c.request('GET', '/x')\n"
    "    return c.getresponse().read().decode()\n",
    "blocking socket": "import socket\ndef attack(host, port):\n"
    "    s = socket.socket()\n    s.connect((host, port))\n"
    "    s.sendall(f'GET /x HTTP/1.0\\r\\nHost: {host}:{port}\\r\\n\\r\\n'.encode())\n"
    "    return s.makefile().read().partition('\\n\\n')[2]\n",
    "asyncio": "import asyncio\nasync def go(host, port):\n"
    "    r, w = await asyncio.open_connection(host, port)\n"
    "    w.write(f'GET /x HTTP/1.0\\r\\nHost: {host}:{port}\\r\\n\\r\\n'.encode())\n"
    "    return (await r.read()).decode().partition('\\r\\n\\r\\n')[2]\n"
    "def attack(host, port):\n    return asyncio.run(go(host, port))\n",
}


@pytest.mark.parametrize("client", FETCH)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_granted_host_is_reached(
    sandbox: LocalSandbox, port: int, host: str, client: str
) -> None:
    grants = Grants(net=((host, port),))
    outcome = call(sandbox, FETCH[client], {"host": host, "port": port}, grants=grants)

    assert result(outcome) == f"you asked {host}:{port} for /x"
    assert {(e.kind, e.denied) for e in outcome.events} <= {("net", False)}


def test_a_host_is_granted_by_name_and_resolved_outside(
    tool_environment: Environment, sandbox: LocalSandbox, port: int
) -> None:
    asked = []

    def resolve(host: str, number: int, **_: Any) -> Any:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", number))]

    arguments = {"host": "api.example.test", "port": port}
    grants = Grants(net=(("api.example.test", port),))
    with LocalSandbox(tool_environment, (sandbox.backend,), resolve) as box:
        outcome = call(
            box,
            "import socket\ndef attack(host, port):\n"
            "    try:\n        socket.create_connection((host, port), 5)\n"
            "    except OSError as error:\n        return error.errno\n",
            arguments,
            grants=grants,
        )

    # The name went out; its private address was refused.
    assert result(outcome) == errno.EACCES
    assert asked == ["api.example.test"]
    assert [e.subject for e in outcome.events] == [f"api.example.test:{port}"]


@pytest.mark.parametrize("attempt", ["port", "host", "family", "udp", "unix", "bind", "reuse"])
def test_nothing_but_the_granted_host_is_reached(
    sandbox: LocalSandbox, port: int, other: socket.socket, attempt: str
) -> None:
    source = """
    import socket
    def attack(port, other, attempt):
        s = socket.socket()
        try:
            if attempt == "port":
                s.connect(("127.0.0.1", other))
            elif attempt == "host":
                s.connect(("127.0.0.2", port))
            elif attempt == "family":
                socket.socket(socket.AF_INET6).connect(("::ffff:127.0.0.1", other))
            elif attempt == "udp":
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", other))
            elif attempt == "unix":
                socket.socket(socket.AF_UNIX).connect("\\0chotu-test")
            elif attempt == "bind":
                s.bind(("127.0.0.1", 0))
                s.listen()
            elif attempt == "reuse":
                s.connect(("127.0.0.1", port))
                s.shutdown(2)
                try:
                    s.sendto(b"x", 0x20000000, ("127.0.0.1", other))
                except OSError:
                    pass
                s.connect(("127.0.0.1", other))
        except OSError as error:
            return error.errno
        return "through"
    """
    told = result(
        call(
            sandbox,
            source,
            {"port": port, "other": other.getsockname()[1], "attempt": attempt},
            grants=Grants(net=(("127.0.0.1", port),)),
        )
    )

    assert told in {errno.EACCES, errno.EPERM, errno.ECONNREFUSED, errno.ENETUNREACH}
    assert never_called(other)


def test_changing_the_address_while_it_is_looked_at_leads_nowhere_else(
    sandbox: LocalSandbox, port: int, other: socket.socket
) -> None:
    source = """
    import ctypes, socket, struct, threading, time
    def attack(port, other):
        address = ctypes.create_string_buffer(16)
        def fill(number):
            struct.pack_into("=H", address, 0, socket.AF_INET)
            struct.pack_into("!H4s", address, 2, number, bytes((127, 0, 0, 1)))
        done = []
        def race():
            while not done:
                fill(other)
                fill(port)
        threading.Thread(target=race, daemon=True).start()
        libc = ctypes.CDLL(None, use_errno=True)
        connected = 0
        for _ in range(100):
            with socket.socket() as s:
                connected += libc.connect(s.fileno(), address, 16) == 0
        done.append(1)
        return connected
    """
    told = result(
        call(
            sandbox,
            source,
            {"port": port, "other": other.getsockname()[1]},
            grants=Grants(net=(("127.0.0.1", port),)),
        )
    )

    assert 0 <= told <= 100
    assert never_called(other)


def test_a_refused_connection_looks_as_it_would_outside(sandbox: LocalSandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    source = """
    import socket
    def attack(port):
        try:
            socket.create_connection(("127.0.0.1", port), 5)
        except ConnectionRefusedError:
            return "refused"
    """
    grants = Grants(net=(("127.0.0.1", port),))

    assert result(call(sandbox, source, {"port": port}, grants=grants)) == "refused"


def test_a_job_that_ends_while_it_connects_ends(
    tool_environment: Environment, sandbox: LocalSandbox
) -> None:
    waiting = threading.Event()

    def resolve(*_: object, **__: object) -> Any:
        waiting.wait(10)
        raise socket.gaierror(socket.EAI_NONAME, "slow")

    source = "import socket\ndef attack():\n    socket.create_connection(('slow.test', 80))\n"
    with LocalSandbox(tool_environment, (sandbox.backend,), resolve) as box:
        outcome = call(
            box,
            source,
            grants=Grants(net=(("slow.test", 80),)),
            limits=Limits(wall_seconds=0.5),
        )
        waiting.set()

    assert outcome.ended is Ended.TIMEOUT


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("192.168.1.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to refuse
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
        ("ff02::1", False),
    ],
)
def test_private_addresses_are_known_in_every_disguise(address: str, public: bool) -> None:  # noqa: FBT001
    assert is_public(ipaddress.ip_address(address)) is public


def test_the_connector_refuses_what_was_not_granted() -> None:
    with pytest.raises(PermissionError, match="not granted"):
        Connector(granted=frozenset()).connect("127.0.0.1", 1)


def test_a_name_that_cannot_be_resolved_is_unreachable() -> None:
    def resolve(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    connector = Connector(granted=frozenset({("x.test", 1)}), resolve=resolve)
    with pytest.raises(OSError, match="cannot be resolved") as raised:
        connector.connect("x.test", 1)
    assert raised.value.errno == errno.EHOSTUNREACH


def test_the_public_one_of_several_addresses_is_used() -> None:
    def resolve(_: str, port: int, **__: Any) -> Any:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port))
            for a in ("127.0.0.1", "93.184.216.34")
        ]

    connector = Connector(granted=frozenset({("x.test", 1)}), resolve=resolve)
    assert [a for _, a in connector._addresses("x.test", 1)] == [("93.184.216.34", 1)]
