"""An HTTP server on loopback that gives prepared answers, for what no local Azure would do on request."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """Answers to give in turn, (status, headers, body); the requests that came."""

    url: str
    answers: list[tuple[int, dict[str, str], Any]]
    requests: list[tuple[str, str, bytes]] = field(default_factory=list[tuple[str, str, bytes]])


@contextmanager
def scripted(answers: Sequence[tuple[int, dict[str, str], Any]]) -> Generator[Script]:
    """Serve the answers. A body of bytes is sent as it is, any other as JSON; None closes the connection unanswered."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            script.requests.append((self.command, self.path, body))
            status, headers, document = script.answers.pop(0)
            if status == 0:
                self.close_connection = True
                return
            payload = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(payload))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - names that http.server asks for

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: requests are in the script."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script = Script(f"http://127.0.0.1:{server.server_port}", list(answers))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
