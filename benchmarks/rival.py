"""Rivals in environments of their own: a script in `rivals/` that uv runs with the packages the script names.

What belongs here: starting such a script, handing it its input, asking it for times. What does not: what a rival does.

A script names pinned packages in its head (inline script metadata, PEP 723), so that no rival's dependency touches
ours. It reads a Parquet file, does the job once to warm up, says its version, and then does the job once for each
line it is sent and answers with the seconds that took (`rivals/serve.py`). It times itself, so no pipe is counted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measure import Contender

SCRIPTS = Path(__file__).parent / "rivals"


class RivalMissing(Exception):
    """A rival cannot be had here; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Script:
    """A rival in `rivals/<name>.py` and the table it works on."""

    name: str
    inputs: pa.Table

    @contextmanager
    def open(self) -> Iterator[Contender]:
        """See `Rival.open`: the environment is made on the first call and cached by uv."""
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as complaints:
            inputs = Path(folder) / "inputs.parquet"
            pq.write_table(self.inputs, inputs)
            script = SCRIPTS / f"{self.name}.py"
            # Ours, unless the rival asks for another one: then uv finds it.
            picky = script.is_file() and "requires-python" in script.read_text(encoding="utf-8")
            ours = [] if picky else ["--python", sys.executable]
            command = [find_uv(), "run", "--quiet", "--no-project", *ours, "--script"]
            with subprocess.Popen(
                [*command, str(script), str(inputs)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, bufsize=0,
            ) as process:  # fmt: skip
                yield Running(process, self._version(process, complaints))

    def _version(self, process: subprocess.Popen[bytes], complaints: IO[str]) -> str:
        """The first line the script says; without it the environment could not be made."""
        assert process.stdout is not None
        version = process.stdout.readline().decode().strip()
        if not version:
            process.wait()
            complaints.seek(0)
            last = (complaints.read().strip().splitlines() or ["it said nothing"])[-1].strip()
            raise RivalMissing(f"The rival {self.name} did not start ({last}): check that packages can be fetched.")
        return version


@dataclass(frozen=True, slots=True)
class Running:
    """A script that is warm and waits for lines."""

    process: subprocess.Popen[bytes]
    version: str

    def seconds(self) -> float:
        """See `Contender.seconds`; measured by the script itself. Raises RivalMissing when it has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(b"\n")
            return float(self.process.stdout.readline())
        except (BrokenPipeError, ValueError) as error:
            raise RivalMissing(f"The rival {self.version} stopped while it ran: run its comparison alone.") from error


def find_uv() -> str:
    """The uv beside this interpreter or on the path. Raises RivalMissing."""
    found = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if found is None:
        raise RivalMissing("uv is not installed, and it makes the rivals' environments: run make bench.")
    return found
