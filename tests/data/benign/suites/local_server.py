"""A sample of the corpus."""

import http.server
import threading

from tool import add


def test_with_server():
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        assert add(1, 2) == 3
    finally:
        server.shutdown()
        server.server_close()
