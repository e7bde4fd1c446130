"""Partitions: the cells and sources a person picks in the user interface.

What belongs here: partition definitions and their translation to scopes. What does not: shards, which Dagster never
sees. Nothing is computed from the clock at import: Dagster adds the running year by itself.
"""

import dagster as dg

from pipelines.scope import EVERYTHING, FIRST_YEAR, SOURCES, Level, Scope, parse_scope

sources = dg.StaticPartitionsDefinition(list(SOURCES))
years = dg.TimeWindowPartitionsDefinition(cron_schedule="0 0 1 1 *", start=str(FIRST_YEAR), fmt="%Y", end_offset=1)
cells = dg.MultiPartitionsDefinition({"source": sources, "year": years})


def partitions_of(level: Level) -> dg.PartitionsDefinition | None:
    """Cells for what is made per source and year, sources for what is made per source, nothing for the rest."""
    return {"cell": cells, "source": sources, "once": None}[level]


def scope_of(context: dg.AssetExecutionContext) -> Scope:
    """The scope a run was asked for."""
    return parse_scope(str(context.partition_key)) if context.has_partition_key else EVERYTHING


def key_of(scope: Scope) -> dg.MultiPartitionKey:
    """The partition key of a cell."""
    return dg.MultiPartitionKey({"source": scope.source, "year": scope.year})
