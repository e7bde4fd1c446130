"""All definitions of the code location `lexcorpus`.

What belongs here: gathering. Importing this module reads no file of the corpus, no clock and no heavy library.
"""

import dagster as dg

from assets import annotate, data_checks, datasets, dedup, freshness, ingest, publishers, release, select, tokenizer
from assets.resources import CorpusWorkspace, WorkerEngine
from assets.sensors import refresh, sensors

GROUPS = (ingest, annotate, dedup, select, tokenizer, datasets, release)


def assets() -> list[dg.AssetsDefinition]:
    """Every asset, group by group."""
    return [each for each in dg.load_assets_from_modules(GROUPS) if isinstance(each, dg.AssetsDefinition)]


def build(resources: dict[str, object]) -> dg.Definitions:
    """The definitions over other resources, for tests and command lines."""
    return dg.Definitions(
        assets=assets(),
        asset_checks=[freshness.freshness, data_checks.drift],
        jobs=[refresh, freshness.check_freshness, data_checks.check_drift, *publishers.jobs],
        schedules=[freshness.daily, data_checks.weekly, *publishers.schedules],
        sensors=[*sensors, follow()],
        resources=resources,
        # The steps of a cell form a chain: processes per step would only cost start-up. Workers are the engine's.
        executor=dg.in_process_executor,
    )


def follow() -> dg.AutomationConditionSensorDefinition:
    """Evaluates the follow conditions; off until somebody switches it on."""
    return dg.AutomationConditionSensorDefinition(
        "follow", target=dg.AssetSelection.all(), default_status=dg.DefaultSensorStatus.STOPPED
    )


defs = build({"workspace": CorpusWorkspace(), "engine": WorkerEngine()})
