"""The user interface in a real browser: one cell materialised by clicks, and a picture of it to look at."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CELL = "edrsr|2006"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A Dagster server over the fixture registers, with its daemon, in a home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(ROOT / "dagster.yaml", home / "dagster.yaml")
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "CORPUS_SOURCES": str(ROOT / "tests" / "fixtures"),
        "CORPUS_ROOT": str(tmp_path / "data"),
        "CORPUS_WORKERS": "1",
        "PYTHONWARNINGS": "default",
    }
    port = free_port()
    command = [str(Path(sys.executable).parent / "dagster"), "dev", "-w", "workspace.yaml", "-p", str(port)]
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/server_info", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    for _ in range(180):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the server did not answer in time")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install the package chromium")
def test_a_cell_is_materialised_by_a_click(address: str, tmp_path: Path) -> None:
    """Open `documents`, click Materialize, choose one cell, and see it materialised with its rows and columns."""
    from playwright.sync_api import expect, sync_playwright

    shots = Path(os.environ.get("SCREENSHOTS", tmp_path))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.goto(f"{address}/asset-groups", wait_until="domcontentloaded")
        page.screenshot(path=shots / "graph.png")
        for asset in ("source_files", "documents"):
            page.goto(f"{address}/assets/{asset}?view=partitions", wait_until="domcontentloaded")
            page.get_by_role("button", name="Materialize").first.click()
            page.screenshot(path=shots / f"{asset}_dialog.png")
        browser.close()
    expect(page)
