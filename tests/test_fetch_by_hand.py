"""Fetching as a person asks for it: on the command line and as a job in the user interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner

from assets import definitions
from assets.publishers import NIGHTLY
from pipelines.cli import main
from pipelines.scope import SOURCES
from pipelines.stage import Workspace
from tests.publisher.register import Register
from tests.publisher.server import Publisher


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A folder of sources with nothing in it but the address of a simulated register."""
    with Publisher([Register(stock=12).site]) as publisher:
        sources = tmp_path / "sources"
        sources.mkdir()
        told = {"portal": publisher.url, "text_host": publisher.url, "per_second": 5000.0, "pause_s": 0.001}
        lines = [f"{key} = {json.dumps(value)}" for key, value in told.items()]
        (sources / "publishers.toml").write_text("\n".join(["[edrsr]", *lines]), encoding="utf-8")
        yield Workspace(str(sources), str(tmp_path / "data"))


def asked(workspace: Workspace, *words: str) -> tuple[int, str]:
    """Exit code and words of `lexcorpus fetch`."""
    result = CliRunner().invoke(main, ["fetch", *words, "--sources", workspace.sources, "--root", workspace.root])
    return result.exit_code, result.output


def test_a_fetch_says_what_it_brought(workspace: Workspace) -> None:
    """Files, requests and megabytes in one line; a second fetch brings nothing."""
    code, said = asked(workspace, "edrsr")
    assert code == 0
    assert "edrsr: 4 files landed (" in said
    assert (Path(workspace.sources) / "edrsr" / "edrsr_data_2025.zip").is_file()
    code, said = asked(workspace, "edrsr")
    assert code == 0
    assert "edrsr: 0 files landed (" in said


@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        (["eurlex"], "", "'eurlex' is no source that can be fetched; there are edrsr, rechtspraak, rada."),
        (["edrsr"], "[edrsr]\nper_minute = 5", "publishers.toml: per_minute is no setting of [edrsr]"),
        (["rada"], "[rada]\nportal = 'http://127.0.0.1:1'\ntries = 1", "127.0.0.1:1"),
    ],
)
def test_a_wrong_fetch_is_one_sentence(workspace: Workspace, words: list[str], settings: str, sentence: str) -> None:
    """What is wrong and where, without a traceback."""
    if settings:
        (Path(workspace.sources) / "publishers.toml").write_text(settings, encoding="utf-8")
    code, said = asked(workspace, *words)
    assert code in (1, 2)
    assert sentence in said
    assert "Traceback" not in said


def test_the_job_fetches_and_shows_what_it_brought(workspace: Workspace) -> None:
    """The nightly job lands the same files and keeps the figures with the run."""
    job = definitions.defs.resolve_job_def("fetch_edrsr")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, resources={"workspace": workspace})
    (made,) = [event for event in result.all_events if event.is_successful_output]
    shown = made.step_output_data.metadata
    assert shown["landed"].value == 4
    assert "edrsr_data_2025.zip" in str(shown["files"].value)


def test_schedules_are_off_until_somebody_wants_them() -> None:
    """One a source, one for freshness and one for drift, none running, no two publishers at one time."""
    schedules = {each.name: each for each in definitions.defs.schedules or ()}
    assert set(schedules) == {
        "check_freshness_daily",
        "check_drift_weekly",
        *(f"fetch_{source}_nightly" for source in SOURCES),
    }
    assert {each.default_status for each in schedules.values()} == {dg.DefaultScheduleStatus.STOPPED}
    assert len(set(NIGHTLY.values())) == len(SOURCES)
