"""Documents that hang or eat memory: they are found, quarantined, and their neighbours come through."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipelines import schema
from pipelines.apart import ENDED, TOO_LONG, TOO_MUCH, Apart
from pipelines.engine import Engine, InlineEngine, ProcessEngine, settle_in
from pipelines.isolate import answer, divides, refusals
from pipelines.limits import Limits, OverTime, held_to
from pipelines.scope import Scope
from pipelines.sources.source import documents_table
from pipelines.stage import Outcome, Read, Stage, Task, Workspace
from pipelines.store import Account, Ref, Store
from pipelines.work import Report, run_stage

CELL = Scope("edrsr", "2019")
COUNTS = pa.schema([schema.column("id", pa.string(), "document"), schema.column("letters", pa.int32(), "letters")])
LIMITS = Limits(seconds=2, mebibytes=512, shard_seconds=2, shard_mebibytes=2)


def harm(text: str) -> None:
    """What a hostile document does to its reader."""
    if text == "hangs":
        time.sleep(600)
    if text == "hangs deaf":
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        time.sleep(600)
    if text == "eats":
        bytearray(3 << 30)
    if text == "kills":
        os.kill(os.getpid(), signal.SIGKILL)


def count(documents: pa.Table) -> pa.Table:
    """Letters of each text."""
    for text in documents["text"].to_pylist():
        harm(text)
    return pa.table([documents["id"], pc.utf8_length(documents["text"]).cast(pa.int32())], schema=COUNTS)


def give(texts: pa.Table) -> Outcome:
    """Documents as they come."""
    return Outcome(texts, Account("records", texts.num_rows, texts.num_rows))


def read(source: str, records: pa.Table) -> Outcome:
    """Records whose name is their text."""
    names = records["record"].to_pylist()
    for name in names:
        harm(name)
    made = documents_table({"id": [f"{source}:{name}" for name in names]})
    offered = records.select(schema.OFFER.names).to_pylist()
    entries = pa.Table.from_pylist([{**each, "id": f"{source}:{each['record']}"} for each in offered], schema.LEDGER)
    return Outcome(made, Account("records", len(names), len(names)), ledger=entries)


def documents_of(texts: list[str]) -> pa.Table:
    """Documents with these texts."""
    ids = [f"edrsr:{number}" for number in range(len(texts))]
    return documents_table({"id": ids, "text": texts}).cast(schema.DOCUMENTS)


def plan_texts(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """One shard of what the workspace names as its sources, a word a document."""
    return [Task("d" * 32, {"texts": documents_of(workspace.sources.split(", "))})]


def plan_records(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """One shard of records that the workspace names as its sources."""
    offered = [{"record": name, "mark": bytes(16), "texted": True} for name in workspace.sources.split(", ")]
    return [Task("e" * 32, {"source": "edrsr", "records": pa.Table.from_pylist(offered, schema=schema.OFFER)})]


def annotated(root: Path, engine: Engine, *texts: str) -> tuple[Report, pa.Table, Stage]:
    """The report of an annotation of documents with these texts, its rows, and its stage."""
    workspace = Workspace(", ".join(texts), str(root), limits=LIMITS)
    documents = Stage("documents", "cell", "g", "d", "1", give, schema.DOCUMENTS, planner=plan_texts)
    run_stage(documents, CELL, workspace, InlineEngine())
    counts = Stage("counts", "cell", "g", "c", "1", count, COUNTS, (Read(documents, ("id", "text")),), over="documents")
    report = run_stage(counts, CELL, workspace, engine)
    (shard,) = report.manifest.shards
    return report, workspace.store.read_table(Ref("counts", CELL, shard)), counts


def check(reason: str, found: tuple[Report, pa.Table, Stage], store: Store) -> None:
    """The third of four documents was refused, and nothing else."""
    report, rows, stage = found
    assert rows["letters"].to_pylist() == [3, 5, 0, 5]
    assert rows["id"].to_pylist() == [f"edrsr:{number}" for number in range(4)]
    assert report.accounts["rows"] == Account("rows", 4, 3, quarantined=1)
    assert report.reasons == {reason: 1}
    above = Stage("above", "cell", "g", "a", "1", count, COUNTS, (Read(stage),), over="documents")
    (told,) = refusals(above, CELL, store)[report.manifest.shards[0].beside].to_pylist()
    assert (told["id"], told["place"], told["reason"]) == ("edrsr:2", "2", reason)


def test_a_document_that_eats_memory_is_quarantined_alone(tmp_path: Path) -> None:
    """Its row is that of an empty text, the others have theirs; the account says so, and who asks is told."""
    check(TOO_MUCH, annotated(tmp_path, InlineEngine(), "суд", "право", "eats", "закон"), Store(str(tmp_path)))


@pytest.mark.slow
@pytest.mark.parametrize(("text", "reason"), [("hangs", TOO_LONG), ("hangs deaf", TOO_LONG), ("kills", ENDED)])
def test_a_document_that_ends_its_worker_is_quarantined_alone(text: str, reason: str, tmp_path: Path) -> None:
    """The same for one that hangs, in Python or in a library that hears no alarm, and for one that kills."""
    with ProcessEngine(2) as engine:
        check(reason, annotated(tmp_path, engine, "суд", "право", text, "закон"), Store(str(tmp_path)))


def test_a_record_that_cannot_be_read_is_no_document(tmp_path: Path) -> None:
    """It lies in quarantine and in the ledger, so that no night reads it again; its neighbours are documents."""
    workspace = Workspace("суд, eats, закон", str(tmp_path), limits=LIMITS)
    stage = Stage("documents", "cell", "g", "d", "1", read, schema.DOCUMENTS, planner=plan_records)
    report = run_stage(stage, CELL, workspace, InlineEngine())
    (shard,) = report.manifest.shards
    ref = Ref("documents", CELL, shard)
    assert workspace.store.read_table(ref)["id"].to_pylist() == ["edrsr:суд", "edrsr:закон"]
    assert report.accounts["records"] == Account("records", 3, 2, quarantined=1)
    refused, ledger = workspace.store.read_quarantine(ref), workspace.store.read_ledger(ref)
    assert refused is not None
    assert ledger is not None
    assert refused.select(["place", "reason"]).to_pylist() == [{"place": "eats", "reason": TOO_MUCH}]
    assert ledger["id"].to_pylist() == ["edrsr:суд", None, "edrsr:закон"]


def test_a_bug_is_no_breach(tmp_path: Path) -> None:
    """What the work raises on its own account stays what it is, in a process apart too."""
    with Apart(LIMITS, settle_in) as process, pytest.raises(LookupError, match="no such"):
        process.run(fail)


def fail() -> None:
    """Work with a bug."""
    raise LookupError("no such")


@pytest.mark.parametrize(
    ("name", "is_divided"),
    [
        ("documents", True),
        ("personal_data", True),
        ("quality", True),
        ("source_files", False),
        ("selection", False),
        ("corpus", False),
        ("duplicates", False),
        ("embedding_chunks", False),
    ],
)
def test_what_is_divided_by_documents(name: str, is_divided: bool) -> None:
    """Reading and annotations of texts; nothing that looks at several documents at once, or at no text."""
    from pipelines.graph import stage  # so late, since the processes apart import this module

    assert divides(stage(name)) is is_divided


def test_time_is_up() -> None:
    """Work that takes longer hears of it; work that does not hears nothing, then or later."""
    with pytest.raises(OverTime), held_to(Limits(seconds=0.01)):
        time.sleep(10)
    with held_to(Limits(seconds=0.05)):
        pass
    time.sleep(0.1)


def test_memory_is_up() -> None:
    """Work that asks for more gets none; afterwards there is as much as before."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(MemoryError), held_to(Limits(mebibytes=64)):
        bytearray(256 << 20)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


@pytest.mark.parametrize("texts", [("суд",), ("суд", "право", "закон", "рішення")])
def test_parts_make_the_whole(texts: tuple[str, ...], tmp_path: Path) -> None:
    """Work done apart because a worker died once, of something else, is the work: the same rows, nobody refused."""
    whole, rows, stage = annotated(tmp_path, InlineEngine(), *texts)
    documents = {"documents": documents_of(list(texts)).select(["id", "text"])}
    parted = answer(stage, documents, LIMITS, apart=True)
    assert parted.body.equals(rows)
    assert (parted.account, parted.quarantine.num_rows) == (whole.accounts["rows"], 0)


def test_the_corpus_does_not_take_what_nobody_looked_at() -> None:
    """A document that an annotation refused is quarantined where it was wanted, and set aside where it was not."""
    from pipelines.annotate.personal.privacy import profile_named
    from pipelines.select.corpus import choose
    from tests.test_privacy_corpus import table_of

    names, decided = [f"edrsr:{number}" for number in range(4)], ["keep", "keep", "duplicate", "keep"]

    def beside(columns: pa.Schema, **told: Sequence[object]) -> pa.Table:
        rows = [{"id": name, **{key: told[key][row] for key in told}} for row, name in enumerate(names)]
        return table_of(columns, *rows)

    refused = [
        {"asset": asset, "id": names[row], "source_file": "", "place": str(row), "reason": TOO_LONG,
         "detail": f"{asset}: the document took longer.", "sample": b"private"}
        for asset, row in (("personal_data", 1), ("quality", 1), ("sections", 2))
    ]  # fmt: skip
    made = choose(
        beside(schema.DOCUMENTS, text=["text"] * 4, source_place=["a", "b", "c", "d"]),
        beside(schema.SELECTION, decision=decided, weight=[1.0, 1.0, 0.0, 1.0], split=["train"] * 4),
        beside(schema.BUDGET, chosen=[True] * 4),
        beside(schema.DUPLICATES),
        pa.table({"language": ["uk"] * 4}),
        beside(schema.PERSONAL_DATA),
        beside(schema.SECTIONS),
        beside(schema.CITATIONS),
        profile_named("strict"),
        pa.Table.from_pylist(refused, schema=schema.QUARANTINE),
    )
    assert isinstance(made.body, pa.Table)
    assert made.body.column("id").to_pylist() == ["edrsr:0", "edrsr:3"]
    assert made.account == Account("rows", 4, 2, set_aside=1, quarantined=1)
    (told,) = made.quarantine.to_pylist()
    assert (told["asset"], told["id"], told["place"], told["reason"]) == ("corpus", "edrsr:1", "b", TOO_LONG)
    assert told["detail"] == "personal_data: the document took longer."
    assert told["sample"] == b""
