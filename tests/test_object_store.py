"""The data root on an object store: a real S3 server on this machine, the same bytes as on a disk, whatever fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

from pipelines.engine import InlineEngine
from pipelines.report.promotion import files_of_release
from pipelines.report.publishing import Publication, place_of
from pipelines.run import run_graph
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Workspace
from pipelines.store import MANIFEST, Manifest, Overtaken, Ref, Store, StoreError
from pipelines.store_sweep import sweep
from tests.faults.proxy import KINDS, Faults, Proxy, proxied
from tests.test_publishing import TOLD, begin, held, listing
from tests.test_store import CELL, make_shard

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:datetime.datetime.utc:DeprecationWarning"),  # inside the server's library
]

FIXTURES = Path(__file__).parent / "fixtures"
CASES, ACTS = [Scope("edrsr", "2006")], [Scope("rada", "2003")]
CALM = Faults(0)
PATIENCE = {"read_timeout": 1.5, "connect_timeout": 2}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    """A local S3 server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@pytest.fixture
def proxy(server: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy before the server, found by the environment as a user's would be; it begins without faults."""
    with proxied(server, CALM, patience=2) as proxy:
        settings = {
            "AWS_ENDPOINT_URL": proxy.url,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "eu-central-1",
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        be_patient(monkeypatch)
        yield proxy
        type(Store("s3://any").filesystem()).clear_instance_cache()


def be_patient(monkeypatch: pytest.MonkeyPatch, **more: object) -> None:
    """How a user would set what s3fs takes, by fsspec's own configuration."""
    monkeypatch.setitem(fsspec.config.conf, "s3", {"config_kwargs": {**PATIENCE, **more}})


@pytest.fixture
def root(proxy: Proxy) -> str:
    """The address of a folder in a bucket of its own."""
    import boto3

    bucket = f"corpus-{uuid.uuid4().hex[:8]}"
    boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return f"s3://{bucket}/corpus"


def test_a_corpus_made_while_requests_fail_is_the_one_on_disk(root: str, proxy: Proxy, tmp_path: Path) -> None:
    """With 5 % of all requests failing in every way the manifests, hashes included, and the release are the same.

    What is new is left out of the first two listings, too.

    A second run computes nothing, and a leftover is swept.
    """
    far, near = Workspace(str(FIXTURES), root), Workspace(str(FIXTURES), str(tmp_path))
    proxy.faults = Faults(0.05, lag=2)
    there = run_graph(CASES, far, InlineEngine())
    assert set(KINDS) <= set(proxy.met)
    here = run_graph(CASES, near, InlineEngine())
    assert [report.manifest for report in there] == [report.manifest for report in here]
    proxy.faults = CALM
    assert sum(report.computed for report in run_graph(CASES, far, InlineEngine())) == 0

    released = "main/manifest.json"
    assert far.store.get(far.store.path("release", EVERYTHING, released)) == near.store.get(
        near.store.path("release", EVERYTHING, released)
    )
    for report in there:
        for shard in report.manifest.shards:
            body = far.store.read_bytes(Ref(report.asset, report.scope, shard))
            assert body == near.store.read_bytes(Ref(report.asset, report.scope, shard))
    leftover = far.store.path("documents", CASES[0], f"part-{'0' * 32}.parquet")
    far.store.put(leftover, b"half")
    assert sweep(far.store) == [leftover]
    assert far.store.filesystem().exists(far.store.path("documents", CASES[0], MANIFEST))


def test_a_run_that_cannot_go_on_is_finished_by_the_next(
    root: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the store fails for good the run ends in one sentence; what was done stays done."""
    be_patient(monkeypatch, retries={"total_max_attempts": 2})
    far = Workspace(str(FIXTURES), root)
    proxy.faults = replace(CALM, codes=((f"/{root.removeprefix('s3://')}/sections/", 503, "SlowDown"),))
    with pytest.raises(
        StoreError, match=r"keeps failing at s3://.*/sections/.* \(SlowDown\): run again when it is well"
    ):
        run_graph(ACTS, far, InlineEngine(), until="sections")
    proxy.faults = CALM
    reports = run_graph(ACTS, far, InlineEngine(), until="sections")
    assert {report.asset: report.computed for report in reports if report.computed} == {"sections": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_gets_by_with_every_fault(root: str, proxy: Proxy, kind: str) -> None:
    """A third of the requests fail in one way: what is written, committed, listed and read is right all the same."""
    store = Store(root)
    proxy.faults = Faults(0.35, seed=1, kinds=(kind,))
    shards = tuple(make_shard(store, name) for name in "abcd")
    first, second = (Manifest("asset", CELL, version, shards) for version in "12")
    store.commit_over(None, first)
    store.commit_over(first, second)
    assert store.manifests("asset") == [second]
    assert set(store.finished("asset", CELL)) == {shard.task for shard in shards}
    for columns in (None, ["id"]):
        read = [store.read_table(Ref("asset", CELL, shard), columns)["id"].to_pylist() for shard in shards]
        assert read == [[f"{name}{number}" for number in range(3)] for name in "abcd"]
    assert proxy.met[kind]


@pytest.mark.parametrize("seed", range(8))
def test_a_large_file_is_read_in_ranges(root: str, proxy: Proxy, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is larger than one answer may be is fetched in parts, and is whole although any answer breaks off."""
    monkeypatch.setattr("pipelines.store_s3.HELD", 1000)
    store, body = Store(root), bytes(range(256)) * 20
    store.put(store.path("asset", CELL, "large"), body)
    proxy.faults = Faults(0.3, seed, kinds=("broken", "short"))
    assert store.get(store.path("asset", CELL, "large")) == body
    assert sum(proxy.met[kind] for kind in KINDS)


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (403, "InvalidAccessKeyId", r"refuses s3://.* \(InvalidAccessKeyId\): see that AWS_PROFILE"),
        (403, "AccessDenied", "their role may read, write, list and delete"),
        (404, "NoSuchBucket", "There is no bucket for s3://.*: create it, or mend the address"),
    ],
)
def test_what_a_person_must_mend_is_one_sentence(root: str, proxy: Proxy, status: int, code: str, told: str) -> None:
    """Wrong credentials, missing rights and a missing bucket are told apart, reading and writing alike."""
    proxy.faults = replace(CALM, codes=(("/corpus-", status, code),))
    store = Store(root)
    attempts: list[Callable[[], object]] = [
        lambda: store.find_manifest("asset", CELL),
        lambda: store.manifests("asset"),
        lambda: make_shard(store, "a"),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError, match=told):
            attempt()


def test_a_store_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, root: str) -> None:
    """An endpoint nobody listens at is told by its address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    be_patient(monkeypatch, retries={"total_max_attempts": 1})
    with pytest.raises(StoreError, match=r"at http://127\.0\.0\.1:9 cannot be reached"):
        Store(root).find_manifest("asset", CELL)


def test_no_reader_believes_a_listing(root: str, proxy: Proxy) -> None:
    """No listing ever names what is new: manifests are found, their shards stay, and a release is whole."""
    store, cells = Store(root), [Scope("edrsr", str(year)) for year in (2004, 2005, 2006)]
    shards = [make_shard(store, name) for name in "abc"]
    proxy.faults = replace(CALM, lag=1000)
    for cell, shard in zip(cells, shards, strict=True):
        store.commit_over(None, Manifest("asset", cell, "1", (shard,)))
    store.commit(Manifest("asset", CELL, "1", tuple(shards)))
    assert [manifest.scope for manifest in store.manifests("asset")] == [*cells, CELL]
    assert sweep(store) == []
    for body, names in ((b"one", "abc"), (b"two", "bcd")):
        draft = begin(store)
        for name in names:
            draft.put(name, body)
        draft.finish(listing(*names), set(names))
    assert [store.get(place_of(store, "main", name)) for name in files_of_release(store, "main")] == [b"two"] * 3


def test_cells_from_before_they_were_listed(root: str) -> None:
    """A root of an earlier version has no list of cells: the next commit makes it, from listings of many pages."""
    store, years = Store(root), range(1990, 2110)
    manifests = [Manifest("asset", Scope("edrsr", str(year)), "1", ()) for year in years]
    bodies = {store.path("asset", each.scope, MANIFEST): each.to_json().encode() for each in manifests}
    store.filesystem().pipe(bodies)
    assert store.manifests("asset") == manifests
    store.commit_over(None, more := Manifest("asset", Scope("rada", "2003"), "1", ()))
    assert store.manifests("asset") == [*manifests, more]


def race(root: str, name: str, rounds: int, barrier: object, told: object) -> None:
    """One of two runs that commit the same cell at the same moment, again and again."""
    store = Store(root)
    for number in range(rounds):
        cell = Scope("edrsr", str(2000 + number))
        barrier.wait()  # type: ignore[attr-defined]
        try:
            store.commit_over(None, Manifest("asset", cell, name, (make_shard(store, f"{name}{number}"),)))
            told.put((number, name))  # type: ignore[attr-defined]
        except Overtaken:
            told.put((number, ""))  # type: ignore[attr-defined]


@pytest.mark.parametrize("place", ["disk", "S3"])
def test_of_two_runs_one_wins(place: str, root: str, tmp_path: Path) -> None:
    """Two processes commit different content eight times over: each time one does, and its manifest stands whole."""
    address, rounds = (root if place == "S3" else str(tmp_path)), 8
    context = multiprocessing.get_context("spawn")
    barrier, told = context.Barrier(2, timeout=120), context.Queue()
    runs = [context.Process(target=race, args=(address, name, rounds, barrier, told)) for name in ("one", "other")]
    for run in runs:
        run.start()
    said = [told.get(timeout=120) for _ in range(2 * rounds)]
    for run in runs:
        run.join()
    winners = dict(pair for pair in said if pair[1])
    assert Counter(number for number, name in said if name) == dict.fromkeys(range(rounds), 1)
    stands = {int(m.scope.year) - 2000: m.version for m in Store(address).manifests("asset")}
    assert stands == winners


def fill(root: str, name: str, barrier: object, told: object) -> None:
    """One of two runs that publish a release at the same moment."""
    said = ""
    try:
        draft = begin(Store(root))
    except Overtaken as error:
        draft, said = None, str(error)
    barrier.wait()  # type: ignore[attr-defined]
    try:
        if draft:
            publish(draft, name)
    except Overtaken as error:
        said = str(error)
    told.put((name, said))  # type: ignore[attr-defined]


def publish(draft: Publication, name: str) -> None:
    """Nine files, of which one is no other run's; whoever is called `dead` is killed after the first."""
    names = [*map(str, range(8)), name]
    for each in names:
        draft.put(each, name.encode())
        if name == "dead":
            os.kill(os.getpid(), signal.SIGKILL)
    draft.finish(listing(*names), names)


@pytest.mark.parametrize("place", ["disk", "S3"])
def test_of_two_that_publish_one_wins(place: str, root: str, tmp_path: Path) -> None:
    """Two processes fill one folder: one is told, and the files of the other lie there, and only they.

    Then one is killed while it does, and the next run publishes at once.
    """
    address = root if place == "S3" else str(tmp_path)
    context = multiprocessing.get_context("spawn")
    barrier, told = context.Barrier(2, timeout=120), context.Queue()
    runs = [context.Process(target=fill, args=(address, name, barrier, told)) for name in ("one", "other")]
    for run in runs:
        run.start()
    said = dict(told.get(timeout=120) for _ in runs)
    winner = min(said, key=lambda name: said[name])
    loser = max(said, key=lambda name: said[name])
    assert said[winner] == ""
    assert said[loser].startswith(TOLD)
    assert held(Store(address)) == {name: winner.encode() for name in [*map(str, range(8)), winner]}

    nobody_else = context.Barrier(1)
    dead = context.Process(target=fill, args=(address, "dead", nobody_else, told))
    dead.start()
    dead.join()
    assert dead.exitcode == -signal.SIGKILL
    fill(address, "next", nobody_else, told)
    assert told.get(timeout=120) == ("next", "")
    assert set(held(Store(address)).values()) == {b"next"}
    for run in runs:
        run.join()
