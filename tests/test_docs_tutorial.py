"""The tutorial, run as it stands: every command and every piece of Python, in their order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"```(?P<language>console|python)\n(?P<code>.*?)```", re.DOTALL)
LONGEST = 600
"""Seconds a step may take on two slow cores."""


@pytest.mark.slow
def test_the_tutorial_runs(tmp_path: Path) -> None:
    """In a folder of its own, with the command line at hand."""
    page = PAGE.read_text(encoding="utf-8").replace("data/tutorial", str(tmp_path / "tutorial"))
    steps = [(block["language"], block["code"]) for block in BLOCK.finditer(page)]
    assert len(steps) > 9
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for language, code in steps:
        command = [sys.executable, "-c", code] if language == "python" else ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
        assert done.returncode == 0, f"{code}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert not any(tmp_path.iterdir()), "the page cleans up behind itself"
