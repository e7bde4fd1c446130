"""The command line as a person calls it, for the tests that go through it.

What belongs here: calling it and laying out what it is to read. What does not: what it should answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from pipelines.cli import main

Offer = Mapping[str, bytes | Callable[[Path], None]]
"""Files of a sources folder by their paths: bytes, or what writes the file."""


def run(*words: str, given: bytes = b"", env: Mapping[str, str | None] | None = None) -> Result:
    """The command line as a person calls it; whatever goes wrong must be told in words."""
    result = CliRunner().invoke(main, list(words), input=given, env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    return result


def lay_out(folder: Path, offer: Offer) -> Path:
    """The folder with the files of an offer."""
    for path, made in offer.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(made, bytes):
            (folder / path).write_bytes(made)
        else:
            made(folder / path)
    return folder
