"""A PostgreSQL server for tests: Debian's programs, a temporary folder, a unix socket, and no network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = Path("/usr/lib/postgresql")
OWNER = "lexcorpus"
PORT = 5432
"""Part of the socket's name."""
PASSWORD = "p@ss:word/of tests"
"""Of whoever comes over the network; the unix socket asks for none."""
RESTART = ("-m", "immediate", "-w", "restart")
SETTINGS = {"listen_addresses": "", "fsync": "off", "shared_buffers": "32MB", "max_connections": "20"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its programs, and the folder with its data and socket."""

    programs: Path
    home: Path
    port: int = PORT

    def uri(self, user: str = OWNER, **parameters: str) -> str:
        """The address of its database, without a password."""
        more = "".join(f"&{name}={value}" for name, value in parameters.items())
        return f"postgresql:///postgres?host={self.home}&port={self.port}&user={user}{more}"

    def run(self, *statements: str) -> str:
        """Statements as the owner, each committed by itself; their output, unadorned."""
        return self._psql("\n".join(f"{statement};" for statement in statements))

    def fill(self, table: str, rows: Iterable[Sequence[str | int | None]]) -> None:
        """Append rows to a table, values in the order of its columns."""
        self._psql("\n".join([f"COPY {table} FROM STDIN;", *("\t".join(map(_copied, row)) for row in rows), "\\.\n"]))

    def restart(self) -> None:
        """End it as a lost machine would, and start it again; it mends itself from its log."""
        owner = None if os.geteuid() != 0 else "postgres"
        _run(owner, self.programs / "pg_ctl", "-D", self.home / "data", "-l", self.home / "log", *RESTART)

    def _psql(self, script: str) -> str:
        told = subprocess.run(
            [self.programs / "psql", self.uri(), "-XqAt", "-v", "ON_ERROR_STOP=1"],
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        return told.stdout.strip()


@contextmanager
def running(port: int | None = None) -> Iterator[Server]:
    """A fresh server for the time of one `with`; the test is skipped where none can be had.

    With a port it listens on the loopback network too, where it asks for the password, and it takes as many connections
    as a server does out of the box.
    """
    programs = _programs()
    # Sockets have short names, so the folder is no deep one of pytest's.
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        user = _unprivileged(home)
        data, log = home / "data", home / "log"
        access = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={_password_file(home)}"]
        _run(user, programs / "initdb", "-D", data, "-U", OWNER, *access, "-E", "UTF8", "--locale=C", "-N")
        settings = SETTINGS | {"unix_socket_directories": home} | (_network(port) if port else {})
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        _run(user, programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield Server(programs, home, port or PORT)
        finally:
            _run(user, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _password_file(home: Path) -> Path:
    """A file that holds the owner's password, for the program that makes the database."""
    file = home / "password"
    file.write_text(PASSWORD, encoding="ascii")
    return file


def _network(port: int) -> dict[str, str]:
    return {"listen_addresses": "127.0.0.1", "port": str(port), "max_connections": "100"}


def _copied(value: str | int | None) -> str:
    """A value as COPY reads it (https://www.postgresql.org/docs/current/sql-copy.html)."""
    if value is None:
        return r"\N"
    return str(value).translate({0x5C: r"\\", 0x09: r"\t", 0x0A: r"\n", 0x0D: r"\r"})


def _programs() -> Path:
    """The folder of the newest server installed."""
    found = [path.parent for path in PROGRAMS.glob("*/bin/initdb")]
    if not found:
        pytest.skip(f"no PostgreSQL server below {PROGRAMS}; apt-get install postgresql")
    return max(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0))


def _unprivileged(home: Path) -> str | None:
    """Who shall run the server, which refuses to run as root: None is whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    try:
        shutil.chown(home, "postgres")
    except LookupError:
        pytest.skip("the tests run as root and there is no user postgres to run a server as")
    return "postgres"


def _run(user: str | None, *command: str | Path) -> None:
    """Run a program to its end; its output goes nowhere, for the server would hold a pipe open."""
    subprocess.run(
        list(map(str, command)),
        user=user,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
