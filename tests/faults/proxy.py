"""A small HTTP proxy before an S3 server that does what networks and busy services do to requests.

Which request meets which fault follows from a seed, the request and how often it was made before, so threads and their
order change nothing. Every request is counted, whether it met a fault or not.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import unquote

KINDS = {
    "error": "answers 500 InternalError and does nothing",
    "busy": "answers 503 SlowDown and does nothing",
    "cut": "closes the connection and does nothing",
    "lost": "does what was asked and closes the connection without an answer",
    "late": "does not answer in time",
    "damaged": "damages an upload on its way, which S3 sees by the CRC-32 that comes with it",
    "broken": "breaks off in the middle of a body",
    "short": "gives half of a body, and says that it is all",
}
"""What may happen to a request."""

SUITED = {"PUT": {"damaged"}, "GET": {"broken", "short"}}
"""Faults that only requests of one method can meet."""

_BUCKET = re.compile(r" /[^/?]+")
_CONTENT = re.compile(rb"<Contents>.*?</Contents>", re.DOTALL)
_KEY = re.compile(rb"<Key>(.*?)</Key>")


@dataclass(frozen=True, slots=True)
class Faults:
    """How many of the requests fail, and how."""

    share: float
    seed: int = 0
    kinds: tuple[str, ...] = tuple(KINDS)
    codes: tuple[tuple[str, int, str], ...] = ()
    """(start of a path, status, code) of answers that are always given"""
    lag: int = 0
    """listings that leave out a key after it was put"""

    def of(self, request: str, nth: int) -> str:
        """The kind of fault that a request meets when it is made for the nth time; empty for none."""
        named = _BUCKET.sub(" ", request)  # buckets have names by chance, and faults are to be the same every time
        drawn = hashlib.sha256(f"{self.seed} {named} {nth}".encode()).digest()
        if int.from_bytes(drawn[:8]) >= self.share * 2**64:
            return ""
        method = request.partition(" ")[0]
        strange = {kind for other, kinds in SUITED.items() if other != method for kind in kinds}
        fitting = [kind for kind in self.kinds if kind not in strange]
        return fitting[drawn[8] % len(fitting)] if fitting else ""


class Proxy(ThreadingHTTPServer):
    """Stands before a server at `behind`; `faults` may be changed at any time."""

    daemon_threads = True

    def __init__(self, behind: tuple[str, int], faults: Faults, patience: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind, self.faults, self.patience = behind, faults, patience
        self.made: Counter[str] = Counter()
        self.met: Counter[str] = Counter()
        self.unseen: Counter[str] = Counter()
        """listings that will yet leave out a key"""
        self.lock, self.one_write = threading.Lock(), threading.Lock()

    @property
    def url(self) -> str:
        """Address for AWS_ENDPOINT_URL."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fault(self, request: str) -> str:
        """What happens to a request."""
        with self.lock:
            self.made[request] += 1
            kind = self.faults.of(request, self.made[request])
            self.met[kind] += 1
        return kind

    def put(self, path: str) -> None:
        """A key is new, or has new content."""
        with self.lock:
            self.unseen[unquote(path.partition("?")[0])] = self.faults.lag

    def lagging(self, listing: bytes, bucket: str) -> bytes:
        """A page of a listing without the keys that are too new for it."""

        def seen(entry: re.Match[bytes]) -> bytes:
            (key,) = _KEY.findall(entry.group())
            path = f"{bucket}/{unquote(key.decode())}"
            with self.lock:
                hidden = self.unseen[path] > 0
                self.unseen[path] -= hidden
            return b"" if hidden else entry.group()

        return _CONTENT.sub(seen, listing) if self.faults.lag else listing

    def by_method(self) -> Counter[str]:
        """Requests so far by what S3 counts: LIST apart from GET."""
        counts: Counter[str] = Counter()
        for request, times in self.made.items():
            counts["LIST" if "list-type=2" in request else request.partition(" ")[0]] += times
        return counts

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.server.fault(f"{self.command} {self.path} {self.headers.get('Range', '')}")
        said = next((code for code in self.server.faults.codes if self.path.startswith(code[0])), None)
        if said:
            self._refuse(said[1], said[2])
        elif kind in ("error", "busy", "damaged"):
            answers = {"error": (500, "InternalError"), "busy": (503, "SlowDown"), "damaged": (400, "BadDigest")}
            self._refuse(*answers[kind])
        elif kind == "late":
            sleep(self.server.patience)
            self.close_connection = True
        elif kind == "cut":
            self.close_connection = True
        else:
            self._forward(body, kind)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _serve  # noqa: N815

    def _forward(self, body: bytes, kind: str) -> None:
        path = self.path.replace("list-type=2", "list-type=2&max-keys=100")
        with self.server.one_write if self.command == "PUT" else nullcontext():  # S3 compares and puts in one step
            behind = HTTPConnection(*self.server.behind)
            behind.request(self.command, path, body, dict(self.headers))
            answer = behind.getresponse()
            content = answer.read()
            behind.close()
        if self.command == "PUT" and answer.status < 300:
            self.server.put(path)
        if kind == "lost":
            self.close_connection = True
        elif self.command == "HEAD":
            self._answer(answer, b"", int(answer.headers.get("Content-Length") or 0))
        else:
            if "list-type=2" in path:
                content = self.server.lagging(_reordered(content), path.partition("?")[0].rstrip("/"))
            sent = content[: len(content) // 2] if kind in ("broken", "short") and answer.status < 300 else content
            self._answer(answer, sent, len(sent) if kind == "short" else len(content))
            self.close_connection = kind == "broken"

    def _answer(self, answer: HTTPResponse, body: bytes, length: int) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: int, code: str) -> None:
        body = f"<Error><Code>{code}</Code><Message>As was wished.</Message></Error>".encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _reordered(listing: bytes) -> bytes:
    """A page of a listing with its entries the other way round."""
    entries = iter(_CONTENT.findall(listing)[::-1])
    return _CONTENT.sub(lambda _: next(entries), listing)


@contextmanager
def proxied(behind: tuple[str, int], faults: Faults, patience: float = 5) -> Iterator[Proxy]:
    """A proxy that runs; `patience` is how many seconds a late answer takes to be none."""
    proxy = Proxy(behind, faults, patience)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield proxy
    proxy.shutdown()
    proxy.server_close()
    thread.join()
