"""Dagster as it runs in production: PostgreSQL, a code server, a web server and a daemon, each a process of its own.

What belongs here: starting and killing them, with the commands and settings of `docs/deploy`, and asking the web
server. What does not: what is expected of them (`test_production.py`, `backfill_66.py`).
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests import postgres

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "docs" / "deploy"
PROGRAMS = Path(sys.executable).parent
PATIENCE = 180
"""Seconds a server may take to answer."""

WORKSPACE = "load_from: [{grpc_server: {host: 127.0.0.1, port: %d, location_name: lexcorpus}}]\n"


class Unanswered(AssertionError):
    """A server did not come up, or refused what it was asked."""


@dataclass(slots=True)
class Deployment:
    """Servers by name, and where they keep their things."""

    home: Path
    environment: Mapping[str, str]
    database: postgres.Server
    ports: Mapping[str, int]
    servers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a server that is down; its words go on in its log."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.servers[name] = subprocess.Popen(
                _command(name, self.ports),
                cwd=self.home,
                env={**service(name).get("environment", {}), **self.environment},
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self, name: str) -> None:
        """End a server and everything it started, as the loss of its container would."""
        server = self.servers.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    def wait(self, name: str) -> None:
        """Until a server listens."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.servers[name].poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.ports[name]), 1):
                return
            time.sleep(0.3)
        raise Unanswered(f"{name} did not come up; it said:\n{self.said(name)[-3000:]}")

    def said(self, name: str) -> str:
        """The log of a server."""
        return (self.home / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The answer of the web server to a question in GraphQL."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports['webserver']}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        if "errors" in told:
            raise Unanswered(str(told["errors"]))
        return told["data"]


@contextmanager
def deployed(place: Path, sources: Path, **environment: str) -> Iterator[Deployment]:
    """All servers, over a folder of sources and a data root of their own, for the time of one `with`."""
    ports = {name: free_port() for name in ("database", "code", "webserver")}
    home = place / "home"
    home.mkdir()
    (home / "dagster.yaml").write_bytes((DEPLOY / "dagster.yaml").read_bytes())
    (home / "workspace.yaml").write_text(WORKSPACE % ports["code"], encoding="utf-8")
    with postgres.running(ports["database"]) as database:
        told = {**os.environ, **_database(ports), "DAGSTER_HOME": str(home), "CORPUS_SOURCES": str(sources)}
        told |= {"CORPUS_ROOT": str(place / "data"), "CORPUS_WORKERS": "1", **environment}
        deployment = Deployment(home, told, database, ports)
        try:
            deployment.start("code")
            deployment.wait("code")
            deployment.start("webserver")
            deployment.start("daemon")
            deployment.wait("webserver")
            yield deployment
        finally:
            for name in list(deployment.servers):
                deployment.kill(name)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _database(ports: Mapping[str, int]) -> dict[str, str]:
    """What `docs/deploy/dagster.yaml` takes from the environment."""
    return {
        "DAGSTER_PG_HOST": "127.0.0.1",
        "DAGSTER_PG_PORT": str(ports["database"]),
        "DAGSTER_PG_DB": "postgres",
        "DAGSTER_PG_USERNAME": postgres.OWNER,
        "DAGSTER_PG_PASSWORD": postgres.PASSWORD,
    }


def _command(name: str, ports: Mapping[str, int]) -> list[str]:
    """The command that a container of that name runs, with addresses of this machine."""
    told = {"0.0.0.0": "127.0.0.1", "3000": str(ports["webserver"]), "4000": str(ports["code"])}
    program, *rest = service(name).get("command") or image_command()
    return [str(PROGRAMS / program), *(told.get(word, word) for word in rest)]


def service(name: str) -> dict[str, Any]:
    """A service of `docs/deploy/compose.yaml`."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"][name]


def image_command() -> list[str]:
    """What a container of the image runs when nothing else is said."""
    (line,) = re.findall(r"^CMD (\[.*\])$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return json.loads(line)
