"""The stages `tokens` and `packed_sequences` over a data root, what a night costs, and exports for other trainers."""

from __future__ import annotations

import json
import pickle
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipelines import schema
from pipelines.engine import Engine, InlineEngine
from pipelines.export import mds, packing, packing_stage, tokens
from pipelines.export.copies import export
from pipelines.export.masks import batch_attention_mask, position_ids
from pipelines.export.packing_proof import look, prove
from pipelines.export.parquet import SPLITS
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Read, Stage, Workspace
from pipelines.store import Account, Manifest, MissingInput, Ref, Shard, StoreError
from pipelines.tables import parquet_bytes
from pipelines.work import run_stage
from tests.test_export_packing import SENTENCE, corpus_of, legal_tokenizer
from tokenizer import end_of_document, load

LENGTH = 128

CORPUS = Stage("corpus", "cell", "", "", "1", tokens.encode, schema.CORPUS)
BPE = Stage("bpe_tokenizer", "once", "", "", "1", tokens.encode, None, suffix=".json")
TOKENS = Stage(
    "tokens", "cell", "", "", tokens.VERSION, tokens.encode, schema.TOKENS, (Read(CORPUS, tokens.READS), Read(BPE)),
    over="corpus", parameters={"length": LENGTH},
)  # fmt: skip
PACKED = Stage(
    "packed_sequences", "once", "", "", packing.VERSION, packing_stage.conduct, schema.PACKED_SEQUENCES,
    (Read(CORPUS, packing.READS), Read(TOKENS), Read(BPE)), variants=SPLITS, conducted=True,
    planner=packing_stage.plan_packing, parameters={"length": LENGTH, "shard_tokens": 1000},
)  # fmt: skip


def documents(first: int, number: int) -> pa.Table:
    """Decisions of many lengths, some longer than a row; every fifth is held out, weights are 0.5 to 2.5."""
    places = range(first, first + number)
    corpus = corpus_of(
        [f"Справа {place}. {SENTENCE * (place % 7)}\n{SENTENCE * (place % 11)}" for place in places],
        ["test" if place % 5 == 0 else "train" for place in places],
        weights=[0.5 + place % 3 for place in places],
    )
    return corpus.set_column(0, schema.CORPUS.field("id"), pa.array([f"edrsr:{place}" for place in places]))


class Root:
    """A data root with a corpus and a tokenizer."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace("", str(folder / "root"))
        self.store = self.workspace.store
        self._commit("bpe_tokenizer", EVERYTHING, [("json", legal_tokenizer(), 1)])

    def _commit(self, asset: str, scope: Scope, bodies: list[tuple[str, bytes | pa.Buffer, int]]) -> None:
        shards = []
        for suffix, body, rows in bodies:
            key = f"{abs(hash_of(body)):032x}"
            size, sha256 = self.store.write(asset, scope, f"part-{key}.{suffix}", body)
            shards.append(Shard(key, key, f"part-{key}.{suffix}", rows, size, sha256, Account("rows", rows, rows)))
        self.store.commit(Manifest(asset, scope, "1", tuple(shards)))

    def write(self, year: str, *tables: pa.Table) -> None:
        """The corpus of a year."""
        self._commit("corpus", Scope("edrsr", year), [("parquet", parquet_bytes(t), t.num_rows) for t in tables])

    def pack(self, engine: Engine | None = None, **changed: int) -> tuple[Shard, ...]:
        """What a run of both stages leaves in the manifest."""
        stage = replace(PACKED, parameters={**PACKED.parameters, **changed})
        for cell in self.store.manifests("corpus"):
            assert run_stage(TOKENS, cell.scope, self.workspace, InlineEngine()).balanced
        report = run_stage(stage, EVERYTHING, self.workspace, engine or InlineEngine())
        assert report.balanced
        return report.manifest.shards

    def rows(self, shards: tuple[Shard, ...]) -> pa.Table:
        """What files of rows hold."""
        return pa.concat_tables([self.store.read_table(Ref("packed_sequences", EVERYTHING, one)) for one in shards])

    @property
    def corpus(self) -> pa.Table:
        """All documents."""
        return pa.concat_tables([self.store.read_table(ref) for ref in self.refs])

    @property
    def refs(self) -> list[Ref]:
        """Shards of the corpus."""
        return [Ref("corpus", cell.scope, one) for cell in self.store.manifests("corpus") for one in cell.shards]


def hash_of(body: bytes | pa.Buffer) -> int:
    """A number for a file."""
    return int(tokens.hashed([bytes(body).hex()])[0])


class Backwards(InlineEngine):
    """An engine that does the last item first, and passes everything on as bytes."""

    def map(
        self, work: Callable[[Any], Any], items: Iterable[Any], rescue: Callable[[Any], Any] | None = None
    ) -> Iterator[Any]:
        """See `Engine.map`."""
        sent = [pickle.dumps((work, item)) for item in items]
        made = [pickle.dumps(call(item)) for call, item in map(pickle.loads, reversed(sent))]
        return map(pickle.loads, reversed(made))


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """Three shards of two years."""
    made = Root(tmp_path)
    made.write("2018", documents(0, 40))
    made.write("2019", documents(40, 30), documents(70, 35))
    return made


def test_every_token_is_in_a_row(root: Root) -> None:
    """Shards are packed together: nothing lost, repeated, broken or cut needlessly, and files of about one size."""
    shards = root.pack()
    rows = root.rows(shards)
    proof = prove(root.corpus, rows, legal_tokenizer(), length=LENGTH)
    assert proof.sound, proof
    assert proof.documents == 105
    assert rows["input_ids"].type == pa.list_(pa.uint16())
    assert {shard.variant for shard in shards} == set(SPLITS)
    trained = [shard.rows for shard in shards if shard.variant == "train"]
    assert len(trained) > 3
    assert max(trained) * LENGTH <= 3 * 1000


def test_accounts_tell_what_weights_leave_out(root: Root) -> None:
    """Documents of low weight that are not drawn are set aside, and are no row's."""
    shards = root.pack()
    aside = sum(shard.account.set_aside for shard in shards)
    named = {name for names in root.rows(shards)["doc_ids"].to_pylist() for name in names}
    sizes = dict(zip(root.corpus["id"].to_pylist(), token_counts(root.corpus), strict=True))
    assert aside == sum(size for one, size in sizes.items() if f"{one}@1" not in named) > 0


def token_counts(corpus: pa.Table) -> list[int]:
    """Tokens of each document, as `tokenizers` counts them, with its end."""
    return [len(load(legal_tokenizer()).encode(text).ids) + 1 for text in corpus["text"].to_pylist()]


def test_rows_mix_shards(root: Root) -> None:
    """A row may hold documents of any settled year, of the latest none other, and files do not follow the corpus."""
    root.write("2020", documents(105, 30))
    numbers = [[int(name[6:-2]) for name in names] for names in root.rows(root.pack())["doc_ids"].to_pylist()]
    assert any(min(row) < 40 <= max(row) for row in numbers)
    assert not any(min(row) < 105 <= max(row) for row in numbers)
    assert [row[0] for row in numbers] != sorted(row[0] for row in numbers)


def test_workers_make_the_same_files(root: Root, tmp_path: Path) -> None:
    """Work that comes from afar, last pieces first, leaves what is left by work in order."""
    ours = root.pack(Backwards())
    other = Root(tmp_path / "other")
    other.write("2018", documents(0, 40))
    other.write("2019", documents(40, 30), documents(70, 35))
    assert [shard.sha256 for shard in other.pack()] == [shard.sha256 for shard in ours]


def test_a_night_rewrites_the_files_of_the_latest_year(root: Root) -> None:
    """New documents to train on leave the files of settled years, and of the other splits, as they are."""
    before = root.pack()
    root.write("2019", documents(40, 30), documents(70, 35), documents(106, 4))
    after = root.pack()
    kept = {shard.key for shard in before} & {shard.key for shard in after}
    settled = {shard.key for shard in before if not is_open(root, shard)}
    assert settled | {shard.key for shard in before if shard.variant != "train"} <= kept < {s.key for s in before}
    assert prove(root.corpus, root.rows(after), legal_tokenizer(), length=LENGTH).sound


def test_a_late_document_rewrites_one_file_of_the_settled_years(root: Root) -> None:
    """It falls into one pool, and the others keep their files."""
    before = root.pack()
    root.write("2018", documents(0, 40), documents(106, 1))
    gone = {shard.key for shard in before} - {shard.key for shard in root.pack()}
    assert [is_open(root, shard) for shard in before if shard.key in gone] == [False]


def is_open(root: Root, shard: Shard) -> bool:
    """Whether a file holds documents of the latest year."""
    names = {name for row in root.rows((shard,))["doc_ids"].to_pylist() for name in row}
    return any(40 <= int(name[6:-2]) < 106 for name in names)


def test_a_file_is_found_by_the_name_of_a_document(root: Root) -> None:
    """Of each split two files are looked into, and the document is in one of them."""
    shards = root.pack()
    for split in ("train", "test"):
        its = [shard for shard in shards if shard.variant == split]
        for shard in its:
            for name in {name for row in root.rows((shard,))["doc_ids"].to_pylist() for name in row}:
                document, version = name.split("@")
                found = packing.holding_rows(document, version, its)
                assert shard.key in found
                assert len(found) == 2


def test_shards_in_other_files_pack_the_same(root: Root) -> None:
    """Merging shards of a cell changes no row."""
    before = root.pack()
    root.write("2019", pa.concat_tables([documents(40, 30), documents(70, 35)]))
    assert [shard.key for shard in root.pack()] == [shard.key for shard in before]


def test_what_a_dead_run_wrote_is_taken(root: Root) -> None:
    """Files that are there under their names are not written again; those that are gone are."""
    shards = root.pack()
    folder = Path(root.store.path("packed_sequences", EVERYTHING, ""))
    (folder / "_manifest.json").unlink()
    (folder / shards[0].file).unlink()
    times = {file: file.stat().st_mtime_ns for file in folder.glob("part-*")}
    assert root.pack() == shards
    assert times.items() <= {file: file.stat().st_mtime_ns for file in folder.glob("part-*")}.items()
    assert (folder / shards[0].file).exists()


def test_tokens_that_are_not_those_planned_are_found(root: Root) -> None:
    """A shard of tokens changed behind the manifest's back is an error, not rows."""
    root.pack()
    (cell,) = (found for found in root.store.manifests("tokens") if found.scope.year == "2018")
    path = Path(root.store.path("tokens", cell.scope, cell.shards[0].file))
    table = pq.read_table(path)
    values = pc.list_flatten(table["tokens"]).to_numpy().copy()
    values[7] += 1
    lists = pa.ListArray.from_arrays(table["tokens"].combine_chunks().offsets, pa.array(values))
    pq.write_table(table.set_column(1, "tokens", lists), path)
    stage = replace(PACKED, parameters={**PACKED.parameters, "shard_tokens": 2000})
    with pytest.raises(StoreError, match="pieces of packed rows are not what was encoded"):
        run_stage(stage, EVERYTHING, root.workspace, InlineEngine())


def test_an_empty_corpus_has_an_empty_file_for_each_split(tmp_path: Path) -> None:
    """No documents, no rows, and nothing wrong."""
    made = Root(tmp_path)
    made.write("2020", corpus_of([]))
    assert [(shard.rows, shard.variant) for shard in made.pack()] == [(0, split) for split in SPLITS]


def test_windows_of_rows_read_as_their_texts(root: Root) -> None:
    """What the check of the user interface looks at: clear, and not when a document changed since."""
    manifest = Manifest("packed_sequences", EVERYTHING, "2", root.pack())
    seen = look(manifest, root.refs, legal_tokenizer(), root.store, LENGTH)
    assert seen.clear, seen
    assert seen.read > 20
    changed = [replace(ref, shard=replace(ref.shard, file="part-changed.parquet")) for ref in root.refs[:1]]
    texts = pa.array([text.replace("Суд", "Cуд") for text in documents(0, 40)["text"].to_pylist()], pa.large_string())
    other = documents(0, 40).set_column(schema.CORPUS.get_field_index("text"), schema.CORPUS.field("text"), texts)
    root.store.write("corpus", changed[0].scope, "part-changed.parquet", parquet_bytes(other))
    assert look(manifest, changed, legal_tokenizer(), root.store, LENGTH).broken > 0
    assert look(manifest, root.refs, legal_tokenizer(), root.store, LENGTH - 20).outside > 0


# --- exports ------------------------------------------------------------------------------------------


def test_megatron_reads_documents(root: Root, tmp_path: Path) -> None:
    """The index names whole documents by lengths and begins, each ended by the tokenizer's own token."""
    root.pack()
    ids, index = export("megatron", tmp_path / "out", root.store)
    body = index.read_bytes()
    version, code, sequences, borders = struct.unpack_from("<QBQQ", body, 9)
    assert (body[:9], version, code) == (b"MMIDIDX\0\0", 1, 8)
    lengths = np.frombuffer(body, "<i4", sequences, 34)
    begins = np.frombuffer(body, "<i8", sequences, 34 + 4 * sequences)
    firsts = np.frombuffer(body, "<i8", borders, 34 + 12 * sequences)
    assert firsts.tolist() == list(range(sequences + 1))
    assert begins.tolist() == (2 * (np.cumsum(lengths) - lengths)).tolist()
    assert len(body) == 34 + 12 * sequences + 8 * borders
    values, opened = np.fromfile(ids, "<u2"), load(legal_tokenizer())
    read = [values[begin // 2 : begin // 2 + length] for begin, length in zip(begins, lengths, strict=True)]
    drawn = packing.taken(root.corpus, "train").tolist()
    texts = [t for text, n in zip(root.corpus["text"].to_pylist(), drawn, strict=True) for t in [text] * n]
    assert [opened.decode(one[:-1].tolist()) for one in read] == texts
    assert {int(one[-1]) for one in read} == {end_of_document(opened)}
    assert len(values) == sum(lengths)


def samples_of(folder: Path) -> list[dict[str, object]]:
    """What mosaicml-streaming reads of a folder, by its description of the format."""
    found = []
    for shard in json.loads((folder / "index.json").read_text(encoding="utf-8"))["shards"]:
        body = (folder / shard["raw_data"]["basename"]).read_bytes()
        assert len(body) == shard["raw_data"]["bytes"] <= max(shard["size_limit"], 1)
        begins = np.frombuffer(body, "<u4", shard["samples"] + 1, 4)
        for first, last in pairwise(begins):
            sizes = np.frombuffer(body, "<u4", 3, first)
            names, lengths, ids = np.split(np.frombuffer(body[first + 12 : last], np.uint8), np.cumsum(sizes)[:-1])
            values = {"doc_ids": json.loads(bytes(names))}
            for name, told in (("doc_lengths", lengths), ("tokens", ids)):
                width = {4: 1, 5: 2, 6: 4}[int(told[0])]
                held = np.frombuffer(bytes(told[1 + width :]), "<i4").tolist()
                assert int.from_bytes(bytes(told[1 : 1 + width]), "little") == len(held)
                values[name] = held
            found.append(values)
    return found


def test_streaming_reads_rows(root: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows in order, in shards of limited size, with their documents and borders."""
    rows = root.rows(tuple(shard for shard in root.pack() if shard.variant == "train"))
    monkeypatch.setattr(mds, "SIZE_LIMIT", 20_000)
    written = export("mds", tmp_path / "out", root.store)
    assert len(written) > 3
    assert all(file.stat().st_size <= 20_000 for file in written[:-1])
    read = samples_of(tmp_path / "out")
    told = rows.select(["doc_ids", "doc_lengths", "input_ids"]).rename_columns(["doc_ids", "doc_lengths", "tokens"])
    assert read == told.to_pylist()


def test_trl_reads_rows(root: Root, tmp_path: Path) -> None:
    """Lengths of documents and positions that begin anew with each."""
    shards = root.pack()
    (file, *_) = written = export("trl", tmp_path / "out", root.store, "test")
    rows = root.rows(tuple(shard for shard in shards if shard.variant == "test"))
    read = pa.concat_tables([pq.read_table(file) for file in written])
    assert file.name == "test-00000.parquet"
    assert read["input_ids"].to_pylist() == rows["input_ids"].to_pylist()
    assert read["seq_lengths"].to_pylist() == rows["doc_lengths"].to_pylist()
    expected = [position_ids(lengths).tolist() for lengths in rows["doc_lengths"].to_pylist()]
    assert read["position_ids"].to_pylist() == expected


def test_tokens_older_than_the_corpus_are_not_exported(root: Root, tmp_path: Path) -> None:
    """The error says what to make."""
    root.pack()
    root.write("2018", documents(0, 41))
    with pytest.raises(MissingInput, match=r"tokens of edrsr\|2018 are older than its corpus"):
        export("megatron", tmp_path / "out", root.store)


def test_a_batch_has_a_mask_for_each_row() -> None:
    """Documents look at themselves alone, and so does padding."""
    mask = batch_attention_mask([[2, 1], [1]], 4)
    assert mask.shape == (2, 1, 4, 4)
    assert mask[0, 0].astype(int).tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert mask[1, 0].astype(int).tolist() == np.eye(4, dtype=int).tolist()
