"""Clusters too large to be believed without a person's word.

What belongs here: the limit, and the word (`crowds.toml`). What does not: counting (`report/clusters.py`). A cluster is
named after its oldest document, so a word holds for the nights to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import ceil


@dataclass(frozen=True, slots=True)
class Limits:
    """How many documents a cluster may hold, or which share of its source, and the shares accepted by name."""

    documents: int
    share: float
    accept: Mapping[str, float]

    def allowed(self, cluster: str, source: int) -> float:
        """Documents that a cluster of a source of so many may hold."""
        return max(self.documents, max(self.share, self.accept.get(cluster, 0.0)) * source)


@dataclass(frozen=True, slots=True)
class Crowd:
    """A cluster that holds more than it may: its name, its documents, those of its source, and what it may."""

    cluster: str
    documents: int
    source: int
    allowed: float

    def __str__(self) -> str:
        share, word = self.documents / self.source, ceil(100 * self.documents / self.source) / 100
        return (
            f"Cluster {self.cluster} holds {self.documents:,} of {self.source:,} documents ({share:.1%}), and may hold "
            f'{self.allowed:,.0f}: look at its pairs, and if they are right write "{self.cluster}" = {word} below '
            f"[accept] in pipelines/dedup/crowds.toml"
        )


def read_limits() -> Limits:
    """The limits that are shipped with the project, and what was accepted; read anew each time."""
    import tomllib

    return Limits(**tomllib.loads(files("pipelines.dedup").joinpath("crowds.toml").read_text(encoding="utf-8")))


def crowds(clusters: Mapping[str, int], source: int, limits: Limits) -> list[Crowd]:
    """Of clusters by name, the largest first, those that hold more of a source of so many documents than they may."""
    allowed = {cluster: limits.allowed(cluster, source) for cluster in clusters}
    return [Crowd(name, size, source, allowed[name]) for name, size in clusters.items() if size > allowed[name]]
