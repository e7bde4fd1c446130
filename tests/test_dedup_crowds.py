"""Clusters too large to be believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.dedup.crowds import Limits, crowds, read_limits
from pipelines.engine import InlineEngine
from pipelines.run import CrowdedCluster, cells_on_offer, run_graph
from pipelines.scope import Scope
from pipelines.stage import Workspace

LIMITS = Limits(1_000, 0.05, {"edrsr:7": 0.3})


@pytest.mark.parametrize(
    ("cluster", "size", "source", "crowded"),
    [
        ("edrsr:1", 1_000, 1_000, False),
        ("edrsr:1", 1_001, 1_001, True),
        ("edrsr:1", 1_001, 20_000, True),
        ("edrsr:1", 1_001, 20_020, False),
        ("edrsr:1", 859_090, 859_092, True),
        ("edrsr:7", 6_000, 20_000, False),
        ("edrsr:7", 6_001, 20_000, True),
        ("edrsr:7", 900, 900, False),
    ],
)
def test_a_cluster_may_hold_so_many_or_so_large_a_share(cluster: str, size: int, source: int, crowded: bool) -> None:
    """Whichever is more; a word holds for its cluster and up to its share."""
    assert [crowd.cluster for crowd in crowds({cluster: size}, source, LIMITS)] == [cluster] * crowded


def test_a_crowd_says_how_it_is_accepted() -> None:
    """Which cluster, how large, and the line to write, which is enough."""
    (crowd,) = crowds({"edrsr:1": 2_501, "edrsr:2": 9}, 10_000, LIMITS)
    assert str(crowd).startswith("Cluster edrsr:1 holds 2,501 of 10,000 documents (25.0%), and may hold 1,000")
    assert '"edrsr:1" = 0.26' in str(crowd)
    assert crowds({"edrsr:1": 2_501}, 10_000, Limits(1_000, 0.05, {"edrsr:1": 0.26})) == []


def test_the_limits_that_are_shipped() -> None:
    """A twentieth, a thousand, and nothing accepted beforehand."""
    assert read_limits() == Limits(1_000, 0.05, {})


def test_nothing_is_built_on_a_cluster_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line stops there too, and says which cluster, and how to accept it."""
    monkeypatch.setattr("pipelines.dedup.crowds.read_limits", lambda: Limits(1, 0.0, {}))
    workspace = Workspace(str(Path(__file__).parent / "fixtures"), str(tmp_path))
    cells = cells_on_offer(workspace.sources, [Scope("rechtspraak")])
    with pytest.raises(CrowdedCluster, match=r"^Cluster rechtspraak:\S+ holds 2 of \d+ documents .*\[accept\]"):
        run_graph(cells, workspace, InlineEngine(), until="duplicates")
