"""Polite HTTP against a real server: pace, retries, limits, resumed downloads."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from pipelines.fetch.web import LONGEST_WAIT, Manners, PublisherError, Web
from pipelines.fetch.words import cause_of
from tests.publisher.server import PRANKS, Answer, Asked, Mischief, Publisher, partial

BODY = bytes(range(256)) * 300
OTHER = BODY[::-1]
QUICK = Manners("lexcorpus", per_second=2000, timeout_s=0.2, pause_s=0.01)
DATE = "Mon, 03 Mar 2025 03:00:00 GMT"


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now, self.slept, self._lock = 0.0, list[float](), threading.Lock()

    def __call__(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let that much time pass."""
        with self._lock:
            self.slept.append(round(seconds, 6))
            self.now += seconds


class Site:
    """Answers from a list, one after another, the last one again and again."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def __call__(self, _: Asked) -> Answer:
        """The next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def web() -> Iterator[Web]:
    """A web in a hurry."""
    with Web(QUICK) as opened:
        yield opened


def build(body: bytes, etag: str = '"one"') -> Answer:
    """A file that can be resumed."""
    return Answer(200, body, {"ETag": etag, "Last-Modified": DATE})


def test_requests_keep_the_pace() -> None:
    """Two a second: the first at once, each other half a second after the one before."""
    clock = Clock()
    manners = Manners("lexcorpus", per_second=2)
    with Publisher([Site(Answer(200))]) as there, Web(manners, sleep=clock.sleep, clock=clock) as web:
        for _ in range(5):
            web.get(there.url)
        assert clock.slept == [0.5] * 4
        assert web.requests == 5


def test_threads_share_one_pace() -> None:
    """Eight threads with forty requests at 200 a second need the time that one thread needs."""
    starts: list[float] = []
    manners = Manners("lexcorpus", per_second=200)
    with Publisher([Site(Answer(200))]) as there, Web(manners, sleep=starts.append, clock=lambda: 0.0) as web:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: web.get(there.url), range(40)))
        assert sorted(starts) == pytest.approx([turn / 200 for turn in range(1, 40)])


@pytest.mark.parametrize("status", [200, 204, 400, 403, 404, 410])
def test_statuses_that_tell_something_are_answers(web: Web, status: int) -> None:
    """The caller sees what the publisher says of the thing asked for."""
    with Publisher([Site(Answer(status, b"" if status == 204 else b"x", {"X-Told": "yes"}))]) as there:
        reply = web.get(there.url, [("id", "ECLI:NL"), ("id", "два")])
    assert (reply.status, reply.headers["x-told"]) == (status, "yes")
    assert there.asked[0].query == {"id": ["ECLI:NL", "два"]}
    assert there.asked[0].headers["user-agent"] == "lexcorpus"


def test_what_did_not_change_is_304(web: Web) -> None:
    """A conditional request is passed on, and its answer too."""
    with Publisher([Site(build(BODY))]) as there:
        assert web.get(there.url, headers={"If-None-Match": '"one"'}).status == 304
        assert web.get(there.url, headers={"If-Modified-Since": DATE}).status == 304
        assert web.get(there.url, headers={"If-None-Match": '"two"'}).body == BODY


@pytest.mark.parametrize("prank", [prank for prank in PRANKS if prank != "overload"])
def test_trouble_on_the_way_is_tried_again(web: Web, prank: str, tmp_path: Path) -> None:
    """Whatever goes wrong twice, the third answer is the body, whole, by either way of asking."""
    with Publisher([Site(build(BODY))], Mischief(1, 1.0, (prank,), most=2)) as there:
        web.download(f"{there.url}/download", tmp_path / "part", limit=1 << 20)
        assert (tmp_path / "part").read_bytes() == BODY
        assert web.get(f"{there.url}/get").body == BODY
        assert len(there.asked) == 6


def test_a_host_that_stays_down_is_told_in_one_sentence() -> None:
    """After all tries, with longer and longer pauses between them, comes an error that names the address."""
    clock = Clock()
    manners = Manners("lexcorpus", per_second=1000, tries=4)
    with Publisher([Site(Answer(500))]) as there, Web(manners, sleep=clock.sleep, clock=clock) as web:
        with pytest.raises(PublisherError, match=r"http://127\.0\.0\.1:\d+/x could not be fetched \(status 500\): see"):
            web.get(f"{there.url}/x")
        assert [pause for pause in clock.slept if pause >= 1] == [1.0, 2.0, 4.0]
    with Web(manners, sleep=clock.sleep, clock=clock) as web, pytest.raises(PublisherError, match="connection failed"):
        web.get(there.url)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Mon, 03 Mar 2025 03:01:40 GMT", "Date": DATE}, 100.0),
        ({"Retry-After": "soon"}, 1.0),
        ({}, 1.0),
    ],
)
def test_a_busy_host_is_left_alone_as_long_as_it_asks(headers: dict[str, str], wait: float) -> None:
    """Retry-After in seconds or as a date, counted from the answer's own; without it the first pause."""
    clock = Clock()
    site = Site(Answer(503, b"", headers), Answer(200, b"open"))
    with Publisher([site]) as there, Web(Manners("l", 1000), sleep=clock.sleep, clock=clock) as web:
        assert web.get(there.url).body == b"open"
    assert clock.now == pytest.approx(wait)


def test_a_host_that_wants_hours_is_left_for_the_next_run(web: Web) -> None:
    """Nobody waits longer than a quarter of an hour within a run."""
    with Publisher([Site(Answer(429, b"", {"Retry-After": str(LONGEST_WAIT + 1).removesuffix(".0")}))]) as there:
        with pytest.raises(PublisherError, match=r"status 429\): run again after \d\d\.\d\d\. \d\d:\d\d UTC"):
            web.get(there.url)
        assert len(there.asked) == 1


def test_bodies_have_a_limit(web: Web, tmp_path: Path) -> None:
    """Announced, sent or unpacked from gzip: what is larger than allowed is refused, once."""
    bomb = Answer(200, gzip.compress(bytes(1 << 20)), {"Content-Encoding": "gzip"})
    with Publisher([Site(bomb, build(BODY), build(BODY))]) as there:
        with pytest.raises(PublisherError, match="larger than 100000 bytes"):
            web.get(there.url, limit=100_000)
        with pytest.raises(PublisherError, match="larger than 1000 bytes"):
            web.get(there.url, limit=1000)
        with pytest.raises(PublisherError, match="larger than 1000 bytes"):
            web.download(there.url, tmp_path / "part", limit=1000)
        assert len(there.asked) == 3


def test_redirects_are_followed_but_not_where_robots_are_unwanted() -> None:
    """The address reached is told; a shunned host is never asked; a circle is an error."""

    def site(asked: Asked) -> Answer:
        targets = {"/old": "/new", "/out": "http://shunned.example/x", "/round": "/round"}
        return Answer(302, b"", {"Location": targets[asked.path]}) if asked.path in targets else Answer(200, b"here")

    manners = Manners("lexcorpus", 2000, shunned=("shunned.example",))
    with Publisher([site]) as there, Web(manners) as web:
        assert web.get(f"{there.url}/old").url == f"{there.url}/new"
        with pytest.raises(PublisherError, match=r"sends robots to http://shunned\.example/x"):
            web.get(f"{there.url}/out")
        with pytest.raises(PublisherError, match="in a circle"):
            web.get(f"{there.url}/round")


@pytest.mark.parametrize(("url", "mend"), [("nonsense", "cannot be asked"), ("ftp://x.example/a", "cannot be asked")])
def test_an_address_that_is_none_is_told_at_once(web: Web, url: str, mend: str) -> None:
    """A slip in the settings is not tried six times."""
    with pytest.raises(PublisherError, match=mend):
        web.get(url)


def test_other_refusals_are_errors_at_once(web: Web) -> None:
    """A status that no caller can use ends the asking."""
    with Publisher([Site(Answer(401))]) as there:
        with pytest.raises(PublisherError, match="answered 401"):
            web.get(there.url)
        assert len(there.asked) == 1


def raw(head: str, body: bytes = b"") -> Iterator[str]:
    """A server that answers everything with these very bytes, and then hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    client.recv(1 << 16)
                    client.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)


def test_a_length_that_is_told_twice_counts_once(web: Web, tmp_path: Path) -> None:
    """Two equal Content-Length headers are one (RFC 9110, 8.6)."""
    head = "HTTP/1.1 200 OK\nContent-Length: 3\nContent-Length: 3\nConnection: close"
    with contextmanager(raw)(head, b"abc") as url:
        assert web.download(url, tmp_path / "part", limit=99).status == 200
    assert (tmp_path / "part").read_bytes() == b"abc"


def test_a_redirect_to_no_address_is_one_sentence(web: Web) -> None:
    """It is tried again like any failure, and then told."""
    with Publisher([Site(Answer(302, b"", {"Location": "http://[bad/"}))]) as there:
        with pytest.raises(PublisherError, match="redirected to what is no address"):
            web.get(there.url)
        assert len(there.asked) == QUICK.tries


def test_secrets_of_an_address_are_not_told(web: Web) -> None:
    """Neither a password nor what was asked stands in a message."""
    with Publisher([Site(Answer(401))]) as there:
        address = there.url.replace("http://", "http://me:secret@") + "/list?token=secret"
        with pytest.raises(PublisherError, match=r"/list answered 401") as raised:
            web.get(address)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (requests.exceptions.SSLError("certificate verify failed"), "its certificate is not trusted"),
        (requests.exceptions.SSLError("record layer failure"), "it speaks no TLS"),
        (requests.ReadTimeout(), "no answer came in time"),
        (requests.ConnectionError("NameResolutionError('x')"), "no host of that name is found"),
        (requests.ConnectionError(), "the connection failed: ConnectionError"),
    ],
)
def test_the_cause_of_a_failure_is_told(error: Exception, cause: str) -> None:
    """A person sees whether to mend a certificate, a name or a line."""
    assert cause_of(error) == cause


# --- downloads ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_a_download_is_whole_whatever_happens(seed: int, tmp_path: Path) -> None:
    """Cut, dripped, rebuilt, overlong, busy in any order: the file is the publisher's last build, byte for byte."""
    mischief = Mischief(seed, 0.9, PRANKS, most=5, drip_s=0.3)
    with Publisher([Site(build(BODY))], mischief) as there, Web(QUICK) as web:
        reply = web.download(f"{there.url}/a", tmp_path / "part", limit=1 << 20)
    assert (reply.status, reply.body, (tmp_path / "part").read_bytes()) == (200, b"", BODY)


def interrupted(part: Path, url: str, size: int) -> None:
    """What a killed download of the build "one" leaves behind."""
    part.write_bytes(BODY[:size])
    note = {"url": url, "etag": '"one"', "modified": DATE, "length": len(BODY)}
    part.with_name(f"{part.name}.json").write_text(json.dumps(note))


@pytest.mark.parametrize(("held", "rest"), [(1, len(BODY) - 1), (50_000, 26_800), (len(BODY), 1)])
def test_a_killed_download_goes_on_where_it_was(web: Web, tmp_path: Path, held: int, rest: int) -> None:
    """Only the rest is sent; of a file that is whole, the last byte, which shows that it is still that file."""
    with Publisher([Site(build(BODY))]) as there:
        interrupted(tmp_path / "part", there.url, held)
        assert web.download(there.url, tmp_path / "part", limit=1 << 20).status == 200
    assert (tmp_path / "part").read_bytes() == BODY
    assert web.received == rest


@pytest.mark.parametrize("answer", [build(OTHER, '"two"'), build(OTHER[:9], '"two"'), Answer(200, OTHER)])
def test_a_file_that_changed_meanwhile_is_begun_anew(web: Web, tmp_path: Path, answer: Answer) -> None:
    """Another build, a shorter one, or one that says nothing of itself: no byte of the old one stays."""
    with Publisher([Site(answer)]) as there:
        interrupted(tmp_path / "part", there.url, 50_000)
        web.download(there.url, tmp_path / "part", limit=1 << 20)
    assert (tmp_path / "part").read_bytes() == answer.body


def test_a_server_that_ignores_if_range_is_seen_through(web: Web, tmp_path: Path) -> None:
    """A range of another build under the old build's condition is not spliced."""

    def careless(asked: Asked) -> Answer:
        plain = {name: value for name, value in asked.headers.items() if name != "if-range"}
        return partial(Asked("GET", asked.path, {}, plain), build(OTHER, '"two"'))

    with Publisher([careless]) as there:
        interrupted(tmp_path / "part", there.url, 50_000)
        web.download(there.url, tmp_path / "part", limit=1 << 20)
    assert (tmp_path / "part").read_bytes() == OTHER


def test_what_is_held_of_another_address_is_not_used(web: Web, tmp_path: Path) -> None:
    """A part that belongs to last month's address is begun anew."""
    with Publisher([Site(build(OTHER))]) as there:
        interrupted(tmp_path / "part", "http://127.0.0.1/elsewhere", 50_000)
        web.download(there.url, tmp_path / "part", limit=1 << 20)
    assert (tmp_path / "part").read_bytes() == OTHER


def test_a_download_that_comes_on_is_not_given_up(tmp_path: Path) -> None:
    """A line that breaks every few kilobytes needs more tries than are allowed in a row."""
    mischief, manners = Mischief(1, 1.0, ("cut",), most=7), Manners("l", 2000, 3, timeout_s=0.02, pause_s=0.01)
    with Publisher([Site(build(BODY))], mischief) as there, Web(manners) as web:
        web.download(there.url, tmp_path / "part", limit=1 << 20)
    assert (tmp_path / "part").read_bytes() == BODY
    assert len(there.asked) == 8


@pytest.mark.parametrize("status", [403, 404])
def test_a_download_that_is_not_there_leaves_nothing(web: Web, tmp_path: Path, status: int) -> None:
    """The caller sees the status; no file is made of an error page."""
    with Publisher([Site(Answer(status, b"<html>"))]) as there:
        assert web.download(there.url, tmp_path / "part", limit=1 << 20).status == status
    assert not (tmp_path / "part").exists()
