"""From a stage of the graph to an asset, and from its report to what the user interface shows.

What belongs here: the one body that all assets share, their metadata and their blocking check. What does not: what
single assets show beyond it (`particulars.py`), which assets there are (one module per group) and when they run
(`automation.py`).
"""

from collections.abc import Iterator

import dagster as dg

from assets import data_checks, markdown, particulars
from assets.automation import condition_of
from assets.partitions import partitions_of, scope_of
from pipelines import schema
from pipelines.engine import Engine, WorkerDied
from pipelines.graph import stage as stage_named
from pipelines.report.audit_losses import Tolerance
from pipelines.scope import UsageError
from pipelines.select.policy import read_policy
from pipelines.sources.folder import SourceError
from pipelines.stage import Stage, Workspace
from pipelines.store import MANIFEST, Ref, Store, StoreError
from pipelines.work import Report, run_stage

ACCOUNTED = "every_row_accounted_for"
SAMPLE_ROWS, SAMPLE_COLUMNS, SAMPLE_LETTERS = 5, 8, 60
LARGEST = 20
"""Shards listed in the metadata: the event log keeps every one of them for ever."""


def asset_of(name: str, *kinds: str) -> dg.AssetsDefinition:
    """The asset of a stage; `kinds` draws its icons."""
    stage = stage_named(name)

    @dg.asset(
        name=name,
        description=stage.purpose,
        metadata=_declared(stage),
        partitions_def=partitions_of(stage.level),
        deps=list(dict.fromkeys(read.stage.name for read in stage.reads)),
        group_name=stage.group,
        kinds=set(kinds),
        owners=["team:corpora"],
        code_version=stage.version,
        check_specs=list(_checks_of(name)),
        automation_condition=condition_of(stage),
    )
    def made(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace], engine: dg.ResourceParam[Engine]
    ) -> dg.MaterializeResult:
        return _result(_run(stage, context, workspace, engine), stage, workspace.store)

    return made


_PROMISE = "Everything taken in was given out, set aside by a decision, or quarantined with a reason."


def _checks_of(name: str) -> Iterator[dg.AssetCheckSpec]:
    """The blocking checks of an asset."""
    yield dg.AssetCheckSpec(ACCOUNTED, asset=name, blocking=True, description=_PROMISE)
    if name in particulars.SPECS:
        yield from particulars.SPECS[name]()
    yield from data_checks.specs(name)


def _run(stage: Stage, context: dg.AssetExecutionContext, workspace: Workspace, engine: Engine) -> Report:
    """Run the stage; what a person must mend fails the run with one sentence and is not tried again."""
    scope = scope_of(context)

    def notice(done: int, total: int) -> None:
        context.log.info(f"{stage.name} of {scope}: {done} of {total} shards")

    try:
        return run_stage(stage, scope, workspace, engine, notice)
    except (StoreError, SourceError, UsageError, WorkerDied) as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def _result(report: Report, stage: Stage, store: Store) -> dg.MaterializeResult:
    """What the user interface shows of a run."""
    checks, shown = [_accounted(report)], dict(_metadata(report, stage, store))
    if stage.name in particulars.TOLD:
        own_checks, own_shown = particulars.TOLD[stage.name](report, store)
        checks += own_checks
        shown.update(own_shown)
    checks += data_checks.results(report.manifest, store, Tolerance.of(read_policy()["audit"]))
    return dg.MaterializeResult(metadata=shown, check_results=checks)


def _accounted(report: Report) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=report.balanced,
        check_name=ACCOUNTED,
        metadata={
            f"{unit}_{side}": getattr(account, side)
            for unit, account in report.accounts.items()
            for side in ("taken_in", "given_out", "set_aside", "quarantined")
        },
    )


def _metadata(report: Report, stage: Stage, store: Store) -> dict[str, dg.MetadataValue | int | float | str]:
    shards = sorted(report.manifest.shards, key=lambda shard: -shard.bytes)
    shown: dict[str, dg.MetadataValue | int | float | str] = {
        "dagster/row_count": report.manifest.rows,
        "quarantined": sum(report.reasons.values()),
        "computed_shards": report.computed,
        "reused_shards": report.reused,
        "seconds": round(report.seconds, 2),
        "bytes": report.bytes,
        "manifest": dg.MetadataValue.path(store.path(report.asset, report.scope, MANIFEST)),
        "largest_shards": dg.MetadataValue.md(
            markdown.table(("file", "rows", "bytes"), [(s.file, s.rows, s.bytes) for s in shards[:LARGEST]])
        ),
    }
    if report.reasons:
        reasons = markdown.table(("reason", "rows"), list(report.reasons.items()))
        shown["quarantine_reasons"] = dg.MetadataValue.md(reasons)
    if stage.columns is not None:
        shown["sample"] = dg.MetadataValue.md(_sample(report, store))
    return shown


def _declared(stage: Stage) -> dict[str, dg.MetadataValue]:
    """What is known before anything is made: the columns, the fields of nested ones in their sentences."""
    if stage.columns is None:
        return {}
    columns = [dg.TableColumn(name, kind, sentence) for name, kind, sentence in schema.describe(stage.columns)]
    return {"dagster/column_schema": dg.MetadataValue.table_schema(dg.TableSchema(columns))}


def _sample(report: Report, store: Store) -> str:
    """First rows of the first shard that has any, values cut short."""
    for shard in report.manifest.shards:
        if shard.rows:
            table = store.read_table(Ref(report.asset, report.scope, shard)).slice(0, SAMPLE_ROWS)
            told = [name for name in table.column_names if table[name].null_count < table.num_rows]
            names = told[:SAMPLE_COLUMNS]
            return markdown.table(names, [[_short(row[name]) for name in names] for row in table.to_pylist()])
    return "no rows"


def _short(value: object) -> str:
    text = " ".join(str(value).split()).replace("|", "\\|")
    return text if len(text) <= SAMPLE_LETTERS else f"{text[:SAMPLE_LETTERS]}…"
