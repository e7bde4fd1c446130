"""Secrets stay secret: canaries wherever a person may put one, then everything said or written is searched for them.

A name and password in an address, keys of an object store, the password of a database and that of a proxy are looked
for in the words of commands, in tracebacks with all their causes, in Dagster's events, and in every file of a root.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

import dagster as dg
import fsspec
import pyarrow.parquet as pq
import pytest

from assets import definitions
from assets.resources import CorpusWorkspace
from pipelines.engine import InlineEngine
from pipelines.scope import Scope
from pipelines.store import Store, StoreError
from tests.command_line import lay_out, run

FIXTURES = Path(__file__).parent / "fixtures"
CANARY = "Kanarienvogel"
PROXY = f"http://user:{CANARY}@127.0.0.1:9"
SECRETS = {
    "AWS_ACCESS_KEY_ID": f"AKIA{CANARY}",
    "AWS_SECRET_ACCESS_KEY": f"{CANARY}/secret",
    "AWS_SESSION_TOKEN": f"{CANARY}-token",
    "FSSPEC_S3": json.dumps({"secret": CANARY}),
    "PGPASSWORD": CANARY,
    "HTTP_PROXY": PROXY,
    "HTTPS_PROXY": PROXY,
    "ALL_PROXY": PROXY,
}
"""The environment of somebody who gives every secret as he should."""

ADDRESS = f"s3://AKIA:{CANARY}@bucket/corpus"
UNTIL = ("--until", "documents", "--workers", "1", "--cells", "rada|2003")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment with every secret in it, and no way to a real service."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, secret in {**SECRETS, **{name.lower(): value for name, value in SECRETS.items()}}.items():
        monkeypatch.setenv(name, secret)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://store.invalid")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setitem(fsspec.config.conf, "s3", {"config_kwargs": {"retries": {"total_max_attempts": 1}}})


def leaks(folder: Path) -> list[str]:
    """Files below a folder in which the canary sings, packed or not."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        told = path.read_bytes()
        if path.suffix == ".parquet":
            told += repr((pq.read_metadata(path).metadata, pq.read_table(path).to_pydict())).encode()
        if CANARY.encode() in told or CANARY in path.name:
            found.append(str(path))
    return found


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize(
    ("words", "env", "told"),
    [
        (("run", "--dry-run", "--sources", str(FIXTURES), "--root", ADDRESS), {}, "held a password"),
        (("run", "--sources", str(FIXTURES), *UNTIL), {"CORPUS_ROOT": ADDRESS}, "held a password"),
        (("run", "--sources", ADDRESS, "--root", "data"), {}, "held a password"),
        (("run", "--sources", str(FIXTURES), "--root", "data", *UNTIL, "--evaluation", ADDRESS), {}, "held a password"),
        (("sweep", "--root", ADDRESS), {}, "held a password"),
        (("run", "--sources", str(FIXTURES), "--root", "s3://bucket/corpus", *UNTIL), {}, "cannot be reached"),
        (("run", "--sources", "s3://bucket/offer", "--root", "data"), {}, "cannot be reached"),
        pytest.param(
            ("fetch", "rada", "--sources", "sources", "--root", "data"), {}, "Error: ", marks=pytest.mark.slow
        ),
    ],
)
def test_what_a_command_says_holds_no_secret(
    words: tuple[str, ...], env: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong addresses and unreachable services are told without their secrets, and nothing is written of them."""
    monkeypatch.chdir(tmp_path)
    result = run(*words, env=env)
    assert result.exit_code
    assert told in result.output
    assert CANARY not in result.output
    assert leaks(tmp_path) == []


@pytest.mark.usefixtures("secrets")
def test_a_traceback_with_its_causes_holds_no_secret() -> None:
    """Dagster keeps and shows the whole chain of an error."""
    with pytest.raises(StoreError) as raised:
        Store("s3://bucket/corpus").find_manifest("documents", Scope("rada", "2003"))
    assert CANARY not in "".join(traceback.format_exception(raised.value))


def test_a_database_with_a_password_in_its_address_is_refused_without_it(tmp_path: Path) -> None:
    """The address of a register's database may stand in a file that others read."""
    settings = f'uri = "postgresql://reader:{CANARY}@db.example/court"\n'.encode()
    lay_out(tmp_path, {"sources/edrsr/postgres.toml": settings})
    result = run("run", "--sources", str(tmp_path / "sources"), "--root", str(tmp_path / "data"))
    assert result.exit_code == 1
    assert "Take the password out of uri" in result.output
    assert CANARY not in result.output


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("root", [pytest.param("", marks=pytest.mark.slow), ADDRESS])
def test_what_dagster_keeps_holds_no_secret(root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the events of a run that succeeds nor of one that fails for an address with a password."""
    monkeypatch.setenv("CORPUS_ROOT", root or str(tmp_path / "data"))
    monkeypatch.setenv("CORPUS_SOURCES", str(FIXTURES))
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            definitions.assets(),
            selection=["source_files", "documents"],
            partition_key="rada|2003",
            instance=instance,
            resources={"workspace": CorpusWorkspace(), "engine": InlineEngine()},
            raise_on_error=False,
        )
        kept = [event.to_json() for event in instance.all_logs(result.run_id)]
        (ran,) = instance.get_runs()
    assert result.success is not bool(root)
    assert not root or any("held a password" in event for event in kept)
    assert CANARY not in "".join([*kept, repr(ran)])
    assert leaks(tmp_path) == []


@pytest.mark.slow
def test_nothing_that_a_run_writes_holds_a_secret(tmp_path: Path) -> None:
    """The whole graph of a cell, release, reports and manifests included, and all that the run said."""
    command = [sys.executable, "-m", "pipelines.cli", "run", "--sources", str(FIXTURES), "--cells", "rada|2003"]
    done = subprocess.run(
        [*command, "--root", str(tmp_path / "data"), "--workers", "2"],
        env={**os.environ, **SECRETS},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (tmp_path / "data" / "release" / "main" / "report.html").exists()
    assert CANARY not in done.stdout + done.stderr
    assert leaks(tmp_path) == []
