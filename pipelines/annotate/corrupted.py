"""How likely a text is corrupted, by what its characters and words show to a model of sound texts of its language.

What belongs here: the model as a table, the signs that a text shows, and the judgement. What does not: learning it
(corrupted_training), reading texts (charmodel, wording), and what becomes of a corrupted text, which is selection's.

A model has a small logistic regression for each kind of corruption, sound texts against that kind; a text is as
corrupted as its worst kind. Every sign is turned so that more of it is worse, and none may speak for a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.annotate import charmodel, wording
from pipelines.annotate.corruptions import KINDS
from pipelines.annotate.folding import fold
from pipelines.annotate.quality_reading import Reading
from pipelines.annotate.wording import Wording

SIGNS = ("bits", "novel", "strange", "discord", "repeated", "recurring", "spaced", "voiceless", "odd")
"""What speaks of corruption, in the order of the columns of `Shown.signs`."""

REPEATED = 4
"""Column of `Reading.repetition` that speaks of repetition: runs of six words that repeat an earlier one."""

GARBLED = 8
"""Strange characters that one of a pair of a wrong code page counts for: a sound text has none, in all its length."""

FEWEST = 100
"""Symbols below which a text says too little to be judged: it gets nulls."""

HALFWAY = 200.0
"""Symbols at which half of what a text shows beyond the ordinary is believed."""

BOUNDS = (-1.0, 8.0)
"""How far below and above the ordinary a sign may speak, in scales."""


def _column(name: str, kind: pa.DataType, description: str) -> pa.Field:
    return pa.field(name, kind, nullable=False, metadata={"description": description})


MODEL = pa.schema([
    _column("language", pa.string(), "language of the texts it was learnt from: uk or nl"),
    _column("documents", pa.int64(), "documents it was learnt from"),
    _column("chars", pa.int64(), "code points of them"),
    _column("runs", pa.list_(pa.uint16()), "costs of runs of one to five characters (charmodel)"),
    _column("forms", pa.list_(pa.uint32()), "how often each form of a word was seen (wording)"),
    _column("pairs", pa.list_(pa.uint8()), "how often each pair of forms was seen, in levels (wording)"),
    _column("ordinary", pa.list_(pa.float32()), "each sign in sound texts"),
    _column("scales", pa.list_(pa.float32()), "how much each sign varies in them"),
    _column("weights", pa.list_(pa.list_(pa.float32())), "of the signs, and last a bias, by kind of corruption"),
])  # fmt: skip
"""A row for each language of which the corpus has texts enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Ear:
    """What sound texts of a language are like: charmodel.train and wording.train of them."""

    language: str
    runs: np.ndarray
    wording: Wording


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What texts show to an ear: chars, symbols of each that were read, and signs, float64[n, SIGNS]."""

    chars: np.ndarray
    signs: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """ordinary, scales: float32[SIGNS]; weights: float32[KINDS, SIGNS and a bias]."""

    ordinary: np.ndarray
    scales: np.ndarray
    weights: np.ndarray

    def standing(self, shown: Shown) -> np.ndarray:
        """Signs in scales from the ordinary, and nearer to it the shorter the text is."""
        away = np.clip((shown.signs - self.ordinary) / self.scales, *BOUNDS)
        return away * (shown.chars / (shown.chars + HALFWAY))[:, None]

    def logits(self, shown: Shown) -> np.ndarray:
        """Log-odds of each kind of corruption, float64[n, KINDS]."""
        return (self.standing(shown)[:, None, :] * self.weights[:, :-1]).sum(axis=2) + self.weights[:, -1]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """A row a text; NaN and "" where there is no model of its language, or too little text to judge.

    bits_per_char: float32. corrupted: float32, 0 to 1, above one half for one sound text in two hundred. sign: what
    speaks loudest against a text above one half, one of SIGNS.
    """

    bits_per_char: np.ndarray
    corrupted: np.ndarray
    sign: np.ndarray


def score(read: Reading, language: str, model: pa.Table) -> Scores:
    """Judge texts that are declared to be in one language.

    language: primary subtag, `uk` or `nl`; model: of schema MODEL, without a row where the corpus was too small.
    """
    rows = len(read.chars)
    scores = Scores(np.full(rows, np.nan, np.float32), np.full(rows, np.nan, np.float32), np.full(rows, "", object))
    if language not in (known := model["language"].to_pylist()):
        return scores
    ear, judge = _as_parts(model, known.index(language))
    return _judged(hear(read, ear), judge, scores)


def hear(read: Reading, ear: Ear) -> Shown:
    """What texts of one language show to an ear; shares as roots, whose variance hardly depends on them."""
    folded = fold(read)
    runs, words = charmodel.read(folded, ear.language, ear.runs), wording.read(folded, ear.wording)
    columns = {
        "bits": charmodel.bits_per_char(runs),
        "novel": np.sqrt(_share(runs["novel"], runs["chars"])),
        "strange": np.log2(1 + runs["strange"] + GARBLED * read.garbled),
        "discord": -_share(words["accord"], words["pairs"]),
        "repeated": np.sqrt(_share(read.repetition[:, REPEATED], read.chars)),
        "recurring": np.sqrt(_share(read.shapes["same_parts"], read.shapes["parts"])),
        "spaced": np.sqrt(_share(words["spaced"], words["letters"])),
        "voiceless": np.sqrt(_share(words["voiceless"], words["voiceless"] + words["voiced"])),
        "odd": np.sqrt(_share(words["odd"], words["words"])),
    }
    return Shown(runs["chars"], np.column_stack([columns[name] for name in SIGNS]))


def as_row(ear: Ear, judge: Judge, documents: int, chars: int) -> dict[str, Any]:
    """A row of MODEL."""
    return {
        "language": ear.language,
        "documents": documents,
        "chars": chars,
        "runs": ear.runs,
        "forms": ear.wording.forms,
        "pairs": ear.wording.pairs,
        "ordinary": judge.ordinary,
        "scales": judge.scales,
        "weights": list(judge.weights),
    }


def _as_parts(model: pa.Table, number: int) -> tuple[Ear, Judge]:
    """A row of MODEL as the arrays it was made of."""
    columns = {name: model[name][number] for name in MODEL.names}
    flat = {name: columns[name].values.to_numpy() for name in ("runs", "forms", "pairs", "ordinary", "scales")}
    ear = Ear(columns["language"].as_py(), flat["runs"], Wording(flat["forms"], flat["pairs"]))
    weights = columns["weights"].values.flatten().to_numpy().reshape(len(KINDS), len(SIGNS) + 1)
    return ear, Judge(flat["ordinary"], flat["scales"], weights)


def _judged(shown: Shown, judge: Judge, scores: Scores) -> Scores:
    logits = judge.logits(shown)
    likely = 1 / (1 + np.exp(-logits.max(axis=1, initial=-np.inf)))
    told = shown.chars >= FEWEST
    loudest = (judge.standing(shown) * judge.weights[logits.argmax(axis=1), :-1]).argmax(axis=1)
    scores.bits_per_char[told] = shown.signs[told, SIGNS.index("bits")]
    scores.corrupted[told] = likely[told]
    scores.sign[told & (likely > 0.5)] = np.array(SIGNS, object)[loudest[told & (likely > 0.5)]]
    return scores


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide, 0 where there is nothing to divide by."""
    return part / np.maximum(whole, 1)
