"""What rows a model's matrices begin with for tokens that it never saw.

What belongs here: the weights, as a file that any trainer can read, and their use on a matrix at hand. What does not:
which tokens are new (`extension.py`), and learning their rows from texts, which is the trainer's.

A new row is the mean of the rows of the parts that the base writes in its place (Gee et al. 2022, "Fast Vocabulary
Transfer"): input embeddings and the output layer alike. It needs no text and no run of the model; what is better, such
as distillation of the base's own hidden states (Dobler et al. 2025, arXiv 2505.20133), needs both, and begins with the
same parts.
"""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa


def init_map(tokens: pa.Table, base_size: int, padded: int) -> bytes:
    """`init_map.json`: {"base_size", "size", "padded", "rows": {new id: {"ids": base ids, "weights": of each}}}.

    A part that occurs twice is one id with twice the weight; weights of a row add up to 1.

    Args:
        tokens: `extension.NEW_TOKENS`.
        base_size: ids that the base has.
        padded: rows that the matrices should have; those beyond `size` belong to no token.
    """
    rows = {str(number): _mean(parts) for number, parts in zip(*_columns(tokens), strict=True)}
    told = {"base_size": base_size, "size": base_size + len(rows), "padded": padded, "rows": rows}
    return (json.dumps(told, indent=1) + "\n").encode()


def grown(matrix: np.ndarray, told: bytes) -> np.ndarray:
    """A matrix with rows for the new tokens: float[padded, width]; rows beyond the last token are 0.

    Args:
        matrix: float[rows, width] of the base, a row for each of its ids at least; what it has beyond them is padding.
        told: `init_map.json`.

    Raises:
        ValueError: the matrix has fewer rows than the base has ids.
    """
    read = json.loads(told)
    known = read["base_size"]
    if len(matrix) < known:
        raise ValueError(f"The matrix has {len(matrix)} rows, but its tokenizer {known} ids; give the model's own.")
    wider = np.zeros((read["padded"], matrix.shape[1]), matrix.dtype)
    wider[:known] = matrix[:known]
    for number, row in read["rows"].items():
        wider[int(number)] = np.asarray(row["weights"]) @ matrix[row["ids"]]
    return wider


def _columns(tokens: pa.Table) -> tuple[list[int], list[list[int]]]:
    return tokens["id"].to_pylist(), tokens["parts"].to_pylist()


def _mean(parts: list[int]) -> dict[str, list[int] | list[float]]:
    ids = sorted(set(parts))
    return {"ids": ids, "weights": [parts.count(each) / len(parts) for each in ids]}
