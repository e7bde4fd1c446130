"""What `authority` should tell, computed in memory from whole tables by joins and power iteration. For tests."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.dedup.identity import NATIONAL

DAMPING = 0.85

LATIN = "abcehikmoptxy"
CYRILLIC = "авсенікмортху"


def authority(cases: list[tuple[str, list[str]]], cited: list[tuple[str, list[str]]]) -> dict[str, tuple[int, float]]:
    """(documents that cite it, PageRank over that of one that nobody cites) by id.

    Args:
        cases: id and case numbers of each row of documents.
        cited: id and cited cases of each row of citations.
    """
    ids = sorted({name for name, _ in cases})
    names = {name: {key for row, its in cases if row == name for key in _names(row, its)} for name in ids}
    edges = pl.DataFrame(_edges(ids, names, cited), ["source", "target", "weight"], orient="row")
    edges = edges.cast({"source": pl.Int64, "target": pl.Int64, "weight": pl.Float64})
    edges = edges.group_by("source", "target").agg(pl.col("weight").sum()).sort("source", "target")
    cited_by = np.bincount(edges["target"].to_numpy(), minlength=len(ids))
    ranks = pagerank(np.array([_seed(name) for name in ids], np.float64), edges)
    return dict(zip(ids, zip(cited_by.tolist(), ranks.tolist(), strict=True), strict=True))


def _seed(document: str) -> int:
    """What a citation by a document counts for; only courts that tests name."""
    return 16 if document.startswith(("rada:v002p710-", "rechtspraak:ECLI:NL:HR:")) else 1


def pagerank(seeds: np.ndarray, edges: pl.DataFrame) -> np.ndarray:
    """1 and what citations bring, over what a seed of 1 is given, by power iteration; the silent give by seeds."""
    nodes, share = len(seeds), seeds / max(seeds.sum(), 1)
    source, target, weight = (edges[name].to_numpy() for name in ("source", "target", "weight"))
    silent = np.bincount(source, minlength=nodes) == 0
    rank, unit = np.full(nodes, 1.0 / nodes), 1.0
    for _ in range(200):
        received = np.bincount(target, weights=rank[source] * weight, minlength=nodes)
        started = 1.0 - DAMPING + DAMPING * rank[silent].sum()
        new = started * share + DAMPING * received
        rank = new / new.sum()
        unit = started / max(seeds.sum(), 1)
    return rank / unit - seeds + 1


def _edges(
    ids: list[str], names: dict[str, set[str]], cited: list[tuple[str, list[str]]]
) -> list[tuple[int, int, float]]:
    """A document's weight of 1 is shared by the cases it cites, and a case's share by its documents."""
    found = list[tuple[int, int, float]]()
    for number, source in enumerate(ids):
        asked = {_spelled(case) for row, its in cited if row == source for case in its} - names[source]
        cases = {case: [at for at, other in enumerate(ids) if case in names[other]] for case in sorted(asked)}
        known = {case: its for case, its in cases.items() if its}
        found += [(number, at, 1 / len(its) / len(known)) for its in known.values() for at in its]
    return found


def _names(document: str, numbers: list[str]) -> list[str]:
    eclis = [document[document.index("ECLI:") :]] if "ECLI:" in document else []
    own = [document] if document.startswith("edrsr:") else []
    keys = pl.Series([_spelled(case) for case in [*numbers, *eclis, *own]], dtype=pl.String)
    return keys.filter(keys.str.contains(NATIONAL) | keys.str.contains(r"^(?:ecli:|edrsr:|[a-z]{2}\d{4}$)")).to_list()


def _spelled(case: str) -> str:
    plain = "".join(case.split()).replace("\\", "/").lower()
    if plain.startswith(("ecli:", "edrsr:")) or (len(plain) == 6 and plain[:2].isalpha() and plain[2:].isdigit()):
        parts = plain.split(":")
        is_old = len(parts) == 5 and parts[1] == "nl" and len(parts[4]) == 6 and parts[4][:2].isalpha()
        return parts[4] if is_old else plain
    return plain.translate(str.maketrans(LATIN, CYRILLIC))
