"""Dagster with the settings of `docs/deploy`, on a real PostgreSQL, while its processes die."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests import postgres
from tests.backfill_66 import ASSETS, FIXTURES, backfilled, materialised
from tests.production import DEPLOY, Deployment, deployed

pytestmark = pytest.mark.slow

CELLS, PATIENCE = 12, 1200


def test_a_backfill_outlives_its_processes(tmp_path: Path) -> None:
    """Runs, database, daemon, web server and code server die, and every cell is made, as if nothing had been."""
    with deployed(tmp_path, FIXTURES) as deployment:
        ended = backfilled(deployment, CELLS, seed=0, patience=PATIENCE)
        assert ended.status == "COMPLETED_SUCCESS"
        assert set(ended.killed) == {"run", "database", "daemon", "webserver", "code"}
        assert ended.materialised == dict.fromkeys(ASSETS, CELLS)
        assert ended.different == []
        see_purge(deployment)
        see_secrets(deployment)


def see_purge(deployment: Deployment) -> None:
    """Of what is old the log goes, and what was materialised stays."""
    database = deployment.database
    database.run("UPDATE event_logs SET timestamp = timestamp - interval '91 days'")
    assert int(database.run("SELECT count(*) FROM event_logs WHERE asset_key IS NULL")) > 0
    database.run(*statements((DEPLOY / "purge.sql").read_text(encoding="utf-8")))
    assert int(database.run("SELECT count(*) FROM event_logs WHERE asset_key IS NULL")) == 0
    assert materialised(deployment) == dict.fromkeys(ASSETS, CELLS)


def see_secrets(deployment: Deployment) -> None:
    """The password of the database is in no file that a server wrote."""
    for path in deployment.home.rglob("*"):
        told = path.read_bytes() if path.is_file() else b""
        assert postgres.PASSWORD.encode() not in told, path
        assert quote(postgres.PASSWORD).encode() not in told, path


def statements(script: str) -> list[str]:
    """The statements of a script, without their ends."""
    return [statement for statement in map(str.strip, script.split(";")) if statement]
