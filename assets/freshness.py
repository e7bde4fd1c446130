"""Freshness: how old the newest document of each register is.

What belongs here: one check per source, on what its manifests tell, and the schedule that asks. What does not: when
assets were made; a run that found nothing new does not make a corpus fresh.
"""

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from pipelines.registers import REGISTERS, register_of
from pipelines.stage import Workspace
from pipelines.store import Store


def newest(source: str, store: Store, today: dt.date) -> dt.date | None:
    """The latest day that documents of the source speak of; a day that has not come is a slip of the pen."""
    told = (shard.newest for manifest in store.manifests("documents", source) for shard in manifest.shards)
    days = (dt.date.fromisoformat(day) for day in told if day)
    return max((day for day in days if day <= today), default=None)


def judged(source: str, store: Store, today: dt.date) -> dg.AssetCheckResult:
    """Whether the newest document of the source is new enough."""
    day = newest(source, store, today)
    age = (today - day).days if day else None
    return dg.AssetCheckResult(
        check_name=f"{source}_is_fresh",
        asset_key="documents",
        passed=age is not None and age <= register_of(source).silence,
        severity=dg.AssetCheckSeverity.WARN,
        description=_told(source, day, age),
        metadata={"newest_document": str(day or "none"), "days_old": age if age is not None else -1},
    )


def _told(source: str, day: dt.date | None, age: int | None) -> str:
    """What a person reads first, and what they can do."""
    if age is None:
        return f"There is no document yet: materialise documents of {source}."
    usual = register_of(source).silence
    old = f"{age} day{'' if age == 1 else 's'} old"
    if age <= usual:
        return f"The newest document is of {day}, {old}."
    return (
        f"The newest document is of {day}, {old} where {usual} are usual: "
        f"see whether fetch_{source} runs and what it brought."
    )


@dg.multi_asset_check(
    name="freshness",
    specs=[
        dg.AssetCheckSpec(
            f"{register.name}_is_fresh",
            asset="documents",
            description=f"The newest document of {register.name} is at most {register.silence} days old.",
        )
        for register in REGISTERS
    ],
)
def freshness(workspace: dg.ResourceParam[Workspace]) -> Iterator[dg.AssetCheckResult]:
    """How old the newest document of each register is."""
    for register in REGISTERS:
        yield judged(register.name, workspace.store, dt.date.today())


check_freshness = dg.define_asset_job(
    "check_freshness",
    selection=dg.AssetSelection.checks(freshness),
    description="Ask every register's newest document for its age.",
)
daily = dg.ScheduleDefinition(
    name="check_freshness_daily", job=check_freshness, cron_schedule="0 8 * * *", execution_timezone="Europe/Kyiv"
)
