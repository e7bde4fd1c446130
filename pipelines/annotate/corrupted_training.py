"""Learning what sound texts are like, and how corrupted ones differ from them.

What belongs here: corrupting on purpose, and fitting the judge. What does not: which documents are learnt from
(quality_model), the manners of corruption (corruptions), and judging (corrupted).

The judge must not be fitted on texts that the ear was trained on, for those look sounder than any other. So the texts
are halved, and each half is heard by the ear of the other; and once more by that of a few texts of the other. Beside
them the judge is shown strangers, for the corpus holds courts and years that no sample has, and they are no damage.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.annotate import charmodel, wording
from pipelines.annotate.corrupted import FEWEST, SIGNS, Ear, Judge, Shown, hear
from pipelines.annotate.corruptions import KINDS
from pipelines.annotate.folding import fold
from pipelines.annotate.quality_reading import read_texts

FEWEST_DOCUMENTS, FEWEST_CHARS = 24, 60_000
"""What a sample must have for a model: below, every second sound text would hold something never seen."""

LESSONS = 200
"""Texts of each half that are corrupted to learn from."""

WHOLE, EXCERPT = 12_000, (300, 3_000)
"""Code points of a text at most, and of an excerpt of one: short texts must be judged too."""

THIN = 8
"""The thin ear is trained on one in so many texts."""

TOUCHED = 0.005
"""Share of sound texts, whole or excerpts, that may come out as corrupted rather than not."""

STRANGERS = {
    "bits": (2.6, 0.5),
    "novel": (0.24, 0.06),
    "strange": (1.0, 1.0),
    "discord": (1.3, 0.6),
    "repeated": (0.23, 0.1),
    "recurring": (0.08, 0.1),
    "spaced": (0.02, 0.04),
    "voiceless": (0.04, 0.06),
    "odd": (0.02, 0.04),
}
"""Mean and deviation of each sign in sound texts that an ear of other courts' and other makers' texts hears.

Rounded from 214 real decisions and statutes heard by the ear of a few hundred made-up ones, and the two of repetition
from 229, which need no ear. A sign is ordinary up to
here, however little it varies in the sample.
"""
SEEN_STRANGERS = 400
"""Strangers that the judge is shown."""

ROUNDS, STRIDE, RIDGE = 400, 0.5, 0.01
"""Steps of the descent, their length, and the pull of each weight to 0."""

DIGITS = 3
"""Decimals kept of a judge, so that no rounding of a processor's own is in it."""


def learn(texts: list[str], language: str) -> tuple[Ear, Judge] | None:
    """An ear and a judge from sound texts of one language, in an order that has no meaning; None of too few."""
    if len(texts) < FEWEST_DOCUMENTS or sum(map(len, texts)) < FEWEST_CHARS:
        return None
    heard: list[dict[str, Shown]] = []
    for half in (0, 1):
        lessons, others = _lessons(texts[half::2][:LESSONS], language), texts[1 - half :: 2]
        heard += [_heard(lessons, train(others[::step], language)) for step in (1, THIN)]
    return train(texts, language), fit({kind: _joined([each[kind] for each in heard]) for kind in ("", *KINDS)})


def train(texts: list[str], language: str) -> Ear:
    """What sound texts are like."""
    read = read_texts(pa.array(texts, pa.large_string()), language)
    folded = fold(read, longest=max(map(len, texts)))
    return Ear(language, charmodel.train(folded), wording.train(folded))


def fit(shown: dict[str, Shown]) -> Judge:
    """The judge that tells texts of each kind of corruption from sound ones, which stand under ""."""
    mean, deviation = np.array([STRANGERS[sign] for sign in SIGNS]).T
    sound = shown[""].signs
    ordinary, scales = np.maximum(sound.mean(axis=0), mean), np.maximum(sound.std(axis=0), deviation)
    judge = Judge(_plain(ordinary), _plain(scales), np.zeros((len(KINDS), len(SIGNS) + 1)))
    drawn = np.random.default_rng(0).normal(mean, deviation, size=(SEEN_STRANGERS, len(SIGNS)))
    strangers = Shown(np.full(SEEN_STRANGERS, WHOLE), drawn)
    trusted = np.concatenate([judge.standing(shown[""]), judge.standing(strangers)])
    weights = np.stack([_regress(trusted, judge.standing(shown[kind])) for kind in KINDS])
    worst = ((trusted[:, None, :] * weights[:, :-1]).sum(axis=2) + weights[:, -1]).max(axis=1)
    weights[:, -1] -= np.quantile(worst, 1 - TOUCHED)
    return Judge(judge.ordinary, judge.scales, _plain(weights))


def _regress(sound: np.ndarray, corrupted: np.ndarray) -> np.ndarray:
    """Weights of signs, none below 0, and a bias: logistic regression by projected descent, both sides of one weight.

    Products are sums along an axis, whose order is fixed, and no calls of a linear algebra library, whose is not.
    """
    rows = np.column_stack([np.concatenate([sound, corrupted]), np.ones(len(sound) + len(corrupted))])
    truth = np.repeat([0.0, 1.0], [len(sound), len(corrupted)])
    shares = np.repeat([0.5 / len(sound), 0.5 / len(corrupted)], [len(sound), len(corrupted)])
    weights = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        missed = (truth - 1 / (1 + np.exp(-(rows * weights).sum(axis=1)))) * shares
        weights += STRIDE * ((rows * missed[:, None]).sum(axis=0) - RIDGE * np.append(weights[:-1], 0))
        weights[:-1] = np.maximum(weights[:-1], 0)
    return weights


def _lessons(texts: list[str], language: str) -> dict[str, list[str]]:
    """Sound texts and excerpts of them under "", and each corrupted in one manner of every kind."""
    draw = np.random.default_rng(0)
    sound = [cut for text in texts for cut in (text[:WHOLE], _excerpt(text, draw)) if cut.strip()]
    return {"": sound} | {kind: [corrupt(text, language, draw) for text in sound] for kind, corrupt in KINDS.items()}


def _excerpt(text: str, draw: np.random.Generator) -> str:
    """Some code points of a text from anywhere in it."""
    size = int(draw.integers(*EXCERPT))
    first = int(draw.integers(0, max(1, len(text) - size)))
    return text[first : first + size]


def _heard(lessons: dict[str, list[str]], ear: Ear) -> dict[str, Shown]:
    """What each kind of lesson shows."""
    columns = {kind: pa.array(texts, pa.large_string()) for kind, texts in lessons.items()}
    return {kind: hear(read_texts(column, ear.language), ear) for kind, column in columns.items()}


def _joined(parts: list[Shown]) -> Shown:
    """One after the other, without texts too short to be judged."""
    chars, signs = np.concatenate([part.chars for part in parts]), np.concatenate([part.signs for part in parts])
    told = chars >= FEWEST
    return Shown(chars[told], signs[told])


def _plain(values: np.ndarray) -> np.ndarray:
    """Values without the last digits, in which machines may differ (float32)."""
    return np.round(values, DIGITS).astype(np.float32)
