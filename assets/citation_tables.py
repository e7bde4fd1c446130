"""What the user interface shows of citations, acts and cited decisions, and the check that a cell's laws are found.

What belongs here: metadata and words. What does not: counting (`pipelines/report/citations.py`). States are counted as
plain numbers, one entry each, so that Dagster plots them over the years.
"""

import dagster as dg

from assets import markdown
from pipelines.graph import stage
from pipelines.plan import refs_of
from pipelines.report import citations
from pipelines.report.citations import Census
from pipelines.stage import Shards
from pipelines.store import Manifest, Ref, Store

RESOLVED = "laws_are_found_as_elsewhere"
PROMISE = "About as many mentions of laws find their law as is usual for the source; a fall asks for a new alias."

Shown = dict[str, dg.MetadataValue | int | float | str]


def spec() -> dg.AssetCheckSpec:
    """The check as the asset declares it; new names of laws are no reason to stop."""
    return dg.AssetCheckSpec(RESOLVED, asset="citations", description=PROMISE)


def counted(manifest: Manifest, store: Store) -> Census:
    """The citations of a cell in figures."""
    return citations.census(_shards(manifest, store))


def judged(counts: Census, manifest: Manifest, store: Store) -> dg.AssetCheckResult:
    """Whether the share of mentions that found their law is near the median of the source's other cells."""
    others = {
        str(each.scope): [Ref(each.asset, each.scope, shard) for shard in each.shards]
        for each in store.manifests(manifest.asset, manifest.scope.source)
        if each.scope != manifest.scope
    }
    usual = citations.usual_rate(others, store) if counts.mentions >= citations.FEW else None
    said = f"{counts.rate:.1%} of {counts.mentions:,} mentions of laws found their law"
    compared = "there is too little to compare with" if usual is None else f"usual for the source are {usual:.1%}"
    return dg.AssetCheckResult(
        passed=usual is None or counts.rate >= usual - citations.FAR,
        check_name=RESOLVED,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{said}; {compared}.",
        metadata={"rate": round(counts.rate, 4), "mentions": counts.mentions, "usual_rate": round(usual or 0.0, 4)},
    )


def shown(counts: Census, manifest: Manifest, store: Store) -> Shown:
    """The rate and the states as numbers to plot, strings that found no law, and the most cited articles."""
    documents = Shards(store, tuple(refs_of(stage("documents"), manifest.scope, store)))
    strings = citations.unresolved(_shards(manifest, store), documents)
    titles = citations.titles(counts.articles.keys(), store)
    work = [(_cell(each.said), each.mentions, ", ".join(each.candidates), each.document) for each in strings]
    cited = [(*of, _cell(titles.get(of, "")), count) for of, count in counts.articles.items()]
    return {
        "resolution_rate": round(counts.rate, 4),
        **{f"laws_{state}": counts.states[state] for state in citations.STATES},
        "cited_decisions": counts.decisions,
        "unresolved_strings": _table(("string", "mentions in the sample", "may be", "document"), work),
        "most_cited_articles": _table(("law", "article", "title", "citations"), cited),
    }


def acts(manifest: Manifest, store: Store) -> Shown:
    """How many laws, editions and articles the index of statutes holds."""
    return {**citations.acts(_shards(manifest, store))}


def most_cited(manifest: Manifest, store: Store) -> Shown:
    """The decisions that most documents cite."""
    return {"most_cited": _table(("decision", "cited by"), citations.most_cited(_shards(manifest, store)))}


def _shards(manifest: Manifest, store: Store) -> Shards:
    return Shards(store, tuple(Ref(manifest.asset, manifest.scope, shard) for shard in manifest.shards))


def _table(head: tuple[str, ...], rows: list[tuple]) -> dg.MetadataValue:
    return dg.MetadataValue.md(markdown.table(head, rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
