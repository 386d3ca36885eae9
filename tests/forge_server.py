"""A server that behaves like GitHub as far as we use it: its REST API, and git over HTTP."""

import base64
import json
import os
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

SLUG = "ada/tools"
TOKEN = "ghs_of_a_test"
_PAGE = 2


@dataclass
class Hub:
    """What the server holds, and what it was asked."""

    projects: Path
    pulls: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pushes: int = 0
    refusals: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    """Answers that come first: status, headers, body."""
    url: str = ""

    def pull(self, number: int) -> dict[str, Any]:
        return next(one for one in self.pulls if one["number"] == number)

    def add(self, branch: str, *, state: str = "open", merged: bool = False) -> dict[str, Any]:
        number = len(self.pulls) + 1
        api = f"{self.url}/api/repos/{SLUG}"
        made: dict[str, Any] = {
            "number": number,
            "url": f"{api}/pulls/{number}",
            "issue_url": f"{api}/issues/{number}",
            "html_url": f"{self.url}/{SLUG}/pull/{number}",
            "state": state,
            "merged_at": "2026-01-01T00:00:00Z" if merged else None,
            "head": {"ref": branch, "sha": "0" * 40, "repo": {"full_name": SLUG}},
            "base": {"ref": "main", "sha": "0" * 40},
            "labels": [],
            "user": {"login": "eve"},
        }
        self.pulls.append(made)
        return made


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the base's name
        """Nothing is printed."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_PATCH = do_GET  # noqa: N815

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/git/"):
            self._git(body)
            return
        hub = self.server.hub
        hub.asked.append(f"{self.command} {urlsplit(self.path).path.removeprefix('/api')}")
        if hub.refusals:
            self._answer(*hub.refusals.pop(0))
        elif self.headers.get("Authorization") != f"token {TOKEN}" and (
            self.headers.get("Authorization") != f"Bearer {TOKEN}"
        ):
            self._answer(401, {}, {"message": "Bad credentials"})
        else:
            self._api(json.loads(body) if body else {})

    def _api(self, given: Any) -> None:
        hub, parts = self.server.hub, urlsplit(self.path)
        words = parts.path.removeprefix(f"/api/repos/{SLUG}").strip("/").split("/")
        match self.command, words:
            case "GET", ["pulls"]:
                page = int(parse_qs(parts.query).get("page", ["1"])[0])
                newest = hub.pulls[::-1]
                shown = newest[(page - 1) * _PAGE : page * _PAGE]
                link = f'<{hub.url}{parts.path}?page={page + 1}>; rel="next"'
                more = {"Link": link} if len(newest) > page * _PAGE else {}
                self._answer(200, more, shown)
            case "POST", ["pulls"]:
                made = hub.add(given["head"])
                made.update({key: given.get(key) for key in ("title", "body", "draft")})
                self._answer(201, {}, made)
            case "GET", ["pulls", number]:
                self._answer(200, {}, hub.pull(int(number)))
            case "GET", ["pulls", number, "reviews"]:
                self._answer(200, {}, hub.pull(int(number)).get("reviews", []))
            case "PATCH", ["pulls", number]:
                hub.pull(int(number)).update({k: given[k] for k in ("title", "body")})
                self._answer(200, {}, hub.pull(int(number)))
            case "PUT", ["issues", number, "labels"]:
                labels = given if isinstance(given, list) else given["labels"]
                hub.pull(int(number))["labels"] = [{"name": one} for one in labels]
                self._answer(200, {}, hub.pull(int(number))["labels"])
            case "POST", ["pulls", number, "requested_reviewers"]:
                hub.pull(int(number))["asked"] = given
                self._answer(201, {}, hub.pull(int(number)))
            case _:
                self._answer(404, {}, {"message": "Not Found"})

    def _answer(self, status: int, headers: dict[str, str], body: Any) -> None:
        text = isinstance(body, str)
        content = body.encode() if text else json.dumps(body).encode()
        self.send_response(status)
        for key, value in {
            "Content-Type": "text/html" if text else "application/json",
            **headers,
        }.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _git(self, body: bytes) -> None:
        """``git http-backend``, which is what real servers run."""
        hub, parts = self.server.hub, urlsplit(self.path)
        encoded = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
        writes = "receive-pack" in self.path
        if writes and self.headers.get("Authorization") != f"Basic {encoded}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        hub.pushes += parts.path.endswith("git-receive-pack") and self.command == "POST"
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_PROJECT_ROOT": str(hub.projects),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "ada",
            "PATH_INFO": parts.path.removeprefix("/git"),
            "QUERY_STRING": parts.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            check=True,
            env=environment,
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for key, value in {**fields, "Content-Length": str(len(content))}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub


class ForgeServer:
    """The server, running while its ``with`` lasts."""

    def __init__(self, projects: Path) -> None:
        self.hub = Hub(projects)
        self._server = _Server(self.hub)
        self.hub.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )

    def __enter__(self) -> Hub:
        self._thread.start()
        return self.hub

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
