"""Word lists that ship with the package: one entry a line, `#` opens a comment.

What belongs here: reading them. What does not: what they mean.
"""

from __future__ import annotations

from importlib.resources import files


def entries(name: str) -> list[str]:
    """Entries of data/`name`, in order."""
    lines = files("pipelines.annotate").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
