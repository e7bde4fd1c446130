"""Sensors: one per source, off until somebody switches them on.

What belongs here: noticing which cells of the sources folder changed, and requesting them. What does not: bringing the
changes there (`publishers.py`), and the work itself. A cursor is only a hint: a lost one costs a look at every cell of
the source, and shards that are there are not made again.
"""

import datetime as dt
import json
from collections.abc import Mapping

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


def requests(seen: Mapping[Scope, str], known: Mapping[str, str], day: dt.date) -> list[dg.RunRequest]:
    """One run for each cell whose offer is not the one the cursor knows.

    The day is part of the run's key, for an offer may change there and back, and that is news each time.
    """
    changed = [(cell, mark) for cell, mark in seen.items() if known.get(str(cell)) != mark]
    return [
        dg.RunRequest(run_key=f"{cell}-{known.get(str(cell), 'new')}-{mark}-{day}", partition_key=key_of(cell))
        for cell, mark in changed
    ]


def cells_known(cursor: str | None) -> dict[str, str]:
    """What a cursor remembers: the mark of each cell; nothing when it is lost or from another time."""
    try:
        told = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def sensor_of(source: str) -> dg.SensorDefinition:
    """The sensor of a source."""

    @dg.sensor(
        name=f"{source}_changes",
        job=refresh,
        minimum_interval_seconds=HOUR,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description=f"Refreshes the cells of {source} whose files in the sources folder changed.",
    )
    def changes(
        context: dg.SensorEvaluationContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.SensorResult | dg.SkipReason:
        from pipelines.ingest import marks_of

        seen = marks_of(source, workspace.sources)
        asked = requests(seen, cells_known(context.cursor), dt.date.today())
        if not asked:
            return dg.SkipReason(f"The files of {source} are the ones seen before.")
        cursor = json.dumps({str(cell): mark for cell, mark in seen.items()}, sort_keys=True)
        return dg.SensorResult(run_requests=asked, cursor=cursor)

    return changes


sensors = [sensor_of(source) for source in SOURCES]
