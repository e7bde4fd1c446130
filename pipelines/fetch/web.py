"""Polite HTTP: a pace, retries with back-off, limits, downloads that go on where they broke off.

What belongs here: everything that holds for any publisher. What does not: addresses and their meaning (one module
per publisher), and where a body is kept (`landing.py`). Statuses, ranges and validators are those of RFC 9110.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from pipelines.fetch.resume import Stretch, forget, held_of, keep_build, range_headers, stretch_of
from pipelines.fetch.words import cause_of, hour_after, retry_after, shown
from pipelines.sources.folder import SourceError

LEAST_RATE = 16 << 10
"""Bytes a second below which, over a whole time-out, a body is dripped, not sent."""

LONGEST_WAIT = 900.0
"""Seconds a publisher may ask us to stay away within one run; whoever asks for more is left for the next run."""

REDIRECTS = 5
"""Most redirects followed for one answer; each is a request of its own, at the pace."""

ANSWERS = (304, 400, 403, 404, 410)
"""Statuses beside 2xx that tell something about what was asked for, so that the caller must see them."""

_BUSY = (429, 503)
_BLOCK = 1 << 16
_BROKEN = (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError)


class PublisherError(SourceError):
    """A publisher did not give what was asked for, after all tries; the sentence says how to mend it."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a publisher wants to be asked: requests a second over all threads, seconds without an answer, first pause.

    `shunned` are hosts that do not want robots: a redirect there is an error, and is not followed.
    """

    user_agent: str
    per_second: float
    tries: int = 6
    timeout_s: float = 60.0
    pause_s: float = 1.0
    shunned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: header names in lower case; `url` is where it came from, after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""


class Web:
    """One publisher's web, asked by any number of threads at one pace. Use it in a `with` statement."""

    def __init__(
        self,
        manners: Manners,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._manners, self._sleep, self._clock = manners, sleep, clock
        self._lock = threading.Lock()
        self._turn = 0.0
        self.requests = 0
        self.received = 0
        self._session = requests.Session()
        self._session.headers["User-Agent"] = manners.user_agent
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # no answer colours the next

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(
        self,
        url: str,
        params: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 64 << 20,
    ) -> Reply:
        """The answer to a request: 2xx, or one of `ANSWERS`.

        A lost connection, silence or a drip, 429, 5xx and a body shorter than announced are tried again.

        Raises:
            PublisherError: all tries failed, the status is another one, or the body is over `limit` bytes.
        """

        def attempt() -> Reply:
            with self._ask(url, params, headers or {}) as response:
                body = bytearray()
                for piece in self._pieces(response, decode=True):
                    body += piece
                    _refuse_large(url, len(body), limit)
                return Reply(response.status_code, _lower(response), bytes(body), response.url)

        return self._persist(url, attempt)

    def download(self, url: str, part: Path, *, limit: int) -> Reply:
        """Stream a body to the file `part`, going on where an earlier download of the same build broke off.

        What tells one build from another (ETag, Last-Modified, length) is kept beside it, in `part`.json. A file
        that changed meanwhile is begun anew. The reply has status 200 and no body when the file is whole; one of
        `ANSWERS` leaves `part` as it was. Tries that brought the file on by more than a drip are not counted.

        Raises:
            PublisherError: as for `get`.
        """

        def attempt() -> Reply:
            held = held_of(part, url)
            try:
                with self._ask(url, (), {"Accept-Encoding": "identity", **range_headers(held)}) as response:
                    headers = _lower(response)
                    if response.status_code not in ANSWERS:
                        self._receive(response, part, stretch_of(response.status_code, headers, held, url), limit)
                        return Reply(200, headers, b"", response.url)
                    return Reply(response.status_code, headers, b"", response.url)
            except _Changed:
                forget(part)
                raise

        return self._persist(url, attempt, lambda: part.stat().st_size if part.exists() else 0)

    def hold(self, seconds: float) -> None:
        """Let the publisher rest: no thread's next request before `seconds` have passed."""
        with self._lock:
            self._turn = max(self._turn, self._clock() + seconds)

    # --- one request ------------------------------------------------------------------------------

    def _ask(self, url: str, params: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> requests.Response:
        """One answer whose body is still to be read; redirects followed."""
        for _ in range(REDIRECTS):
            self._await_turn()
            response = self._send(url, params, headers)
            target = self._session.get_redirect_target(response)
            if target is None:
                return self._judged(response)
            response.close()
            url, params = urljoin(response.url, target), ()
            if urlsplit(url).hostname in self._manners.shunned:
                raise PublisherError(
                    f"{shown(response.url)} sends robots to {shown(url)}, where none are wanted: check the address and "
                    "the agent in publishers.toml."
                )
        raise PublisherError(f"{shown(url)} is redirected in a circle: correct its address in publishers.toml.")

    def _send(self, url: str, params: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> requests.Response:
        """The head of the answer to one request; requests looks at where it redirects to."""
        try:
            return self._session.get(
                url,
                params=list(params),
                headers=dict(headers),
                stream=True,
                timeout=self._manners.timeout_s,
                allow_redirects=False,
            )
        except requests.RequestException:
            raise
        except ValueError as error:
            raise _Setback("it is redirected to what is no address") from error

    def _judged(self, response: requests.Response) -> requests.Response:
        """The response, where its status is one to be read."""
        status = response.status_code
        if 200 <= status < 300 or status in ANSWERS:
            return response
        headers = _lower(response)
        response.close()
        if status == 416:  # what is held is longer than the file: it changed
            raise _Changed("the file changed meanwhile")
        if status in _BUSY or status >= 500:
            raise _Setback(f"status {status}", wait=retry_after(headers), everyone=status in _BUSY)
        raise PublisherError(
            f"{shown(response.url)} answered {status}: correct its address or manners in publishers.toml."
        )

    def _pieces(self, response: requests.Response, *, decode: bool) -> Iterator[bytes]:
        """The body as it arrives; `_Setback` where it is dripped. urllib3 sees that it has the announced length."""
        since, got = self._clock(), 0
        while piece := response.raw.read1(_BLOCK, decode_content=decode):
            got += len(piece)
            with self._lock:
                self.received += len(piece)
            yield piece
            elapsed = self._clock() - since
            if elapsed > self._manners.timeout_s:
                if got < elapsed * LEAST_RATE:
                    raise _Setback("the answer only drips")
                since, got = self._clock(), 0

    def _receive(self, response: requests.Response, part: Path, stretch: Stretch | None, limit: int) -> None:
        """Write a body to `part`, from the start of its stretch."""
        if stretch is None:
            raise _Changed("the file changed meanwhile")
        build, start = stretch.build, stretch.start
        _refuse_large(build.url, build.length or 0, limit)
        with part.open("r+b" if start else "wb") as file:
            if not start:
                keep_build(part, build)
            file.seek(start)
            for piece in self._pieces(response, decode=False):
                file.write(piece)
                _refuse_large(build.url, file.tell(), limit)
            size = file.tell()
        if build.length not in (None, size):
            raise _Changed(f"{size} bytes came instead of {build.length}")

    # --- pace and patience ------------------------------------------------------------------------

    def _await_turn(self) -> None:
        """Sleep until it is this request's turn; turns are given out one by one, `per_second` of them."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._turn)
            self._turn = turn + 1 / self._manners.per_second
            self.requests += 1
        if turn > now:
            self._sleep(turn - now)

    def _persist(self, url: str, attempt: Callable[[], Reply], reached: Callable[[], int] = int) -> Reply:
        """Try until there is an answer, or too many tries in a row brought nothing; `reached` tells the bytes held."""
        failed, held = 0, reached()
        while True:
            try:
                return attempt()
            except _Setback as met:
                setback = met
            except _BROKEN as error:
                setback = _Setback(cause_of(error))
            except requests.RequestException as error:
                raise PublisherError(f"{shown(url)} cannot be asked: correct it in publishers.toml.") from error
            fruitful = reached() >= held + LEAST_RATE * self._manners.timeout_s
            failed, held = 1 if fruitful else failed + 1, reached()  # less than before where the file was begun anew
            wait = self._manners.pause_s * 2 ** (failed - 1) if setback.wait is None else setback.wait
            if wait > LONGEST_WAIT:
                raise PublisherError(
                    f"{shown(url)} could not be fetched ({setback}): run again after {hour_after(wait)}."
                )
            if failed >= self._manners.tries:
                raise PublisherError(
                    f"{shown(url)} could not be fetched ({setback}): see whether it is up, and run again."
                )
            if setback.everyone:
                self.hold(wait)
            else:
                self._sleep(wait)


class _Setback(Exception):
    """A try that failed and may be repeated: after `wait` seconds where the publisher says so, by `everyone`."""

    def __init__(self, why: str, *, wait: float | None = None, everyone: bool = False) -> None:
        super().__init__(why)
        self.wait, self.everyone = wait, everyone


class _Changed(_Setback):
    """What is held of a file is no beginning of it: to be begun anew."""


def _lower(response: requests.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _refuse_large(url: str, size: int, limit: int) -> None:
    if size > limit:
        raise PublisherError(f"{shown(url)} is larger than {limit} bytes: see what it is, or raise the limit.")
