"""The user interface in a real browser: one cell materialised by clicks, and pictures of it to look at.

`SCREENSHOTS` names a folder that keeps the pictures.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from pipelines import schema
from pipelines.graph import stages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install the package chromium"),
]

ROOT = Path(__file__).parent.parent
SOURCE, YEAR = "edrsr", "2006"
START, RUN, PAGE = 180, 180, 30
"""Seconds a server may take to start, a run to end and a page to show what it should."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A Dagster server over the fixture registers, with its daemon, in a home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(ROOT / "dagster.yaml", home)
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "CORPUS_SOURCES": str(ROOT / "tests" / "fixtures"),
        "CORPUS_ROOT": str(tmp_path / "data"),
        "CORPUS_WORKERS": "1",
    }
    port = free_port()
    command = [str(Path(sys.executable).parent / "dagster"), "dev", "-w", "workspace.yaml", "-p", str(port)]
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/server_info", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(server)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.5)
    pytest.fail(f"the server did not answer; it said:\n{log.read_text()[-3000:]}")


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server and everything it started to end; after that, make them."""
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(PAGE)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(PAGE)


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A page of a headless browser at that server."""
    expect.set_options(timeout=PAGE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser.new_page(base_url=address, viewport={"width": 1600, "height": 1000})
        browser.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder that keeps what was seen."""
    return Path(os.environ.get("SCREENSHOTS", tmp_path))


def test_a_cell_is_materialised_by_clicks(page: Page, pictures: Path) -> None:
    """From the graph to a launched run, and from there to the rows, columns and check of its documents."""
    see_graph(page, pictures)
    launch(page, pictures)
    see_run(page, pictures)
    see_documents(page, pictures)


def see_graph(page: Page, pictures: Path) -> None:
    """Every group of the graph, drawn."""
    page.goto("/asset-groups")
    for group in {stage.group for stage in stages()}:
        expect(page.locator("svg").get_by_text(group, exact=True)).to_be_visible()
    page.screenshot(path=pictures / "graph.png")


def launch(page: Page, pictures: Path) -> None:
    """Choose one cell of the job that refreshes cells, and launch it."""
    page.goto("/locations/lexcorpus/jobs/refresh")
    page.get_by_role("button", name="Materialize all").click()
    page.get_by_placeholder("ex: 1990").fill(YEAR)
    page.get_by_text("Select a partition or create one").click()
    page.get_by_role("menuitem", name=SOURCE).click()
    page.get_by_text("Launch runs to materialize 5 assets").click()  # closes the menu
    expect(page.get_by_role("menuitem", name=SOURCE)).to_have_count(0)
    page.screenshot(path=pictures / "choice.png")
    page.get_by_role("button", name="Launch 1 run").click()
    page.get_by_text("View", exact=True).click()


def see_run(page: Page, pictures: Path) -> None:
    """The run of that cell, until it has ended well."""
    expect(page.get_by_text(f"{SOURCE}|{YEAR}").first).to_be_visible()
    ended = page.get_by_text(re.compile("^(Success|Failure|Canceled)$")).first
    expect(ended).to_be_visible(timeout=RUN * 1000)
    page.screenshot(path=pictures / "run.png")
    assert ended.inner_text() == "Success"


def see_documents(page: Page, pictures: Path) -> None:
    """What a person wants to know of the documents made: how many, what they hold, and that none is lost."""
    page.goto("/assets/documents?view=overview")
    expect(page.get_by_text("Row count").locator("..")).to_have_text(re.compile("^Row count[1-9]"))
    for name, kind, sentence in schema.describe(schema.DOCUMENTS):
        expect(page.get_by_role("row").filter(has_text=f"{name}{kind}{sentence}")).to_be_visible()
    page.screenshot(path=pictures / "documents.png")
    page.get_by_role("tab", name="Partitions").click()
    page.get_by_text(SOURCE, exact=True).first.click()
    page.get_by_text(YEAR, exact=True).first.click()
    expect(page.get_by_text("Materialized", exact=True)).to_be_visible()
    page.screenshot(path=pictures / "cell.png")
    page.get_by_role("tab", name="Checks").click()
    expect(page.get_by_text("every_row_accounted_for").first).to_be_visible()
    expect(page.get_by_text("Passed", exact=True)).to_be_visible()
    page.screenshot(path=pictures / "check.png")
