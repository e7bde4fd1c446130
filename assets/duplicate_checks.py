"""What the user interface shows of duplicates, and the check that no cluster swallows its source.

What belongs here: metadata and words. What does not: counting and choosing (`report/clusters.py`), and the limit
(`dedup/crowds.py`). Labels are counted as plain numbers, one entry each, so that Dagster plots them over the runs.
"""

from collections.abc import Iterable, Sequence

import dagster as dg

from assets import markdown
from pipelines.dedup.crowds import Limits, crowds
from pipelines.dedup.review import Run
from pipelines.plan import refs_of
from pipelines.report.clusters import Census, Pair, census, ended, pairs
from pipelines.report.meanings import MEANINGS
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Manifest, Ref, Store

UNCROWDED = "no_cluster_swallows_its_source"
PROMISE = "The largest cluster holds no more of its source than it may, or a person has accepted it."

Shown = dict[str, dg.MetadataValue | int | float | str]


def spec() -> dg.AssetCheckSpec:
    """The check as the asset declares it; what is built on a false cluster would lose a source."""
    return dg.AssetCheckSpec(UNCROWDED, asset="duplicates", blocking=True, description=PROMISE)


def counted(manifest: Manifest, store: Store) -> Census:
    """The duplicates of a source in figures."""
    return next(iter(census(_shards(manifest, store))), Census(manifest.scope.source, {}, 0, ()))


def judged(counts: Census, limits: Limits) -> dg.AssetCheckResult:
    """Whether every cluster holds no more of its source than it may."""
    found = crowds(dict(counts.largest), counts.documents, limits)
    name, size = counts.largest[0] if counts.largest else ("none", 0)
    largest = f"The largest cluster, {name}, holds {size:,} of {counts.documents:,} documents"
    said = "; ".join(map(str, found)) or (largest if size else "No two documents are alike")
    return dg.AssetCheckResult(
        passed=not found,
        check_name=UNCROWDED,
        description=f"{said}.",
        metadata={"largest_cluster": name, "documents": size, "share": round(size / max(counts.documents, 1), 4)},
    )


def shown(counts: Census, manifest: Manifest, store: Store) -> Shown:
    """Numbers to plot, the largest clusters, and a pair of each label to look at."""
    rows = [(name, size, f"{size / counts.documents:.2%}") for name, size in counts.largest]
    return {
        **{f"label_{label}": counts.labels.get(label, 0) for label in MEANINGS},
        "clusters": counts.clusters,
        "largest_cluster_documents": counts.largest[0][1] if counts.largest else 0,
        "largest_clusters": dg.MetadataValue.md(markdown.table(("cluster", "documents", "share of the source"), rows)),
        "pairs": dg.MetadataValue.md(as_markdown(_pairs(manifest, store))),
    }


def as_markdown(found: Sequence[Pair]) -> str:
    """A table for each pair: the first lines in which it differs, what the other side has not in bold."""
    return "\n\n".join(map(_pair, found)) or "No pair to show: none was found, or none whose personal data was found."


def _pair(pair: Pair) -> str:
    likeness = ", ".join(
        f"{name} {value:.2f}"
        for name, value in (("Jaccard", pair.jaccard), ("containment", pair.containment))
        if value is not None
    )
    why = "; ".join(part for part in (likeness, f"rule: {_escaped(pair.rule)}" if pair.rule else "") if part)
    head = f"**{pair.label}**: {MEANINGS[pair.label]}. {why}"
    lines = [(_side(each.left), _side(each.right)) for each in pair.differences]
    sides = (f"twin {pair.twin}", f"document {pair.document}")
    return f"{head}\n\n{markdown.table(sides, lines or [('no line differs',) * 2])}"


def _side(runs: Iterable[Run]) -> str:
    return "".join(f"**{_escaped(text)}**" if changed and text.strip() else _escaped(text) for text, changed in runs)


def _escaped(text: str) -> str:
    """Words that Markdown must not read as its own."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~" else letter for letter in text)


def _pairs(manifest: Manifest, store: Store) -> list[Pair]:
    documents, private = (_cells(store, name, manifest.scope) for name in ("documents", "personal_data"))
    return pairs(_shards(manifest, store), documents, private, ended(documents))


def _shards(manifest: Manifest, store: Store) -> Shards:
    return Shards(store, tuple(Ref(manifest.asset, manifest.scope, shard) for shard in manifest.shards))


def _cells(store: Store, asset: str, scope: Scope) -> Shards:
    from pipelines.graph import stage

    return Shards(store, tuple(refs_of(stage(asset), scope, store)))
