"""Takes the pictures of docs/daily.md anew: `python -m tests.make_pictures`, with Chromium and PostgreSQL installed.

What belongs here: which pages are shown, in which state. What does not: the words about them. The corpus is that of
the fixtures, so the numbers are small.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import FloatRect, Page, expect, sync_playwright

from pipelines.engine import InlineEngine
from pipelines.run import cells_on_offer, run_graph
from pipelines.stage import Workspace
from tests.production import ROOT, Deployment, deployed

PICTURES = ROOT / "docs" / "pictures"
FIXTURES = ROOT / "tests" / "fixtures"
WIDE, HIGH = 1280, 760
PATIENCE = 600
"""Seconds for a page to show what it should, or a run to end."""

BACKFILL = """mutation($asked: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $asked) {
    ... on LaunchBackfillSuccess { backfillId } } }"""
STATUS = "query($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } } }"
SCHEDULE = "mutation($it: ScheduleSelector!) { startSchedule(scheduleSelector: $it) { __typename } }"
SENSOR = "mutation($it: SensorSelector!) { startSensor(sensorSelector: $it) { __typename } }"
SELECTED = {"repositoryLocationName": "lexcorpus", "repositoryName": "__repository__"}
SCHEDULES = ("fetch_edrsr_nightly", "fetch_rechtspraak_nightly", "fetch_rada_nightly", "check_freshness_daily")
SENSORS = ("edrsr_changes", "rechtspraak_changes", "rada_changes", "follow")


def first_load(page: Page, deployment: Deployment) -> None:
    """The dialogue in which a person chooses cells of a register."""
    page.goto("/locations/lexcorpus/jobs/refresh")
    page.get_by_role("button", name="Materialize all").click()
    page.get_by_placeholder("ex: 1990").fill("[2006...2023]")
    page.get_by_text("Select a partition or create one").click()
    page.get_by_role("menuitem", name="edrsr").click()
    page.get_by_text("Launch runs to materialize 5 assets").click()  # closes the menu
    expect(page.get_by_role("button", name="Launch backfill")).to_be_visible()


def nightly_increment(page: Page, deployment: Deployment) -> None:
    """What is switched on for the night; it begins to work at once."""
    for name in SCHEDULES:
        deployment.ask(SCHEDULE, it={**SELECTED, "scheduleName": name})
    for name in SENSORS:
        deployment.ask(SENSOR, it={**SELECTED, "sensorName": name})
    page.goto("/automation")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(len(SCHEDULES) + len(SENSORS))


def new_policy(page: Page, deployment: Deployment) -> None:
    """A backfill of the selection over the cells of a register, when it has ended."""
    page.goto(f"/runs/b/{backfilled(deployment, 'selection', ['edrsr|2006', 'edrsr|2019', 'edrsr|2023'])}")
    expect(page.get_by_text("Completed").first).to_be_visible()


def release(page: Page, deployment: Deployment) -> None:
    """The checks of a release that was just made."""
    backfilled(deployment, "release", [])
    page.goto("/assets/release?view=checks")
    expect(page.get_by_text("no_stratum_loses_too_much").first).to_be_visible()


SHOWN: Mapping[str, tuple[Callable[[Page, Deployment], None], int]] = {
    "first-load": (first_load, HIGH),
    "new-policy": (new_policy, 320),
    "release": (release, 610),
    "nightly-increment": (nightly_increment, HIGH),
}
"""Pictures by name with their heights, in the order in which they are taken: what is switched on for the night would
disturb the rest."""


def backfilled(deployment: Deployment, asset: str, cells: list[str]) -> str:
    """The id of a backfill that has ended well."""
    asked: dict[str, Any] = {"assetSelection": [{"path": [asset]}], "title": f"{asset} by the new policy"}
    asked |= {"partitionNames": cells} if cells else {"allPartitions": True}
    name = deployment.ask(BACKFILL, asked=asked)["launchPartitionBackfill"]["backfillId"]
    deadline = time.monotonic() + PATIENCE
    while (status := deployment.ask(STATUS, id=name)["partitionBackfillOrError"]["status"]) == "REQUESTED":
        assert time.monotonic() < deadline, f"{asset} takes too long"
        time.sleep(2)
    assert status == "COMPLETED_SUCCESS", f"{asset}: {status}"
    return name


def main() -> None:
    """Make the corpus of the fixtures, start Dagster over it, and take the pictures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    PICTURES.mkdir(exist_ok=True)
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory(prefix="pictures") as place, sync_playwright() as playwright:
        run_graph(cells_on_offer(str(FIXTURES)), Workspace(str(FIXTURES), f"{place}/data"), InlineEngine())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with deployed(Path(place), FIXTURES) as deployment:
            address = f"http://127.0.0.1:{deployment.ports['webserver']}"
            page = browser.new_page(base_url=address, viewport={"width": WIDE, "height": HIGH})
            for name, (show, height) in SHOWN.items():
                show(page, deployment)
                page.wait_for_timeout(3000)
                clip: FloatRect = {"x": 0, "y": 0, "width": WIDE, "height": height}
                page.screenshot(path=PICTURES / f"{name}.png", clip=clip)
                print(f"{name}.png: {(PICTURES / f'{name}.png').stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
