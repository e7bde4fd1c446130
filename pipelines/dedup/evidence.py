"""Evidence: what became of the candidates of a piece, pair by pair.

What belongs here: facts of both sides, which texts are read, which pairs are kept. What does not: finding candidates
(`index.py`), the likeness of texts (`comparison.py`) and the policy (`labels.py`).

A pair is kept when its texts are near each other, when one holds the other, or when the register names one document
or one case; and when the policy has a label for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import schema
from pipelines.dedup import labels
from pipelines.dedup.comparison import EQUAL_TEXTS, Texts, likeness
from pipelines.dedup.estimates import CHANCE, DOUBT, estimated
from pipelines.dedup.pieces import FACTS, SILENT, Piece
from pipelines.dedup.sets import Sets
from pipelines.dedup.settings import Settings
from pipelines.dedup.signatures import SHINGLE

Compare = Callable[[pl.DataFrame, str, Texts], pl.DataFrame]
"""`comparison.likeness`, or something that knows its answers already."""

COLUMNS = [name for name in FACTS.names if name not in ("status", "registered", "published")]
"""Facts that say what two rows are to each other; the others say which of them is the better copy."""


def evidence_of(
    pairs: pa.Table,
    piece: Piece,
    others: Mapping[str, Piece],
    texts: Texts,
    settings: Settings,
    *,
    read_all: bool,
    compare: Compare = likeness,
) -> pa.Table:
    """`schema.EVIDENCE` of the candidates of a piece, sorted by row, twin_piece and twin_row.

    Args:
        pairs: `pieces.PAIRS` of the piece.
        piece: the piece of the later rows.
        others: the pieces of the earlier rows by key; `piece` may be left out.
        texts: a way to the texts of a piece.
        settings: thresholds, and the width of the sketches.
        read_all: read the texts of every pair that may be like. Else only those of pairs that may be one decision
            or of one case, where the estimate is within `DOUBT` standard deviations of a threshold or the label hangs
            on the texts. For two cases of one template the estimate decides whether they are near.
        compare: what tells how like the texts are.

    Equal texts are never read, nor are texts without words. Raises KeyError when a pair names a piece that `others`
    lacks.
    """
    candidates = _estimated(_with_facts(pairs, piece, others), settings)
    candidates = candidates.filter(pl.col("same_text") | pl.col("possible") | pl.col("registered"))
    asked = _asked(candidates, settings, read_all)
    sides = asked.filter("asked").select("row", "other", "other_row", "words", "words_other", "closely")
    compared = _compared(asked, compare(sides, piece.key, texts), settings)
    kept = compared.filter(pl.col("near") | pl.col("contained") | pl.col("registered"))
    labelled = kept.with_columns(labels.label_pairs(kept, settings).select("label", "rule"))
    return _evidence(labelled.drop_nulls("label"))


def _with_facts(pairs: pa.Table, piece: Piece, others: Mapping[str, Piece]) -> pl.DataFrame:
    """The pairs in their order with the facts of the later row, those of the earlier with `_other`; shared_cases."""
    frame, own = pl.DataFrame(pairs), _facts(piece)
    later, parts = own[frame["row"]], [own.clear().with_columns(pair=pl.lit(0, pl.UInt32))]
    for (key,), group in frame.with_row_index("pair").group_by("other", maintain_order=True):
        facts = own if key == piece.key else _facts(others[str(key)])
        parts.append(facts[group["other_row"]].with_columns(group["pair"]))
    earlier = pl.concat(parts).sort("pair").drop("pair")
    cases, cases_other = (Sets.of(side["cases"].to_arrow()) for side in (later, earlier))
    every = np.arange(frame.height)
    sides = later.hstack(earlier.rename(lambda name: f"{name}_other"))
    return frame.hstack(sides).with_columns(shared_cases=pl.Series(cases.shared(every, cases_other, every)))


def _facts(piece: Piece) -> pl.DataFrame:
    """`COLUMNS` of all rows of a piece."""
    return pl.DataFrame(pq.ParquetFile(piece.facts).read(COLUMNS))


def _estimated(pairs: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Adds what can be told without the texts.

    Columns: same_id, same_text, worded (both sides), registered (one id, or words and one case), estimate; near and
    contained, by the estimate; nearly, whether the true Jaccard may be near; possible, whether either may be; doubtful,
    whether one of the two may be or may not be.

    Of sets with a <= b members, the smaller lies to the share c in the other at a Jaccard of c / (1 + b/a - c).
    """
    pairs = pairs.with_columns(
        same_id=pl.col("id_key") == pl.col("id_key_other"),
        same_text=(pl.col("text_key") == pl.col("text_key_other")) & (pl.col("text_key") != SILENT),
        worded=(pl.col("words") > 0) & (pl.col("words_other") > 0),
    )
    estimate = pl.lit(pl.Series(estimated(pairs["equal"].to_numpy(), settings.permutations)))
    pairs = pairs.with_columns(
        registered=pl.col("same_id") | (pl.col("worded") & (pl.col("shared_cases") > 0)),
        estimate=pl.when("same_text").then(1.0).when("worded").then(estimate.clip(0)).otherwise(0.0),
    )
    sizes = [(pl.col(words) - SHINGLE + 1).clip(1) for words in ("words", "words_other")]
    ratio = pl.max_horizontal(sizes) / pl.min_horizontal(sizes)
    near_at, held_at = pl.lit(settings.jaccard), settings.containment / (1 + ratio - settings.containment)
    above, above_held = (pl.col("estimate") - level for level in (near_at, held_at))
    slack, slack_held = (DOUBT * _deviation(level, settings.permutations) for level in (near_at, held_at))
    return pairs.with_columns(
        near=above >= 0,
        contained=above_held >= 0,
        nearly=above >= -slack,
        possible=pl.col("worded") & ((above >= -slack) | (above_held >= -slack_held)),
        doubtful=(above.abs() <= slack) | (above_held.abs() <= slack_held),
    )


def _deviation(jaccard: pl.Expr, permutations: int) -> pl.Expr:
    """Standard deviation of the estimate at a Jaccard, as `estimates.deviation`."""
    agree = jaccard + (1 - jaccard) * CHANCE
    return (agree * (1 - agree) / permutations).sqrt() / (1 - CHANCE)


def _asked(pairs: pl.DataFrame, settings: Settings, read_all: bool) -> pl.DataFrame:
    """Adds asked, whether the texts are to be read, and closely, whether the label may hang on their content."""
    hangs = labels.hangs_on_texts(pairs.with_columns(near="nearly"))
    readable = ~pl.col("same_text") & pl.col("worded")
    doubtful = pl.col("doubtful") & ~labels.told_apart(pairs)
    wanted = pl.lit(True) if read_all else doubtful | hangs | labels.may_retell(pairs)
    return pairs.with_columns(asked=readable & wanted, closely=hangs)


def _compared(pairs: pl.DataFrame, found: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Adds `LIKENESS`, null where the texts were neither read nor equal; near and contained are then the estimate's."""
    pairs = pairs.with_row_index("pair")
    equal = pairs.filter("same_text").select("pair").with_columns(EQUAL_TEXTS)
    known = pl.concat([equal, pairs.filter("asked").select("pair").hstack(found)])
    held = pl.max_horizontal("of_row", "of_other")
    return pairs.join(known, on="pair", how="left", maintain_order="left").with_columns(
        near=(pl.col("jaccard") >= settings.jaccard).fill_null(pl.col("near")),
        contained=(held >= settings.containment).fill_null(pl.col("contained")),
    )


def _evidence(pairs: pl.DataFrame) -> pa.Table:
    columns = {
        "id": "id",
        "row": "row",
        "twin": "id_other",
        "twin_piece": "other",
        "twin_row": "other_row",
        "bands": "bands",
        "estimate": "estimate",
        "jaccard": "jaccard",
        "containment": "of_row",
        "held": "of_other",
        "label": "label",
        "rule": "rule",
    }
    ordered = pairs.select(**{name: pl.col(column) for name, column in columns.items()})
    return ordered.sort("row", "twin_piece", "twin_row").to_arrow().cast(schema.EVIDENCE)
