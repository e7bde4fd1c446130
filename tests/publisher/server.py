"""A real HTTP server on this machine that serves simulated sites, with mischief on request.

What belongs here: HTTP as a publisher's host speaks it (ranges, validators, HEAD) and what goes wrong on the way.
What does not: what the sites hold (one module per publisher).
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fixture_maker import draw, pages


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: path percent-decoded, query values in order, header names in lower case."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    raw_path: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answers; `ETag` and `Last-Modified` among its headers make it resumable and conditional."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """A header by its name in lower case, empty when there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name), "")


Site = Callable[[Asked], Answer | None]
"""A site answers what it knows, and None to what belongs to another one."""

PRANKS = ("error", "busy", "cut", "overlong", "drip", "rebuilt", "overload")
"""Status 500; 503 with Retry-After 0; a connection cut in mid-body; a Content-Length beyond the body; a body that
drips and never ends; an archive in its former build, cut, so that the next range belongs to another one; the
overload page with status 200."""


def nowhere(_: str) -> bool:
    """No path shows the overload page."""
    return False


@dataclass(frozen=True, slots=True)
class Mischief:
    """What goes wrong, decided by seed, address and how often it was asked: `share` of the first `most` answers."""

    seed: int
    share: float = 0.3
    kinds: Sequence[str] = PRANKS
    overload: Callable[[str], bool] = nowhere
    most: int = 3
    drip_s: float = 1.0

    def prank(self, path: str, times: int) -> str:
        """The prank for the answer number `times` (from 0) at this address; empty for none."""
        key = ("mischief", self.seed, path, times)
        if times >= self.most or draw.number(1000, *key) >= 1000 * self.share:
            return ""
        kinds = [kind for kind in self.kinds if kind != "overload" or self.overload(urlsplit(path).path)]
        return draw.pick(kinds, "kind", *key) if kinds else ""


class Publisher:
    """Serves the sites on a free port of this machine while its `with` statement lasts.

    `asked` lists every request in order of arrival. The first site that answers wins; 404 where none does.
    """

    def __init__(self, sites: Sequence[Site], mischief: Mischief | None = None) -> None:
        self.sites, self.mischief = sites, mischief
        self.asked: list[Asked] = []
        self._times: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._server.faults = []
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self._server.faults:
            raise self._server.faults[0]

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, asked: Asked) -> tuple[Answer, str]:
        """The answer of the sites, and the prank to play with it."""
        with self._lock:
            self.asked.append(asked)
            times = self._times[asked.raw_path]
            self._times[asked.raw_path] += 1
            found = next((answer for site in self.sites if (answer := site(asked)) is not None), Answer(404))
        return found, self.mischief.prank(asked.raw_path, times) if self.mischief else ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    faults: list[BaseException]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no event; a site that broke is told when the server closes."""
        fault = sys.exception()
        if fault is not None and not isinstance(fault, ConnectionError | TimeoutError):
            self.faults.append(fault)


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Speaks HTTP/1.1 for one publisher."""

        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True
        timeout = 10

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = parse_qs(url.query, keep_blank_values=True)
            asked = Asked(self.command, unquote(url.path), query, headers, self.path)
            answer, prank = publisher.answer(asked)
            _play(self, asked, answer, prank, publisher.mischief)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Tell nobody."""

    return Handler


def _play(handler: BaseHTTPRequestHandler, asked: Asked, answer: Answer, prank: str, mischief: Mischief | None) -> None:
    """Send the answer as the prank has it."""
    if prank == "error":
        answer = Answer(500, b"<html>500</html>")
    elif prank == "busy":
        answer = Answer(503, b"", {"Retry-After": "0"})
    elif prank == "overload" and answer.status == 200:
        answer = Answer(200, pages.overload())
    elif prank == "rebuilt" and answer.status == 200 and answer.header("etag"):
        former = {**answer.headers, "ETag": '"former"', "Last-Modified": "Sat, 01 Jan 2000 00:00:00 GMT"}
        answer = replace(answer, body=answer.body[::-1], headers=former)
    answer = partial(asked, conditional(asked, answer))
    size = len(answer.body)
    _send_head(handler, answer, size + 7 if prank == "overlong" else size)
    if asked.method == "HEAD" or answer.status == 304:
        return
    short = prank in ("cut", "rebuilt", "drip")
    _send_body(handler, answer.body[: size // 2] if short else answer.body)
    if prank == "drip" and mischief:
        _drip(handler, answer.body[size // 2 :], mischief.drip_s)
    if short or prank == "overlong":
        handler.close_connection = True


def conditional(asked: Asked, answer: Answer) -> Answer:
    """304 where the client has this build already (RFC 9110, 13.1)."""
    if answer.status != 200:
        return answer
    etag, modified = answer.header("etag"), answer.header("last-modified")
    known = asked.headers.get("if-none-match")
    same = known == etag if known is not None else asked.headers.get("if-modified-since") == modified
    return Answer(304, b"", answer.headers) if same and (etag or modified) else answer


def partial(asked: Asked, answer: Answer) -> Answer:
    """The range asked for, where the build is still the client's (RFC 9110, 13.1.5 and 14); else the whole."""
    wanted = asked.headers.get("range", "").removeprefix("bytes=").removesuffix("-")
    builds = (answer.header("etag"), answer.header("last-modified"))
    if answer.status != 200 or not wanted.isdecimal() or asked.headers.get("if-range", builds[0]) not in builds:
        return answer
    start, size = int(wanted), len(answer.body)
    if start >= size:
        return Answer(416, b"", {**answer.headers, "Content-Range": f"bytes */{size}"})
    place = {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
    return Answer(206, answer.body[start:], {**answer.headers, **place})


def _send_head(handler: BaseHTTPRequestHandler, answer: Answer, size: int) -> None:
    handler.send_response_only(answer.status)
    handler.send_header("Date", answer.header("date") or handler.date_time_string())
    for name, value in answer.headers.items():
        if name.lower() != "date":
            handler.send_header(name, value)
    if answer.status != 304:
        handler.send_header("Content-Length", str(size))
    handler.end_headers()


def _send_body(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    with suppress(ConnectionError):
        handler.wfile.write(body)
        handler.wfile.flush()


def _drip(handler: BaseHTTPRequestHandler, body: bytes, seconds: float) -> None:
    """One byte in a while, for some time."""
    for place in range(min(len(body), int(seconds / 0.05))):
        time.sleep(0.05)
        _send_body(handler, body[place : place + 1])
