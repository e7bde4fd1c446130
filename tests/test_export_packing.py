"""Packed rows: nothing lost, nothing cut that fits, cuts where law has borders."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.export.masks import attention_mask, cu_seqlens, loss_mask, position_ids
from pipelines.export.packing import Pieces, best_fit, copies_of, lots_of, plan, pool_of, pools_for
from pipelines.export.packing_cuts import Text, cuts
from pipelines.export.packing_proof import looked, prove
from pipelines.export.packing_rows import pack
from pipelines.export.tokens import SHORTEST_ROW, Unfaithful, encode, hashed
from tokenizer import end_of_document, load, train

SENTENCE = "Суд дійшов висновку, що позов слід задовольнити частково з огляду на таке. "


@cache
def legal_tokenizer() -> bytes:
    """A small tokenizer of one sentence."""
    return train([SENTENCE * 5, "123 ОСОБА_1\n"], vocab_size=600).to_str().encode()


def corpus_of(
    texts: list[str],
    splits: list[str] | None = None,
    starts: list[list[int]] | None = None,
    weights: list[float] | None = None,
) -> pa.Table:
    """A corpus of the given texts; sections begin at the given code points."""
    blank = dict.fromkeys(schema.CORPUS.names) | {
        "version": "1", "source": "edrsr", "kind": "decision", "language": "uk", "case_numbers": [], "weight": 1.0,
        "masked": 0, "citations": [], "group": "",
    }  # fmt: skip
    section = {"kind": "body", "number": None, "title": None, "end": 0, "parent": -1}
    rows = [
        blank
        | {"id": f"edrsr:{n}", "text": text, "split": (splits or ["train"] * len(texts))[n]}
        | {"sections": [section | {"start": start} for start in (starts or [[]] * len(texts))[n]]}
        | {"weight": (weights or [1.0] * len(texts))[n]}
        for n, text in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=schema.CORPUS)


def names(corpus: pa.Table) -> list[str]:
    """The names of documents in rows."""
    return [f"{one}@1" for one in corpus["id"].to_pylist()]


def pieces_of(packed: pa.Table, document: str) -> list[str]:
    """The texts of a document's pieces, by offset."""
    opened, found = load(legal_tokenizer()), []
    for row in packed.to_pylist():
        borders = cu_seqlens(row["doc_lengths"])
        for place, name in enumerate(row["doc_ids"]):
            ids = row["input_ids"][borders[place] : borders[place + 1]]
            if name == document:
                found.append((row["doc_offsets"][place], opened.decode(ids)))
    return [text for _, text in sorted(found)]


def plain_best_fit(lengths: list[int], length: int) -> list[int]:
    """Rooms of the rows after best-fit decreasing, as the textbook has it."""
    rooms: list[int] = []
    for size in sorted(lengths, reverse=True):
        fitting = [room for room in rooms if room >= size]
        if fitting:
            rooms[rooms.index(min(fitting))] -= size
        else:
            rooms.append(length - size)
    return sorted(rooms)


@given(st.integers(1, 700).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(1, n), max_size=80))))
@example((64, [64, 63, 1, 1]))
@example((64, []))
@example((600, [300, 300, 10, 290, 1]))
def test_best_fit_is_that_of_the_textbook(given: tuple[int, list[int]]) -> None:
    """The same rooms are left as when every row is looked at for every piece; rows of one block and of several."""
    length, lengths = given
    row_of, rows = best_fit(np.array(lengths, np.int32), length)
    filled = np.bincount(row_of, weights=lengths, minlength=rows) if lengths else np.zeros(0)
    assert sorted(length - filled.astype(int)) == plain_best_fit(lengths, length)


@pytest.mark.parametrize(("length", "fill"), [(2048, 0.999), (8192, 0.999), (32768, 0.999), (131072, 0.999)])
def test_best_fit_fills_rows_of_court_decisions(length: int, fill: float) -> None:
    """Lengths of real registers (log-normal) leave less than a thousandth of the room."""
    lengths = np.random.default_rng(7).lognormal(np.log(900), 1, 200_000).clip(1, length).astype(np.int32)
    _, rows = best_fit(lengths, length)
    assert lengths.sum() / (rows * length) >= fill


def test_neighbours_of_one_length_do_not_share_a_row() -> None:
    """A hundred decisions of one template, one after the other, lie in rows with others."""
    row_of, _ = best_fit(np.full(100, 10, np.int32), 20)
    assert not (row_of[1:] == row_of[:-1]).any()


def pieces(lengths: list[int], copies: list[int]) -> Pieces:
    """Pieces of documents named after their places."""
    names = hashed(map(str, range(len(lengths))))
    return Pieces(np.array(lengths, np.int32), names, np.array(copies, np.uint8), lots_of(names), 0)


@given(st.lists(st.tuples(st.integers(1, 32), st.integers(0, 4)), max_size=40), st.integers(1, 5))
def test_no_row_has_a_document_twice(documents: list[tuple[int, int]], pools: int) -> None:
    """Each is taken as often as asked, each time in another row of its pool; no row is overfull and none is empty."""
    lengths, copies = [size for size, _ in documents], [count for _, count in documents]
    given = pieces(lengths, copies)
    made = plan(given, 32, pools)
    places = [made.rows[a:b].tolist() for a, b in zip(made.starts, made.starts[1:], strict=False)]
    filled = np.bincount(made.rows, np.repeat(lengths, copies).astype(int), len(made.names))
    assert [len(rows) for rows in places] == copies
    assert all(len(rows) == len(set(rows)) for rows in places)
    assert ((filled > 0) & (filled <= 32)).all()
    assert [len(part) for part in np.split(made.names, made.borders[1:-1])] == np.diff(made.borders).tolist()
    assert all((np.diff(part.astype(object)) > 0).all() for part in np.split(made.names, made.borders[1:-1]))
    pool = np.repeat(pool_of(given.lots, pools), copies)
    assert ((made.borders[pool] <= made.rows) & (made.rows < made.borders[pool + 1])).all()


def test_another_document_moves_the_rows_of_its_pool_only() -> None:
    """Names of rows in all other pools stay."""
    whole = pieces([1 + place % 31 for place in range(900)], [1 + place % 2 for place in range(900)])
    before = Pieces(whole.lengths[:-1], whole.digests[:-1], whole.copies[:-1], whole.lots[:-1], 0)
    one, other = plan(before, 32, 8), plan(whole, 32, 8)
    same = [
        np.array_equal(*each)
        for each in zip(np.split(one.names, one.borders[1:-1]), np.split(other.names, other.borders[1:-1]), strict=True)
    ]  # fmt: skip
    assert [place for place, each in enumerate(same) if not each] == pool_of(whole.lots[-1:], 8).tolist()


def test_pools_fill_their_rows() -> None:
    """Rows of 8,192 tokens leave less than a thousandth of their room in pools of 64 million tokens."""
    lengths = np.random.default_rng(7).lognormal(np.log(900), 1, 200_000).clip(1, 8192).astype(np.int32)
    names = hashed(map(str, range(len(lengths))))
    copies = copies_of(names, np.random.default_rng(8).choice([0.5, 1.0, 1.5], len(lengths)))
    given = Pieces(lengths, names, copies, lots_of(names), 0)
    made = plan(given, 8192, pools_for(given, 1 << 26))
    assert len(made.borders) - 1 == 5
    assert np.diff(made.borders).min() > 0.9 * np.diff(made.borders).mean()
    assert lengths @ copies.astype(np.int64) / (len(made.names) * 8192) >= 0.999


def test_how_often_a_document_is_taken_says_nothing_of_its_pool() -> None:
    """Both are drawn by the name, each by another half of it."""
    names = hashed(map(str, range(40_000)))
    copies, pool = copies_of(names, np.full(len(names), 0.5)), pool_of(lots_of(names), 4)
    assert np.abs(np.bincount(pool, copies) / np.bincount(pool) - 0.5).max() < 0.02


def test_rows_are_named_after_what_is_in_them() -> None:
    """In another order, and beside other documents, a row has the name that it had."""
    one, other = pieces([30, 2, 29], [1, 1, 1]), pieces([31, 30, 2, 29], [1, 1, 1, 1])
    digests = np.concatenate([hashed(["new"]), one.digests])
    moved = Pieces(other.lengths, digests, other.copies, other.lots, 0)
    assert set(plan(one, 32).names.tolist()) < set(plan(moved, 32).names.tolist())


def test_the_order_of_rows_is_not_that_of_the_corpus() -> None:
    """Rows are shuffled, the same way each time."""
    given = pieces([32] * 100, [1] * 100)
    rows = plan(given, 32).rows.tolist()
    assert sorted(rows) == list(range(100)) != rows
    assert rows == plan(given, 32).rows.tolist()


@pytest.mark.parametrize(("weight", "mean"), [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0), (2.5, 2.5), (3.0, 3.0)])
def test_documents_are_taken_by_weight(weight: float, mean: float) -> None:
    """The whole part always, and once more with the chance of the rest."""
    copies = copies_of(hashed(map(str, range(20_000))), np.full(20_000, weight))
    assert abs(copies.mean() - mean) < 0.02
    assert set(copies.tolist()) <= {int(weight), int(np.ceil(weight))}


def test_a_weight_beyond_reason_is_refused() -> None:
    """The error says what is allowed."""
    with pytest.raises(ValueError, match="no weight may be 255 or more"):
        copies_of(hashed(["a"]), np.array([300.0]))


def letters(text: str, sections: list[int]) -> Text:
    """A text whose every character is a token."""
    places = np.arange(len(text), dtype=np.int64)
    return Text(text, np.array(sections, np.int64), np.stack([places, places + 1], axis=1))


@pytest.mark.parametrize(
    ("text", "sections", "begins"),
    [
        ("а" * 40, [], [0]),
        ("а" * 63, [], [0]),
        ("а" * 64, [], [0, 63]),
        ("а" * 99, [], [0, 64]),
        ("а" * 60 + "б" * 39, [60], [0, 60]),
        ("а" * 61 + "б" * 38, [61], [0, 61]),
        ("а" * 60 + "б" * 39, [0, 61, 62, 70], [0, 62]),
        ("а" * 49 + ". А" + "а" * 47, [], [0, 50]),
        ("а" * 49 + ". А" + "а" * 47, [62], [0, 62]),
        ("а" * 40 + "." + " " * 9 + "А" + "а" * 48, [], [0, 41]),
        ("а" * 50 + " ст. 5" + "а" * 43, [], [0, 54]),
        ("а" * 62 + "\n" + "а" * 36, [], [0, 63]),
        ("а" * 63 + "\n" + "а" * 35, [], [0, 64]),
        ("а" * 55 + ". А" + "а" * 4 + "\n\n" + "а" * 35, [], [0, 64]),
        ("а" * 30 + "\n" + "а" * 68, [], [0, 64]),
    ],
)
def test_cuts_prefer_the_better_border_near_the_brim(text: str, sections: list[int], begins: list[int]) -> None:
    """A section or paragraph close to the brim of 64, else the last end of a sentence, a word, a character."""
    assert cuts(letters(text, sections), 64) == begins


@pytest.mark.parametrize(("shared", "begins"), [([64, 65], [0, 63]), ([63, 64, 65], [0, 62]), ([66], [0, 64])])
def test_a_character_of_several_tokens_is_not_cut(shared: list[int], begins: list[int]) -> None:
    """Tokens that are parts of the character before them begin no piece."""
    document = letters("а" * 99, [])
    for place in shared:
        document.offsets[place] = document.offsets[place - 1]
    assert cuts(document, 64) == begins


@given(
    st.lists(st.text(alphabet="абв ОСОБА_1.\n😀é", max_size=120), max_size=12),
    st.integers(SHORTEST_ROW, 80),
    st.data(),
)
@settings(max_examples=60)
def test_packing_proves_itself(texts: list[str], length: int, data: st.DataObject) -> None:
    """Any texts, any row length: tokens in = out, pieces decode to their place, nothing cut needlessly."""
    splits = [data.draw(st.sampled_from(["train", "validation", "test"])) for _ in texts]
    weights = [data.draw(st.sampled_from([0.0, 0.5, 1.0, 2.5])) for _ in texts]
    starts = [data.draw(st.lists(st.integers(0, max(len(text) - 1, 0)), max_size=3)) for text in texts]
    corpus = corpus_of(texts, splits, starts, weights)
    packed = pack(corpus, legal_tokenizer(), length=length)
    proof = prove(corpus, packed, legal_tokenizer(), length=length)
    assert proof.sound, proof
    seen = looked(packed, dict(zip(names(corpus), texts, strict=True)), load(legal_tokenizer()), length)
    assert seen.clear, seen
    assert seen.read == sum(len(found) for found in packed["doc_ids"].to_pylist())
    assert max((len(ids) for ids in packed["input_ids"].to_pylist()), default=0) <= length
    assert packed.schema.names == schema.PACKED_SEQUENCES.names


def test_splits_never_share_a_row() -> None:
    """A row is of one split, and documents stay in theirs."""
    splits = ["train", "test", "validation", "test"]
    packed = pack(corpus_of([SENTENCE] * 4, splits), legal_tokenizer(), length=256)
    found = {(row["split"], name) for row in packed.to_pylist() for name in row["doc_ids"]}
    assert found == {(split, f"edrsr:{n}@1") for n, split in enumerate(splits)}


def test_long_documents_are_cut_where_a_sentence_ends() -> None:
    """Flat text is cut between sentences."""
    pieces = pieces_of(pack(corpus_of([SENTENCE * 40]), legal_tokenizer(), length=256), "edrsr:0@1")
    assert len(pieces) > 1
    assert all(piece.rstrip().endswith("таке.") for piece in pieces[:-1])


def test_a_section_near_the_brim_is_the_border() -> None:
    """Where a section begins close to the end of the row, the row ends there."""
    text = "а" * 245 + "\n" + "УХВАЛИВ" + "б" * 250
    pieces = pieces_of(pack(corpus_of([text], starts=[[0, 246]]), legal_tokenizer(), length=256), "edrsr:0@1")
    assert pieces[0] == text[:246]


def test_end_of_document_is_said_once_and_by_the_pipeline_alone() -> None:
    """One end for each document, also where the text itself holds the characters of the token."""
    corpus = corpus_of([SENTENCE * 40, "a <|endoftext|> b", ""])
    packed = pack(corpus, legal_tokenizer(), length=256)
    ids = [token for row in packed["input_ids"].to_pylist() for token in row]
    assert ids.count(end_of_document(load(legal_tokenizer()))) == 3


def test_proof_sees_what_is_wrong() -> None:
    """A missing row, a foreign token and a needless cut do not pass."""
    corpus = corpus_of([SENTENCE, SENTENCE * 2, SENTENCE * 9])
    packed = pack(corpus, legal_tokenizer(), length=128)
    sound = prove(corpus, packed, legal_tokenizer(), length=128)
    assert sound.sound
    assert 0 < sound.fill <= 1
    assert not prove(corpus, packed.slice(1), legal_tokenizer(), length=128).sound
    spoiled = packed.to_pylist()
    spoiled[0]["input_ids"][0] = 5
    assert prove(corpus, pa.Table.from_pylist(spoiled, schema=packed.schema), legal_tokenizer(), length=128).broken == 1
    short = pack(corpus, legal_tokenizer(), length=16)
    assert prove(corpus, short, legal_tokenizer(), length=128).needless_cuts > 0


def test_empty_corpus_gives_no_rows() -> None:
    """Nothing in, nothing out, nothing wrong."""
    packed = pack(corpus_of([]), legal_tokenizer())
    assert packed.num_rows == 0
    assert prove(corpus_of([]), packed, legal_tokenizer()).fill == 1.0


def test_rows_too_short_for_a_character_are_refused() -> None:
    """The error says how long a row must be."""
    with pytest.raises(ValueError, match="ask for 16 or more"):
        pack(corpus_of(["суд"]), legal_tokenizer(), length=8)


def test_tokens_lie_beside_the_corpus() -> None:
    """A row a document; pieces tile the document, and their names change with it and with nothing else."""
    corpus = corpus_of([SENTENCE * 30, "", SENTENCE])
    made, again = (encode(each, legal_tokenizer(), length=64).body for each in (corpus, corpus.slice(0, 2)))
    assert isinstance(made, pa.Table)
    assert isinstance(again, pa.Table)
    assert made.schema.equals(schema.TOKENS)
    rows = made.to_pylist()
    assert [row["id"] for row in rows] == corpus["id"].to_pylist()
    assert [sum(row["lengths"]) for row in rows] == [len(row["tokens"]) for row in rows]
    assert [len(row["lengths"]) > 1 for row in rows] == [True, False, False]
    assert len({digest for row in rows for digest in row["digests"]}) == sum(len(row["lengths"]) for row in rows)
    assert again.column("digests").to_pylist() == made.column("digests").to_pylist()[:2]


def test_a_tokenizer_that_changes_texts_is_refused() -> None:
    """Rows could not be told from other texts: the error shows where."""
    lower = json.loads(legal_tokenizer())
    lower["normalizer"] = {"type": "Lowercase"}
    with pytest.raises(Unfaithful, match="Tokens of 'Суд дійшов"):
        encode(corpus_of([SENTENCE]), json.dumps(lower).encode(), length=64)


def test_a_tokenizer_without_an_end_is_refused() -> None:
    """No other token is taken for it."""
    endless = legal_tokenizer().replace(b"<|endoftext|>", b"<|elsewhere|>")
    with pytest.raises(ValueError, match=r"no <\|endoftext\|> token"):
        encode(corpus_of([SENTENCE]), endless, length=64)


def test_what_a_trainer_derives_from_lengths() -> None:
    """Positions begin anew, borders add up, the last token of a piece predicts nothing."""
    assert position_ids([3, 2]).tolist() == [0, 1, 2, 0, 1]
    assert cu_seqlens([3, 2]).tolist() == [0, 3, 5]
    assert loss_mask([3, 2]).tolist() == [1, 1, 0, 1, 0]
    assert (position_ids([]).tolist(), cu_seqlens([]).tolist(), loss_mask([]).tolist()) == ([], [0], [])


def test_attention_stays_inside_a_document() -> None:
    """Earlier tokens of the same document, and no others."""
    assert attention_mask([2, 1]).astype(int).tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]


@given(st.lists(st.integers(1, 9), max_size=8))
def test_masks_agree_with_each_other(lengths: list[int]) -> None:
    """A border is where a position is 0, and there the mask looks at nothing earlier."""
    positions = position_ids(lengths)
    assert np.flatnonzero(positions == 0).tolist() == cu_seqlens(lengths)[:-1].tolist()
    assert (attention_mask(lengths).sum(axis=1) == positions + 1).all()
    assert loss_mask(lengths).sum() == sum(lengths) - len(lengths)
