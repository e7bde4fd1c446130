"""Sensors: one per source, off until somebody switches them on.

What belongs here: asking what changed, and requesting the cells it touches. What does not: the work itself. A cursor
is only a hint: a lost one costs a look at every cell of the source, and shards that are there are not made again.

Still to come: asking the publishers; today a sensor watches the sources folder.
"""

from collections.abc import Sequence

import dagster as dg

from assets.partitions import key_of
from pipelines.scope import SOURCES, Scope
from pipelines.stage import Workspace

HEADS = ("source_files", "documents", "signatures", "sections", "personal_data")
"""What a changed cell makes new by itself; the rest follows."""

HOUR = 3600

refresh = dg.define_asset_job(
    "refresh", selection=list(HEADS), description="Read a cell anew and annotate what changed in it."
)


def requests(cells: Sequence[Scope], seen: str, cursor: str | None) -> list[dg.RunRequest]:
    """One run per cell when the offer is not the one the cursor knows; none otherwise."""
    if seen == cursor:
        return []
    step = f"{cursor}-{seen}"  # an offer that goes back to an earlier one is news too
    return [dg.RunRequest(run_key=f"{cell}-{step}", partition_key=key_of(cell)) for cell in cells]


def sensor_of(source: str) -> dg.SensorDefinition:
    """The sensor of a source."""

    @dg.sensor(
        name=f"{source}_changes",
        job=refresh,
        minimum_interval_seconds=HOUR,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description=f"Refreshes the cells of {source} when archives or lists in its sources folder change.",
    )
    def changes(
        context: dg.SensorEvaluationContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.SensorResult | dg.SkipReason:
        from pipelines.ingest import cells_of, mark_of

        seen = mark_of(source, workspace.sources)
        cells = cells_of(source, workspace.sources) if seen != context.cursor else []
        asked = requests(cells, seen, context.cursor)
        if not asked:
            return dg.SkipReason(f"The files of {source} are the ones seen before.")
        return dg.SensorResult(run_requests=asked, cursor=seen)

    return changes


sensors = [sensor_of(source) for source in SOURCES]
