"""Night after night over one folder: nothing is lost when files, shards or versions change under the corpus."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import ingest
from pipelines.compact import compact
from pipelines.engine import InlineEngine
from pipelines.graph import stage
from pipelines.increment import ShrunkOffer
from pipelines.plan import refs_of
from pipelines.poison import to_refetch
from pipelines.scope import Scope
from pipelines.sources import rechtspraak
from pipelines.sources.folder import SourceError
from pipelines.stage import Workspace
from pipelines.standing import standing_rows
from pipelines.work import Report, run_stage

FIXTURES = Path(__file__).parent / "fixtures"
DECISIONS, JUDGMENTS = Scope("edrsr", "2019"), Scope("rechtspraak", "2024")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of two fixture registers and an empty root; shards are small, so that a cell has many."""
    monkeypatch.setattr(ingest, "DOCUMENTS_PER_SHARD", 20)
    for name in ("edrsr", "rechtspraak"):
        shutil.copytree(FIXTURES / name, tmp_path / "sources" / name)
    return Workspace(str(tmp_path / "sources"), str(tmp_path / "data"))


def take_in(cell: Scope, workspace: Workspace) -> Report:
    """One night of a cell."""
    with InlineEngine() as engine:
        run_stage(stage("source_files"), cell, workspace, engine)
        return run_stage(stage("documents"), cell, workspace, engine)


def said(cell: Scope, workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Status and text of every document as it stands."""
    rows = standing_rows(workspace.store, cell, ("id", "status", "text"))
    return {name: (status, text) for name, status, text in rows.iter_rows()}


def texts_of_2019(workspace: Workspace) -> Path:
    """The archive of texts."""
    return Path(workspace.sources) / "edrsr" / "texts_2019.zip"


def test_a_lost_shard_is_made_again(workspace: Workspace) -> None:
    """A shard that somebody removed comes back, although the offer is the one seen before."""
    report = take_in(DECISIONS, workspace)
    before, first = said(DECISIONS, workspace), report.manifest.shards[0]
    assert len(report.manifest.shards) > 3
    Path(workspace.store.path("documents", DECISIONS, first.file)).unlink()
    assert take_in(DECISIONS, workspace).computed > 0
    assert said(DECISIONS, workspace) == before
    assert take_in(DECISIONS, workspace).computed == 0


def test_a_broken_archive_of_texts_takes_no_texts_along(workspace: Workspace) -> None:
    """Cut, it is named in one sentence; gone, the offer is refused; whole again, there is nothing to do."""
    take_in(DECISIONS, workspace)
    before, archive = said(DECISIONS, workspace), texts_of_2019(workspace)
    body = archive.read_bytes()
    archive.write_bytes(body[: len(body) // 2])
    with pytest.raises(SourceError, match=r"edrsr\|2019: texts_2019.zip cannot be used \(truncated\)"):
        take_in(DECISIONS, workspace)
    archive.unlink()
    with pytest.raises(ShrunkOffer, match="the texts of"):
        take_in(DECISIONS, workspace)
    archive.write_bytes(body)
    assert take_in(DECISIONS, workspace).computed == 0
    assert said(DECISIONS, workspace) == before


def test_a_loss_can_be_accepted(workspace: Workspace) -> None:
    """Told to, a run believes the publisher: the texts are awaited again."""
    take_in(DECISIONS, workspace)
    texts_of_2019(workspace).unlink()
    take_in(DECISIONS, replace(workspace, accept_loss=True))
    statuses = {status for status, _ in said(DECISIONS, workspace).values()}
    assert "awaiting_text" in statuses


def without(archive: Path, name: str) -> None:
    """Take a member out of the first month of the bulk archive that has it."""
    with zipfile.ZipFile(archive) as bulk:
        months = {month: bulk.read(month) for month in bulk.namelist()}
    with zipfile.ZipFile(archive, "w") as bulk:
        for month, body in months.items():
            place = archive.with_name("month.zip")
            place.write_bytes(body)
            with zipfile.ZipFile(place) as packed:
                members = {member: packed.read(member) for member in packed.namelist() if name not in member}
            with zipfile.ZipFile(place, "w") as packed:
                for member, content in members.items():
                    packed.writestr(member, content)
            bulk.writestr(month, place.read_bytes())
            place.unlink()


def test_a_new_pack_is_no_second_look(workspace: Workspace) -> None:
    """A judgment that one build of the archive lacks stays, whatever packs land beside it; two builds end it."""
    bulk = Path(workspace.sources) / "rechtspraak" / "OpenDataUitspraken.zip"
    take_in(JUDGMENTS, workspace)
    one, two = sorted(name for name, (status, _) in said(JUDGMENTS, workspace).items() if status == "public")[:2]
    without(bulk, one.removeprefix("rechtspraak:").replace(":", "_"))
    for stamp in ("20260101000000", "20260102000000"):
        pack = bulk.parent / "2024" / f"changes_{stamp}.zip"
        pack.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(pack, "w") as packed:
            packed.writestr("leeg.txt", stamp)
        take_in(JUDGMENTS, workspace)
        assert said(JUDGMENTS, workspace)[one][0] == "public"
    without(bulk, two.removeprefix("rechtspraak:").replace(":", "_"))
    take_in(JUDGMENTS, workspace)
    assert said(JUDGMENTS, workspace)[one][0] == "vanished"
    assert said(JUDGMENTS, workspace)[two][0] == "public"


def test_another_version_of_the_reading_forgets_nobody(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is read anew, and what had vanished is still told of."""
    bulk = Path(workspace.sources) / "rechtspraak" / "OpenDataUitspraken.zip"
    take_in(JUDGMENTS, workspace)
    gone = min(name for name, (status, _) in said(JUDGMENTS, workspace).items() if status == "public")
    without(bulk, gone.removeprefix("rechtspraak:").replace(":", "_"))
    before = said(JUDGMENTS, workspace)
    newer = replace(rechtspraak.Rechtspraak(), version="another")
    monkeypatch.setattr(rechtspraak, "Rechtspraak", lambda: newer)
    report = take_in(JUDGMENTS, workspace)
    assert report.reused == 0
    assert said(JUDGMENTS, workspace) == before | {gone: ("vanished", "")}


def test_what_healed_is_not_damaged_again_after_a_compaction(workspace: Workspace) -> None:
    """A text that came whole in a later night is not asked for again when nights are merged."""
    take_in(DECISIONS, workspace)
    damaged = to_refetch(DECISIONS, workspace.store)
    refs = refs_of(stage("documents"), DECISIONS, workspace.store)
    refused = [table for ref in refs if (table := workspace.store.read_quarantine(ref)) is not None]
    places = {row["id"]: row["place"] for table in refused for row in table.to_pylist() if row["id"] in damaged}
    name, place = min(places.items())
    with zipfile.ZipFile(texts_of_2019(workspace)) as packed:
        sound = next(packed.read(member) for member in packed.namelist() if packed.getinfo(member).file_size > 5000)
    with zipfile.ZipFile(texts_of_2019(workspace).with_name("texts_2019_000001.zip"), "w") as pack:
        pack.writestr(place, sound)
    take_in(DECISIONS, workspace)
    healed = to_refetch(DECISIONS, workspace.store)
    assert healed.keys() == damaged.keys() - {name}
    assert compact(DECISIONS, workspace)
    assert to_refetch(DECISIONS, workspace.store) == healed
    assert take_in(DECISIONS, workspace).computed == 0
