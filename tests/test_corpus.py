"""The whole graph on the fixture registers: everything accounted for, nothing computed twice, same bytes always."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from pipelines import schema
from pipelines.dedup.labels import SAME_DECISION
from pipelines.engine import InlineEngine, open_engine
from pipelines.export.packing_proof import prove
from pipelines.export.packing_rows import pack
from pipelines.graph import stages
from pipelines.run import cells_on_offer, run_graph
from pipelines.scope import Scope
from pipelines.stage import Workspace
from pipelines.work import Report

TRUTH = json.loads((Path(__file__).parent / "fixtures" / "truth.json").read_text(encoding="utf-8"))
Made = tuple[Workspace, list[Report]]


def release_of(root: str) -> dict[str, str]:
    """Every file of a release with the hash of its bytes."""
    folder = Path(root) / "release" / "main"
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def table(root: str, asset: str) -> pl.DataFrame:
    """All rows of an asset, as any engine reads the hive layout."""
    return pl.read_parquet(f"{root}/{asset}/**/part-*.parquet", hive_partitioning=False)


def test_every_stage_balances_its_account(made: Made) -> None:
    """In every stage what came in went out, was set aside, or lies in quarantine with a reason."""
    _, reports = made
    assert {report.asset for report in reports} == {stage.name for stage in stages()}
    assert all(report.balanced for report in reports)
    for report in reports:
        assert sum(report.reasons.values()) == sum(account.quarantined for account in report.accounts.values())


def test_a_second_run_computes_nothing(made: Made) -> None:
    """Everything is there, so nothing is made, and no file of the release changes."""
    workspace, _ = made
    before = release_of(workspace.root)
    with open_engine(1) as engine:
        again = run_graph(cells_on_offer(workspace.sources), workspace, engine)
    assert sum(report.computed for report in again) == 0
    assert release_of(workspace.root) == before


@pytest.mark.slow
def test_two_workers_make_the_same_release(made: Made, tmp_path: Path) -> None:
    """The release does not depend on how many workers made it, byte for byte."""
    workspace, _ = made
    other = Workspace(workspace.sources, str(tmp_path))
    with open_engine(2) as engine:
        run_graph(cells_on_offer(other.sources), other, engine)
    assert release_of(other.root) == release_of(workspace.root)


def test_records_are_documents_or_quarantined_as_the_fixtures_say(made: Made) -> None:
    """Counts of records, documents and reasons are the ones that the maker of the fixtures wrote down.

    A record that may as well be repaired as refused (`either`) is counted where it went.
    """
    _, reports = made
    for source in ("edrsr", "rechtspraak"):
        for year, expected in TRUTH[source]["years"].items():
            (cell,) = [r for r in reports if r.asset == "documents" and str(r.scope) == f"{source}|{year}"]
            surplus = Counter(cell.reasons) - Counter(expected["quarantined"])
            assert not Counter(expected["quarantined"]) - Counter(cell.reasons)
            assert sum(surplus.values()) <= expected["either"]
            assert cell.accounts["records"].taken_in == expected["records"]
    acts = [report for report in reports if report.asset == "documents" and report.scope.source == "rada"]
    assert sum(report.manifest.rows for report in acts) == TRUTH["rada"]["documents"]


@pytest.mark.parametrize("label", ["identical", "version", "sibling", "companion", "quotes"])
def test_duplicates_are_what_the_fixtures_planted(made: Made, label: str) -> None:
    """Of copies and versions one stands for all; siblings, companions and quoting decisions all stay."""
    workspace, _ = made
    kept = set(table(workspace.root, "corpus")["id"])
    told = dict(table(workspace.root, "duplicates").select("id", "label").iter_rows())
    for group in (group for group in TRUTH["edrsr"]["groups"] if group["label"] == label):
        standing = [name for name in group["members"] if name in kept]
        assert len(standing) == (1 if label in SAME_DECISION else len(group["members"])), group
        later = {told[name] for name in group["members"][1:]}
        others = {"first", "unique"} if label == "sibling" else set()  # some are not near the ones before them
        assert label in later <= {label, *others}, group


@pytest.mark.parametrize("source", ["edrsr", "rechtspraak"])
def test_planted_personal_data_is_masked_and_traps_are_not(made: Made, source: str) -> None:
    """What was planted to be masked is in no released text; case numbers, company codes and the like still are."""
    workspace, _ = made
    texts = dict(table(workspace.root, "corpus").select("id", "text").iter_rows())
    leaked = [
        p for p in TRUTH[source]["personal_data"] if p["action"] == "mask" and p["text"] in texts.get(p["id"], "")
    ]
    lost = [p for p in TRUTH[source]["traps"] if p["id"] in texts and p["text"] not in texts[p["id"]]]
    assert (leaked, lost) == ([], [])


def test_annotations_lie_beside_their_documents(made: Made) -> None:
    """Row by row, every annotation names the document of the same row."""
    workspace, _ = made
    root = Path(workspace.root)
    for manifest_path in root.glob("documents/source=*/year=*/_manifest.json"):
        cell = manifest_path.parent.relative_to(root / "documents")
        for shard in json.loads(manifest_path.read_text())["shards"]:
            ids = pq.ParquetFile(manifest_path.parent / shard["file"]).read(["id"])["id"].to_pylist()
            for asset in ("signatures", "sections", "personal_data", "quality", "citations", "selection"):
                manifest = json.loads((root / asset / cell / "_manifest.json").read_text())
                (beside,) = [s for s in manifest["shards"] if s["beside"] == shard["key"]]
                rows = pq.ParquetFile(root / asset / cell / beside["file"]).read(["id"])
                assert rows["id"].to_pylist() == ids, asset


def test_only_chosen_texts_are_in_the_corpus(made: Made) -> None:
    """What was refused or set aside is not in the corpus; what was kept is, with its split and weight."""
    workspace, _ = made
    chosen = table(workspace.root, "selection").filter(pl.col("decision").is_in(["keep", "low_weight"]))
    corpus = table(workspace.root, "corpus")
    assert sorted(corpus["id"]) == sorted(chosen["id"])
    assert (corpus["text"].str.len_chars() > 0).all()
    assert (corpus["weight"] > 0).all()


def test_sections_and_citations_fit_the_masked_text(made: Made) -> None:
    """Offsets in the corpus are offsets into the corpus text, masks or not."""
    workspace, _ = made
    for row in table(workspace.root, "corpus").iter_rows(named=True):
        ends = [span["end"] for span in (*row["sections"], *row["citations"])]
        assert max(ends, default=0) <= len(row["text"])
        leaves = set(range(len(row["sections"]))) - {s["parent"] for s in row["sections"]}
        covered = "".join(row["text"][row["sections"][n]["start"] : row["sections"][n]["end"]] for n in sorted(leaves))
        assert covered == row["text"]


def test_the_release_lists_its_files_with_their_hashes(made: Made) -> None:
    """manifest.json names every other file of the release, with size and SHA-256."""
    workspace, _ = made
    files = release_of(workspace.root)
    listed = json.loads((Path(workspace.root) / "release/main/manifest.json").read_text(encoding="utf-8"))["files"]
    assert {entry["path"]: entry["sha256"] for entry in listed} == {
        p: h for p, h in files.items() if p != "manifest.json"
    }


@pytest.mark.parametrize("kind", ["parquet", "webdataset", "packed", "embedding/pairs", "tokenizer"])
def test_the_release_has_every_kind_of_data(made: Made, kind: str) -> None:
    """Parquet, WebDataset, packed rows, pairs and the tokenizer are all there."""
    workspace, _ = made
    assert [path for path in release_of(workspace.root) if path.startswith(kind)]


def test_no_group_is_in_two_splits(made: Made) -> None:
    """Copies, versions and companions of one case lie on one side."""
    workspace, _ = made
    sides = table(workspace.root, "corpus").group_by("group").agg(pl.col("split").n_unique())
    assert sides["split"].max() == 1


def test_packed_rows_say_their_documents(made: Made) -> None:
    """Every token of every document is in a row once, and decodes to the text at its offset."""
    workspace, _ = made
    bpe = next(Path(workspace.root).glob("bpe_tokenizer/part-*.json")).read_bytes()
    corpus = pl.read_parquet(f"{workspace.root}/corpus/source=rechtspraak/**/part-*.parquet", hive_partitioning=False)
    documents = corpus.to_arrow().cast(schema.CORPUS)
    proof = prove(documents, pack(documents, bpe), bpe)
    assert proof.sound, proof
    assert proof.documents == documents.num_rows > 0


def test_a_query_is_in_one_split_only(made: Made) -> None:
    """What an embedding model learns from is not what it is measured with."""
    workspace, _ = made
    pairs = table(workspace.root, "embedding_pairs")
    assert pairs.height > 0
    assert pairs.group_by("query_id").agg(pl.col("split").n_unique())["split"].max() == 1


@pytest.mark.slow
def test_a_release_that_lost_a_file_is_published_again(made: Made, tmp_path: Path) -> None:
    """A file gone, or cut short, is put back; nothing else is made anew."""
    workspace, _ = made
    copy = Workspace(workspace.sources, str(tmp_path / "root"))
    shutil.copytree(workspace.root, copy.root)
    whole = release_of(copy.root)
    for harm in (Path.unlink, lambda path: path.write_bytes(b"half")):
        harm(next(Path(copy.root).glob("release/main/parquet/train/*.parquet")))
        with open_engine(1) as engine:
            again = run_graph(cells_on_offer(copy.sources), copy, engine)
        assert [report.asset for report in again if report.computed] == ["release"]
        assert release_of(copy.root) == whole


@pytest.mark.slow
def test_years_may_come_in_any_order(tmp_path: Path) -> None:
    """Two years made one after the other give the release of both at once: old cells follow what a new one changes."""
    years = [Scope("edrsr", "2019"), Scope("edrsr", "2023")]
    roots = []
    for order in ([years], [years[:1], years[1:]], [years[1:], years[:1]]):
        workspace = Workspace(str(Path(__file__).parent / "fixtures"), str(tmp_path / str(len(roots))))
        for cells in order:
            run_graph(cells, workspace, InlineEngine())
        roots.append(workspace.root)
    assert release_of(roots[1]) == release_of(roots[0])
    assert release_of(roots[2]) == release_of(roots[0])
