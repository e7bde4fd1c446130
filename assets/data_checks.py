"""Checks of what was made: contracts, codes of publishers, losses by selection, and drift of years.

What belongs here: names, severity and words. What does not: what is expected and measured (`pipelines/checks/`), and
what a selection loses (`pipelines/report/audit_losses.py`).

A broken contract is an error and blocks what would be built on it. A new code of a publisher and a year that drifts are
warnings: law changes, and a person should look.
"""

import base64
from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.checks.breaches import Breach, breaches, misaligned, repeated
from pipelines.checks.drift import Drift, drifts
from pipelines.checks.drift_plot import drift_plot
from pipelines.checks.expectations import COLUMNS, contract, customs
from pipelines.checks.profiles import NAMED, read_profiles
from pipelines.plan import refs_of
from pipelines.report.audit import together
from pipelines.report.audit_losses import Loss, Tolerance, losses, verdict
from pipelines.scope import SOURCES, Scope
from pipelines.select.leaks import proof_of
from pipelines.stage import Shards, Workspace
from pipelines.store import Manifest, Ref, Store

CONTRACT = "keeps_its_contract"
CODES = "publisher_uses_known_codes"
LOSSES = "no_stratum_loses_too_much"
UNPARTED = "no_group_lies_on_two_sides"
WORST = 20
"""Rows of a table: the event log keeps every one of them for ever."""


def specs(name: str) -> Iterator[dg.AssetCheckSpec]:
    """The checks that an asset answers whenever it is made."""
    if name in COLUMNS:
        said = "Every column has its type, no null where none may be, ranges and codes; rows are those of documents."
        yield dg.AssetCheckSpec(CONTRACT, asset=name, blocking=True, description=said)
    if name == "documents":
        said = "Forms, instances, statuses and languages are those that the publisher is known to write."
        yield dg.AssetCheckSpec(CODES, asset=name, description=said)
    if name == "splits":
        said = "What gives another document away lies on its side: case, copies, quotations, companions."
        yield dg.AssetCheckSpec(UNPARTED, asset=name, blocking=True, description=said)
    if name == "release":
        said = "No stratum surely loses more than twice what all lose on average, unless a person has accepted it."
        yield dg.AssetCheckSpec(LOSSES, asset=name, blocking=True, description=said)


def results(manifest: Manifest, store: Store, tolerance: Tolerance) -> Iterator[dg.AssetCheckResult]:
    """The answers to `specs` of the asset that was just made."""
    made = Shards(store, tuple(Ref(manifest.asset, manifest.scope, shard) for shard in manifest.shards))
    if manifest.asset in COLUMNS:
        found = breaches(made, contract(manifest.asset))
        found += (
            repeated(made) if manifest.asset == "documents" else misaligned(made, _documents(manifest.scope, store))
        )
        yield _kept(CONTRACT, found, dg.AssetCheckSeverity.ERROR)
    if manifest.asset == "documents":
        yield _kept(CODES, breaches(made, customs()), dg.AssetCheckSeverity.WARN)
    if manifest.asset == "splits":
        yield unparted(made)
    if manifest.asset == "release":
        yield judged(audited(store, tolerance))


def _documents(scope: Scope, store: Store) -> Shards:
    from pipelines.graph import stage

    return Shards(store, tuple(refs_of(stage("documents"), scope, store)))


def _kept(name: str, found: Sequence[Breach], severity: dg.AssetCheckSeverity) -> dg.AssetCheckResult:
    rows = [(breach.rule, breach.rows, ", ".join(breach.examples)) for breach in found[:WORST]]
    return dg.AssetCheckResult(
        passed=not found,
        check_name=name,
        severity=severity,
        description=f"{'; '.join(map(str, found[:WORST]))}." if found else "Every row keeps every rule.",
        metadata={
            "broken_rules": len(found),
            "rows": max((breach.rows for breach in found), default=0),
            "breaches": dg.MetadataValue.md(_table(("rule", "rows", "examples"), rows)),
        },
    )


def audited(store: Store, tolerance: Tolerance) -> list[Loss]:
    """What every stratum loses, over all cells whose audit is there."""
    cells = [Ref("audit", each.scope, shard) for each in store.manifests("audit") for shard in each.shards]
    return losses(together(Shards(store, tuple(cells))), tolerance)


def unparted(splits: Shards) -> dg.AssetCheckResult:
    """Whether the splits of a source part nothing that belongs together."""
    proof = proof_of(splits)
    return dg.AssetCheckResult(
        passed=proof.passed,
        check_name=UNPARTED,
        description=proof.sentence,
        metadata={**proof.documents, "ties": proof.ties, "parted": proof.parted},
    )


def judged(found: list[Loss]) -> dg.AssetCheckResult:
    """Whether every stratum keeps what it should."""
    above = [loss for loss in found if loss.is_above]
    rows = [(loss.stratum, loss.documents, loss.lost, f"{loss.share:.1%}", loss.reason) for loss in above[:WORST]]
    heads = ("stratum", "in question", "lost", "share", "accepted, because")
    return dg.AssetCheckResult(
        passed=not any(loss.is_too_great for loss in found),
        check_name=LOSSES,
        description=verdict(found),
        metadata={
            "strata": len(found),
            "strata_above_the_limit": len(above),
            "largest_loss": round(max((loss.share for loss in found), default=0.0), 4),
            "limit": round(max((loss.limit for loss in found), default=0.0), 4),
            "losses": dg.MetadataValue.md(_table(heads, rows)),
        },
    )


def _drift_of(source: str) -> str:
    return f"{source}_does_not_drift"


@dg.multi_asset_check(
    name="drift",
    specs=[
        dg.AssetCheckSpec(
            _drift_of(source),
            asset=asset,
            description=f"No year of {source} differs from its neighbours by more than chance and a floor explain.",
        )
        for source in SOURCES
        for asset in NAMED
    ],
    can_subset=True,
)
def drift(
    context: dg.AssetCheckExecutionContext, workspace: dg.ResourceParam[Workspace]
) -> Iterator[dg.AssetCheckResult]:
    """How far each year of a register differs from the years beside and before it."""
    wanted = context.selected_asset_check_keys
    for source in SOURCES:
        found = drifts(source, read_profiles(workspace.store, source))
        for asset in NAMED:
            if dg.AssetCheckKey(dg.AssetKey(asset), _drift_of(source)) in wanted:
                yield undrifted(source, asset, [each for each in found if each.asset == asset])


def undrifted(source: str, asset: str, found: Sequence[Drift]) -> dg.AssetCheckResult:
    """Whether no year is remarkable, with a picture of every feature over the years."""
    grave = sorted((each for each in found if each.is_remarkable), key=lambda each: each.bound / each.psi)
    near = [each for each in found if each.against == "neighbours"]
    rows = [
        (each.feature, each.year, each.against, f"{each.psi:.3f}", f"{each.distance:.3f}", f"{each.bound:.3f}",
         each.documents, each.reference)
        for each in grave[:WORST]
    ]  # fmt: skip
    heads = ("feature", "year", "against", "PSI", "Jensen-Shannon", "remarkable from", "documents", "reference")
    largest = {f"largest_psi_{name}": round(max(each.psi for each in of), 4) for name, of in _by_feature(near)}
    return dg.AssetCheckResult(
        passed=not grave,
        check_name=_drift_of(source),
        asset_key=asset,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{grave[0]}; {len(grave)} in all." if grave else "No year is remarkable.",
        metadata={
            **largest,
            "compared": len(found),
            "remarkable": len(grave),
            "drifts": dg.MetadataValue.md(_table(heads, rows)),
            "years": dg.MetadataValue.md(_picture(drift_plot(near))),
        },
    )


def shown(scope: Scope, store: Store) -> dict[str, float]:
    """The drift of one cell against its neighbours as plain numbers, which Dagster plots over the years."""
    found = drifts(scope.source, read_profiles(store, scope.source))
    near = [each for each in found if (each.year, each.against) == (scope.year, "neighbours")]
    return {f"psi_{each.feature}": round(each.psi, 4) for each in near}


def _by_feature(found: Sequence[Drift]) -> list[tuple[str, list[Drift]]]:
    names = sorted({each.feature for each in found})
    return [(name, [each for each in found if each.feature == name]) for name in names]


def _picture(svg: str) -> str:
    """Markdown that shows a picture; the interface draws no markup, but what an address holds."""
    return f"![years, as far as each differs from its neighbours](data:image/svg+xml;base64,{_encoded(svg)})"


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


check_drift = dg.define_asset_job(
    "check_drift",
    selection=dg.AssetSelection.checks(drift),
    description="Compare every year of every register with the years beside and before it.",
)
weekly = dg.ScheduleDefinition(
    name="check_drift_weekly", job=check_drift, cron_schedule="0 9 * * 1", execution_timezone="Europe/Kyiv"
)


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
