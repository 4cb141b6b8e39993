"""The server of the live page: for this machine alone, and of nothing but its own list."""

from __future__ import annotations

import json
import queue
import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from genbench.stages.watching.board import Board
from genbench.stages.watching.steering import Steering
from genbench.system.errors import InvalidInput

ADDRESS = "127.0.0.1"
# Seconds after which a stream that has nothing to tell writes all the same, or it would not notice
# that its page is gone.
HEARTBEAT = 15.0
# Bytes of a request to steer.
MOST_ASKED = 4096
FRAME = re.compile(r"/frames/(\d{1,9})/(\d{1,13})\.png")
PNG = b"\x89PNG\r\n\x1a\n"
UNKEPT = {"Cache-Control": "no-store"}
# A picture stays as it is under its key: a run that is begun anew has another.
KEPT = {"Cache-Control": "private, max-age=86400, immutable"}
# The page itself says what it may load.
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Server(ThreadingHTTPServer):
    """The server; a thread for each connection, of which each page holds one.

    Args:
        port: 0 for one that is free.
        board: what pages are told.
        page: what "/" is.
        steering: what may be asked for; None: nothing.

    Raises:
        InvalidInput: the port is not to be had.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, board: Board, page: str, steering: Steering | None) -> None:
        self.board, self.page, self.steering = board, page.encode(), steering
        try:
            super().__init__((ADDRESS, port), Handler)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise InvalidInput(
                f"port must be one that is free; without it, one is found. Received: port={port} "
                f"({why}).",
                "port",
            ) from error
        self.names = {f"{name}:{self.server_port}" for name in (ADDRESS, "localhost")}

    @property
    def link(self) -> str:
        """Where the page is; of a page that may steer, with the word that lets it."""
        word = f"#{self.steering.word}" if self.steering else ""
        return f"http://{ADDRESS}:{self.server_port}/{word}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leaves a page alone that goes in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"
    timeout = 60

    def version_string(self) -> str:
        """Returns what the server calls itself, which is nobody's business."""
        return "genbench"

    def log_message(self, format: str, *args: object) -> None:
        """Prints nothing of a request."""

    def do_GET(self) -> None:
        """Gives the page, its stream of events, or a picture."""
        if not self._is_meant():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.path == "/":
            self._answer(self.server.page, "text/html; charset=utf-8", UNKEPT)
        elif self.path == "/favicon.ico":
            self._begin(HTTPStatus.NO_CONTENT, "image/png", KEPT)
        elif self.path == "/events":
            self._stream()
        elif (frame := FRAME.fullmatch(self.path)) and (picture := self._picture(*frame.groups())):
            self._answer(picture, "image/png", KEPT)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Steers a training, where that is allowed, for the page that was given the word."""
        steering, headers = self.server.steering, self.headers
        # What is left unread of a request would be taken for the next one.
        self.close_connection = True
        length = headers.get("Content-Length", "")
        if not self._is_meant():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif steering is None or self.path != "/steer":
            self._refuse(HTTPStatus.NOT_FOUND)
        elif (
            headers.get("Origin") not in {f"http://{name}" for name in self.server.names}
            or headers.get("Content-Type") != "application/json"
            or not steering.knows(headers.get("X-Word", ""))
        ):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif not length.isdecimal() or int(length) > MOST_ASKED:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._steer(steering, self.rfile.read(int(length)))

    def _steer(self, steering: Steering, asked: bytes) -> None:
        try:
            steering.do(asked)
            said, status = "", HTTPStatus.OK
        except InvalidInput as mistake:
            said, status = str(mistake), HTTPStatus.BAD_REQUEST
        self._answer(json.dumps({"said": said}).encode(), "application/json", status=status)

    def _is_meant(self) -> bool:
        """Whether a request names this server: else another site's name may lead here."""
        return self.headers.get("Host") in self.server.names

    def _picture(self, key: str, step: str) -> bytes | None:
        """Returns a snapshot that the page was told of."""
        run = self.server.board.find(key)
        if run is None or int(step) not in run.frames:
            return None
        path = run.run.snapshots_folder / f"{int(step):08d}.png"
        content = path.read_bytes() if path.is_file() else b""
        # In a run from elsewhere it may be a link to anything.
        return content if content.startswith(PNG) else None

    def _stream(self) -> None:
        """Writes what comes, as server-sent events, until the page is gone."""
        page = self.server.board.join()
        try:
            self._begin(HTTPStatus.OK, "text/event-stream", UNKEPT)
            self.close_connection = True
            while True:
                try:
                    changes = page.get(timeout=HEARTBEAT)
                except queue.Empty:
                    self.wfile.write(b":\n\n")
                    continue
                if changes is None:
                    return
                self.wfile.write(b"data: " + json.dumps(changes).encode() + b"\n\n")
        finally:
            self.server.board.leave(page)

    def _refuse(self, status: HTTPStatus) -> None:
        self._answer(f"{status.phrase}\n".encode(), "text/plain", status=status)

    def _answer(
        self,
        content: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        self._begin(status, kind, {"Content-Length": str(len(content)), **(headers or {})})
        self.wfile.write(content)

    def _begin(self, status: HTTPStatus, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **HEADERS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
