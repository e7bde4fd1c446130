"""How near signatures come to the true Jaccard: `python -m benchmarks.signature_errors`.

What belongs here: pairs of texts whose Jaccard is known, and what MinHash and SimHash say of them. What does not:
speed (`cases_signatures.py`).

SimHash beside MinHash, 2,000 pairs of texts of 600 words for each Jaccard, as this command prints it:

    Jaccard   MinHash error  theory  in a band of 14 × 8   SimHash bits apart  error  within 3 bits
       0.50          0.0448  0.0442                 0.061                 17.2  0.143          0.000
       0.60          0.0435  0.0433                 0.221                 14.7  0.136          0.000
       0.70          0.0410  0.0405                 0.547                 12.1  0.119          0.001
       0.80          0.0356  0.0351                 0.937                  9.6  0.101          0.007
       0.90          0.0260  0.0260                 1.000                  6.5  0.072          0.111
       0.95          0.0188  0.0191                 1.000                  4.6  0.047          0.301
       0.98          0.0112  0.0113                 1.000                  2.6  0.023          0.740

The errors are roots of mean squares. A band is a chance of 14 for 8 equal minima: what brings two texts up as
candidates. Three bits is the distance of Manku, Jain and Das Sarma (2007): it finds a typing error mended, not a
template filled in anew. With 8 bytes beside 512 and an error three times as large at J = .8, SimHash is no judge here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipelines.dedup.arrow import matrix, numbers
from pipelines.dedup.signatures import SHINGLE, sign
from pipelines.schema import MINHASH_PERMUTATIONS

WORDS = 600
"""Words of a text; no word occurs twice, so that every word replaced is five shingles replaced."""

JACCARDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
PAIRS = 2000
BANDS, ROWS = 14, 8
NEAR = 3


def pairs(jaccard: float, number: int) -> tuple[float, pa.Table]:
    """The true Jaccard, as near as may be to the one asked for, and so many pairs of texts; the same every time.

    Row 2i and row 2i + 1 of the table (id, text) are a pair. A word in the middle of nothing else that changes takes
    part in five shingles, so n of them leave J = (m - 5n) / (m + 5n) of m shingles.
    """
    shingles = WORDS - SHINGLE + 1
    changes = round(shingles * (1 - jaccard) / (1 + jaccard) / SHINGLE)
    draw = np.random.default_rng(round(jaccard * 1000))
    texts = [text for _ in range(number) for text in _pair(draw, changes)]
    table = pa.table({"id": [str(row) for row in range(len(texts))], "text": pa.array(texts, pa.large_string())})
    return (shingles - SHINGLE * changes) / (shingles + SHINGLE * changes), table


def _pair(draw: np.random.Generator, changes: int) -> tuple[str, str]:
    words = draw.choice(1 << 40, WORDS + changes, replace=False)
    text, spare = words[:WORDS], words[WORDS:]
    other = text.copy()
    other[draw.choice(WORDS // SHINGLE - 1, changes, replace=False) * SHINGLE + SHINGLE - 1] = spare
    return " ".join(map(str, text)), " ".join(map(str, other))


def estimates(texts: pa.Table, permutations: int = MINHASH_PERMUTATIONS) -> np.ndarray:
    """float64[pairs]: the share of minima that agree."""
    minima = matrix(sign(texts, permutations=permutations)["minhash"])
    return (minima[::2] == minima[1::2]).mean(axis=1)


def theory(jaccard: float, permutations: int = MINHASH_PERMUTATIONS) -> float:
    """Standard error of such a share (Broder 1997): that of so many tosses."""
    return math.sqrt(jaccard * (1 - jaccard) / permutations)


def distances(texts: pa.Table) -> np.ndarray:
    """uint8[pairs]: bits in which the SimHashes differ."""
    hashes = numbers(sign(texts)["simhash"])
    return np.bitwise_count(hashes[::2] ^ hashes[1::2])


def from_distance(bits: np.ndarray) -> np.ndarray:
    """The Jaccard of two sets of one size whose SimHashes differ in so many of 64 bits.

    The share of bits is the angle over π (Charikar 2002), and the cosine of two such sets is 2J / (1 + J).
    """
    cosine = np.cos(np.pi * bits / 64)
    return cosine / (2 - cosine)


def lines() -> Iterator[str]:
    """The table of this module's docstring."""
    yield "Jaccard   MinHash error  theory  in a band of 14 × 8   SimHash bits apart  error  within 3 bits"
    for asked in JACCARDS:
        true, texts = pairs(asked, PAIRS)
        minima = matrix(sign(texts)["minhash"])[:, : BANDS * ROWS].reshape(PAIRS, 2, BANDS, ROWS)
        found = (minima[:, 0] == minima[:, 1]).all(axis=2).any(axis=1).mean()
        error, apart = _spread(estimates(texts) - true), distances(texts)
        yield (
            f"{true:7.2f}{error:16.4f}{theory(true):8.4f}{found:22.3f}"
            f"{apart.mean():21.1f}{_spread(from_distance(apart) - true):7.3f}{(apart <= NEAR).mean():15.3f}"
        )


def _spread(errors: np.ndarray) -> float:
    return math.sqrt((errors**2).mean())


if __name__ == "__main__":
    print(*lines(), sep="\n")
