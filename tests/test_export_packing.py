"""Packed rows: nothing lost, nothing cut that fits, cuts where law has borders."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.export.masks import attention_mask, cu_seqlens, loss_mask, position_ids
from pipelines.export.packing import SHORTEST_ROW, best_fit, count_tokens, cuts, pack, prove
from tokenizer import end_of_document, load, train

SENTENCE = "Суд дійшов висновку, що позов слід задовольнити частково з огляду на таке. "


@cache
def legal_tokenizer() -> bytes:
    """A small tokenizer of one sentence."""
    return train([SENTENCE * 5, "123 ОСОБА_1\n"], vocab_size=600).to_str().encode()


def corpus_of(texts: list[str], splits: list[str] | None = None, starts: list[list[int]] | None = None) -> pa.Table:
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
        for n, text in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=schema.CORPUS)


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


@given(st.lists(st.integers(1, 64), max_size=80))
@example([64, 63, 1, 1])
@example([])
def test_best_fit_overfills_no_row_and_opens_none_needlessly(lengths: list[int]) -> None:
    """Every piece has a row, no row is over its length, and no two rows would fit into one."""
    rows = best_fit(lengths, 64)
    filled = np.bincount(rows, weights=lengths) if lengths else np.zeros(0)
    assert len(rows) == len(lengths)
    assert (filled <= 64).all()
    assert (np.sort(filled)[:2].sum() > 64) or len(filled) < 2


def test_best_fit_takes_the_tightest_row() -> None:
    """4 goes to the row with 4 left, not to the one with 6."""
    assert best_fit([6, 4, 4], 10).tolist() == [0, 0, 1]
    assert best_fit([60, 58, 6, 4], 64).tolist() == [0, 1, 1, 0]


def test_best_fit_fills_rows_of_court_decisions() -> None:
    """Lengths of real registers (log-normal) fill 99.5 % of the room and more."""
    lengths = np.random.default_rng(7).lognormal(np.log(900), 1, 20_000).clip(1, 4096).astype(int)
    rows = best_fit(lengths, 4096)
    assert lengths.sum() / ((rows.max() + 1) * 4096) >= 0.995


@pytest.mark.parametrize(
    ("ranks", "total", "length", "begins"),
    [
        ([1] * 40, 41, 64, [0]),
        ([1] * 99, 100, 64, [0, 64]),
        ([1] * 60 + [5] + [1] * 38, 100, 64, [0, 60]),
        ([1] * 61 + [5] + [1] * 37, 100, 64, [0, 61]),
        ([1] * 50 + [3] + [1] * 48, 100, 64, [0, 50]),
        ([1] * 50 + [5] + [1] * 9 + [3] + [1] * 38, 100, 64, [0, 60]),
        ([1] * 63 + [4, 1] + [1] * 34, 100, 64, [0, 63]),
        ([1] * 64 + [0] * 3 + [1] * 32, 100, 64, [0, 63]),
        ([1] * 63 + [0] * 3 + [1] * 33, 100, 64, [0, 62]),
    ],
)
def test_cuts_prefer_the_better_border_near_the_brim(
    ranks: list[int], total: int, length: int, begins: list[int]
) -> None:
    """A section or paragraph close to the brim, else the last end of a sentence, a word, a character."""
    assert cuts(np.array(ranks, np.int8), total, length) == begins


@given(
    st.lists(st.text(alphabet="абв ОСОБА_1.\n😀é", max_size=120), max_size=12),
    st.integers(SHORTEST_ROW, 80),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_packing_proves_itself(texts: list[str], length: int, data: st.DataObject) -> None:
    """Any texts, any row length: tokens in = out, pieces decode to their place, nothing cut needlessly."""
    splits = [data.draw(st.sampled_from(["train", "validation", "test"])) for _ in texts]
    starts = [data.draw(st.lists(st.integers(0, max(len(text) - 1, 0)), max_size=3)) for text in texts]
    corpus = corpus_of(texts, splits, starts)
    packed = pack(corpus, legal_tokenizer(), length=length)
    proof = prove(corpus, packed, legal_tokenizer(), length=length)
    assert proof.sound
    assert proof.tokens_in == count_tokens(corpus, legal_tokenizer())
    assert max((len(ids) for ids in packed["input_ids"].to_pylist()), default=0) <= length
    assert packed.schema.equals(schema.PACKED_SEQUENCES)


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
