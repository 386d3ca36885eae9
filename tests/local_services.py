"""Every service that a tool may ask, at once, on loopback: web pages, translation, mail."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORECAST = b"""{"current": {"time": "2026-01-02T03:15", "temperature_2m": 21.5,
 "relative_humidity_2m": 40, "wind_speed_10m": 7, "weather_code": 0}}"""
PLACES = b"""{"results": [
 {"name": "Oslo", "country": "Norway", "latitude": 59.9, "longitude": 10.75}]}"""
QUOTES = b"Symbol,Date,Open,High,Low,Close\nAAPL.US,2026-01-02,200,212,199,210\n"
PAGES = {
    "/file": b"a" * 300_000,
    "/forecast": FORECAST,
    "/places": PLACES,
    "/quotes": QUOTES,
    "/json": b'{"answer": 42}',
    "/dns": b'{"Status": 0, "Answer": [{"type": 1, "TTL": 60, "data": "192.0.2.7"}]}',
    "/translate": b'{"translatedText": "Good morning"}',
}


@dataclass(frozen=True)
class Services:
    """Where they listen."""

    site: str
    """The web server's address, without a path."""
    mail: str
    """The mail server's host and port."""

    @property
    def host(self) -> str:
        """The web server's host and port."""
        return self.site.removeprefix("http://")


class Pages(BaseHTTPRequestHandler):
    """Answers by path alone."""

    def do_GET(self) -> None:
        """Give the page, or lead elsewhere."""
        path = self.path.partition("?")[0]
        self.send_response(200 if path in PAGES else 302)
        if path not in PAGES:
            self.send_header("Location", path[1:])
        self.end_headers()
        self.wfile.write(PAGES.get(path, b""))

    def do_POST(self) -> None:
        """Take what is sent, and give the page."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Post(socketserver.StreamRequestHandler):
    """Speaks enough SMTP to take a message."""

    def handle(self) -> None:
        """Answer line by line."""
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            self._say({"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 fine"))
            if verb == "QUIT":
                return
            if verb == "DATA":
                while self.rfile.readline() != b".\r\n":
                    pass
                self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def local_services() -> Iterator[Services]:
    """All services, running."""
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Pages) as web,
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as mail,
    ):
        threads = [
            threading.Thread(target=server.serve_forever, args=(0.01,)) for server in (web, mail)
        ]
        for thread in threads:
            thread.start()
        yield Services(
            site=f"http://127.0.0.1:{web.server_port}", mail=f"127.0.0.1:{mail.server_address[1]}"
        )
        for server in (web, mail):
            server.shutdown()
        for thread in threads:
            thread.join()
