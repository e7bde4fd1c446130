"""Evidence of candidates: which texts are read, which pairs are kept, and what is told of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import labels
from pipelines.dedup.arrow import matrix
from pipelines.dedup.evidence import evidence_of
from pipelines.dedup.facts import make_piece
from pipelines.dedup.pieces import PAIRS, Piece
from pipelines.dedup.settings import Settings, read_settings
from pipelines.dedup.signatures import sign
from pipelines.schema import DOCUMENTS, EVIDENCE

COLUMNS = (
    *("id", "kind", "issuer_code", "case_numbers", "date", "registered", "published", "form", "edition", "status"),
    *("instance", "text_format", "source_file", "text"),
)
SHAPE = pa.schema([DOCUMENTS.field(name) for name in COLUMNS])
BARE = {"kind": "decision", "case_numbers": [], "status": "public", "source_file": "", "text": ""}
MONDAY = date(2023, 5, 15)
Row = dict[str, Any]


def prose(words: int, seed: int = 0) -> str:
    """So many words without numbers, no five of them twice."""
    draw = random.Random(seed)
    return " ".join("".join(draw.choices("абвгґдеєжзиіїйклмн", k=7)) for _ in range(words))


def changed(text: str, *places: int, to: str = "інакше") -> str:
    """The text with the words at these places replaced."""
    words = text.split(" ")
    for place in places:
        words[place] = to
    return " ".join(words)


def case(text: str, number: str = "309/1/20", **differs: Any) -> Row:
    """A ruling of one court, day and form in a case."""
    return {"text": text, "issuer_code": "0713", "case_numbers": [number], "date": MONDAY, "form": "Ухвала"} | differs


LONG = prose(300)
NEAR = changed(LONG, 10, 150)
HALF = " ".join(LONG.split(" ")[:150])
DOUBTFUL = changed(LONG, *range(5, 215, 30))
AFAR = prose(300, seed=1)


@dataclass(frozen=True, slots=True)
class Source:
    """Pieces of documents, their texts and sketches by number, and the rows whose texts were asked for."""

    pieces: tuple[Piece, ...]
    texts: dict[str, list[str]]
    sketches: tuple[np.ndarray, ...]
    settings: Settings
    asked: list[tuple[str, int]]

    @classmethod
    def of(cls, folder: Path, *shards: Sequence[Row]) -> Source:
        """Make the pieces p0, p1, … of shards of documents of which only this is said."""
        shipped, tables = read_settings(), [_shard(number, rows) for number, rows in enumerate(shards)]
        pieces = tuple(Piece(f"p{number}", table.num_rows, folder) for number, table in enumerate(tables))
        signed = [sign(table) for table in tables]
        for table, signatures, piece in zip(tables, signed, pieces, strict=True):
            make_piece(table, signatures, piece, shipped)
        texts = {piece.key: table["text"].to_pylist() for piece, table in zip(pieces, tables, strict=True)}
        sketches = tuple(matrix(signatures["minhash"]).astype(np.uint8) for signatures in signed)
        return cls(pieces, texts, sketches, shipped, [])

    def read(self, piece: str, rows: np.ndarray) -> pa.Array:
        """The texts asked for."""
        self.asked.extend((piece, int(row)) for row in rows)
        return pa.array([self.texts[piece][row] for row in rows], pa.large_string())

    def candidates(self, number: int) -> pa.Table:
        """Every earlier row for each row of a piece."""
        rows = [
            {"row": row, "other": self.pieces[earlier].key, "other_row": other, "ways": 16, "bands": 3}
            | {"equal": int((self.sketches[number][row] == self.sketches[earlier][other]).sum())}
            for row in range(self.pieces[number].rows)
            for earlier in range(number + 1)
            for other in range(row if earlier == number else self.pieces[earlier].rows)
        ]
        return pa.Table.from_pylist(rows, schema=PAIRS)

    def evidence(self, number: int, read_all: bool = True) -> pa.Table:
        """The evidence of a piece."""
        others = {piece.key: piece for piece in self.pieces if piece != self.pieces[number]}
        pairs = self.candidates(number)
        return evidence_of(pairs, self.pieces[number], others, self.read, self.settings, read_all=read_all)


def _shard(number: int, rows: Sequence[Row]) -> pa.Table:
    told = [{"id": f"d{number}.{place}", **BARE, **row} for place, row in enumerate(rows)]
    return pa.Table.from_pylist(told, schema=SHAPE)


def by_likeness(pairs: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """A policy that says what evidence itself found, and has no label for documents of two courts."""
    found = pl.concat_str(pl.when(name).then(pl.lit(f"{name} ")).otherwise(pl.lit("")) for name in WAYS)
    apart = pl.col("court") != pl.col("court_other")
    return pairs.select(label=pl.when(~apart).then(found.str.strip_chars()), rule=pl.lit("by_likeness"))


WAYS = ("same_text", "near", "contained", "same_id", "registered")


@pytest.fixture
def plain_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy above; no label hangs on the texts."""
    monkeypatch.setattr(labels, "label_pairs", by_likeness)
    monkeypatch.setattr(labels, "hangs_on_texts", lambda pairs: pl.Series([False] * pairs.height, dtype=pl.Boolean))


@pytest.mark.usefixtures("plain_policy")
@pytest.mark.parametrize(
    ("what", "one", "other", "label"),
    [
        ("equal words", {"text": LONG}, {"text": LONG.upper()}, "same_text near contained"),
        ("near", {"text": LONG}, {"text": NEAR}, "near contained"),
        ("half of it", {"text": LONG}, {"text": HALF}, "contained"),
        ("other words", {"text": LONG}, {"text": AFAR}, None),
        ("other words, one id", {"text": LONG, "id": "x"}, {"text": AFAR, "id": "x"}, "same_id registered"),
        ("other words, one case", case(LONG), case(AFAR), "registered"),
        ("near, two cases", case(LONG), case(NEAR, "309/2/20"), "near contained"),
        ("other words, two cases", case(LONG), case(AFAR, "309/2/20"), None),
        ("one case, one without words", case(LONG), case("—"), None),
        ("two without words", case("—"), case("…"), None),
        ("one id, one without words", {"text": LONG, "id": "x"}, {"id": "x"}, "same_id registered"),
        ("one id, neither with words", {"text": "—", "id": "x"}, {"id": "x"}, "same_id registered"),
        ("no label", case(LONG), case(NEAR, issuer_code="4800"), None),
    ],
)
@pytest.mark.parametrize("cut", [True, False], ids=["two shards", "one shard"])
def test_kept(tmp_path: Path, what: str, one: Row, other: Row, label: str | None, cut: bool):
    """What is near, holds the other, or bears one name is kept, if the policy has a label for it."""
    source = Source.of(tmp_path, [one], [other]) if cut else Source.of(tmp_path, [one, other])
    found = source.evidence(len(source.pieces) - 1)
    assert found.schema == EVIDENCE
    assert found["label"].to_pylist() == ([] if label is None else [label]), what


@pytest.mark.usefixtures("plain_policy")
def test_evidence_names_both_sides(tmp_path: Path):
    """A row says which documents it speaks of, where they lie, and how like they are in both directions."""
    source = Source.of(tmp_path, [{"text": AFAR}, {"text": LONG}], [{"text": HALF}])
    (row,) = source.evidence(1).to_pylist()
    expected = {"id": "d1.0", "row": 0, "twin": "d0.1", "twin_piece": "p0", "twin_row": 1, "bands": 3}
    assert expected.items() <= row.items()
    assert row["estimate"] == pytest.approx(146 / 296, abs=0.15)
    assert row["jaccard"] == pytest.approx(146 / 296)
    assert row["containment"] == 1.0
    assert row["held"] == pytest.approx(146 / 296)


@pytest.mark.usefixtures("plain_policy")
@pytest.mark.parametrize(
    ("what", "text", "read_all", "read"),
    [
        ("equal words", LONG, True, False),
        ("surely near", changed(LONG, 0), True, True),
        ("surely near", changed(LONG, 0), False, False),
        ("at the threshold", DOUBTFUL, False, True),
        ("perhaps contained", HALF, False, True),
        ("surely not", AFAR, True, False),
        ("surely not", AFAR, False, False),
        ("no words", "", True, False),
    ],
)
def test_texts_are_read_where_there_is_doubt(tmp_path: Path, what: str, text: str, read_all: bool, read: bool):
    """The texts of both sides are read, or of none; without them the estimate stands and the rest is not told."""
    source = Source.of(tmp_path, [{"text": LONG}], [{"text": text}])
    found = source.evidence(1, read_all).to_pylist()
    assert source.asked == ([("p1", 0), ("p0", 0)] if read else []), what
    for row in found:
        untold = not read and what != "equal words"
        assert [row[name] is None for name in ("jaccard", "containment", "held")] == [untold] * 3


@pytest.mark.usefixtures("plain_policy")
def test_texts_are_read_where_the_label_hangs_on_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A policy that cannot decide without the texts gets them."""
    monkeypatch.setattr(labels, "hangs_on_texts", lambda pairs: pairs["near"])
    source = Source.of(tmp_path, [{"text": LONG}], [{"text": changed(LONG, 0)}, {"text": AFAR}])
    source.evidence(1, read_all=False)
    assert source.asked == [("p1", 0), ("p0", 0)]


def test_a_doubtful_estimate_is_near_for_the_question_what_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Content is compared wherever the true Jaccard may turn out near, though the estimate is below."""
    asked = list[bool]()

    def hangs(pairs: pl.DataFrame) -> pl.Series:
        asked.extend(pairs["near"])
        return pairs["near"]

    monkeypatch.setattr(labels, "hangs_on_texts", hangs)
    text = changed(LONG, *range(5, 205, 25))  # 40 of 296 5-grams changed: a Jaccard of 256 / 336
    source = Source.of(tmp_path, [{"text": LONG}], [{"text": text}])
    found = source.evidence(1, read_all=False).to_pylist()
    assert asked == [True]
    assert found == [] or found[0]["jaccard"] == pytest.approx(256 / 336)


@pytest.mark.parametrize(
    ("what", "one", "other", "label"),
    [
        ("a re-publication", case(LONG), case(LONG), "identical"),
        ("a corrected sum", case(LONG + " 100"), case(LONG + " 200"), "version"),
        ("another case", case(LONG + " 100"), case(LONG + " 200", "309/2/20"), "sibling"),
        ("equal words of two cases", case(LONG), case(LONG, "309/2/20"), "sibling"),
        ("a dissent", case(LONG), case(NEAR, form="Окрема думка"), "companion"),
    ],
)
@pytest.mark.parametrize("read_all", [True, False])
def test_labels(tmp_path: Path, what: str, one: Row, other: Row, label: str, read_all: bool):
    """The policy gets what it asks for, whether all texts are read or only where there is doubt."""
    source = Source.of(tmp_path, [one], [other])
    assert source.evidence(1, read_all)["label"].to_pylist() == [label], what


def test_an_unknown_piece_is_named(tmp_path: Path):
    """Candidates of a piece that is not there cannot be judged."""
    source = Source.of(tmp_path, [{"text": LONG}], [{"text": NEAR}])
    with pytest.raises(KeyError, match="p0"):
        evidence_of(source.candidates(1), source.pieces[1], {}, source.read, source.settings, read_all=True)


def test_no_candidates(tmp_path: Path):
    """A piece without candidates has no evidence, and nothing is read for it."""
    source = Source.of(tmp_path, [{"text": LONG}])
    assert source.evidence(0).equals(EVIDENCE.empty_table())
    assert source.asked == []


ROWS = st.builds(
    lambda told, text: told | {"text": text},
    st.sampled_from([{}, case("")]) | st.sampled_from([case("", "309/2/20"), {"id": "x"}, {"kind": "statute"}]),
    st.sampled_from([LONG, NEAR, HALF, DOUBTFUL, AFAR, "", LONG + " 15", "два слова"]),
)


@given(st.lists(ROWS, min_size=1, max_size=7), st.lists(st.integers(0, 7), max_size=2), st.booleans())
@settings(max_examples=25)
def test_shard_boundaries_do_not_matter(rows: list[Row], cuts: list[int], read_all: bool):
    """However a source is cut into shards, the same pairs are kept, with the same words about them."""
    bounds = sorted({0, len(rows), *(min(cut, len(rows)) for cut in cuts)})
    rows = [{"id": f"d{place}", **row} for place, row in enumerate(rows)]
    shards = [rows[begin:end] for begin, end in pairwise(bounds)]

    def told(shards: Sequence[Sequence[Row]], firsts: Sequence[int]) -> list[tuple[Any, ...]]:
        with TemporaryDirectory() as folder:
            source = Source.of(Path(folder), *shards)
            found = [source.evidence(number, read_all) for number in range(len(shards))]
        for table in found:
            places = list(zip(*(table[name].to_pylist() for name in ("row", "twin_piece", "twin_row")), strict=True))
            assert places == sorted(places)
        return sorted(
            (first + row["row"], firsts[int(row["twin_piece"][1:])] + row["twin_row"], *list(row.values())[5:])
            for first, table in zip(firsts, found, strict=True)
            for row in table.to_pylist()
        )

    assert told(shards, bounds[:-1]) == told([rows], [0])
