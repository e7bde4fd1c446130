"""The data root on an object store: a real S3 server on this machine, the same bytes as on a disk."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.engine import InlineEngine
from pipelines.run import run_graph
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Workspace
from pipelines.store import MANIFEST

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:datetime.datetime.utc:DeprecationWarning"),  # inside the server's library
]

FIXTURES = Path(__file__).parent / "fixtures"
CELLS = [Scope("edrsr", "2006"), Scope("rada", "2003")]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of its own on a local S3 server, found by the environment as a user's would be."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    name = f"corpus-{uuid.uuid4().hex[:8]}"
    place = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=place)
    yield name
    server.stop()


def test_a_corpus_on_s3_is_the_one_on_disk(bucket: str, tmp_path: Path) -> None:
    """The same manifests, hashes included; a second run computes nothing; a leftover is swept."""
    far, near = Workspace(str(FIXTURES), f"s3://{bucket}/corpus"), Workspace(str(FIXTURES), str(tmp_path))
    there = run_graph(CELLS, far, InlineEngine())
    here = run_graph(CELLS, near, InlineEngine())
    assert [report.manifest for report in there] == [report.manifest for report in here]
    assert sum(report.computed for report in run_graph(CELLS, far, InlineEngine())) == 0

    released = "main/manifest.json"
    assert far.store.get(far.store.path("release", EVERYTHING, released)) == near.store.get(
        near.store.path("release", EVERYTHING, released)
    )
    leftover = far.store.path("documents", CELLS[0], f"part-{'0' * 32}.parquet")
    far.store.put(leftover, b"half")
    assert far.store.sweep() == [leftover]
    assert far.store.filesystem().exists(far.store.path("documents", CELLS[0], MANIFEST))
