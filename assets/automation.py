"""When assets run by themselves: the follow condition.

What belongs here: automation conditions. What does not: sensors, which start what stands at the head of the graph
(`sensors.py`).

The cell-wise heads of the graph are refreshed by sensors. Everything after a wider asset follows what it reads. An
asset that reads both a wide asset and what that one was made from must wait for the wide one: so it follows only
those of its inputs that no other of its inputs was made from.
"""

import dagster as dg

from pipelines.stage import Stage


def condition_of(stage: Stage) -> dg.AutomationCondition | None:
    """Follow what the stage reads, if it lies behind anything wider than a cell; sensors start the rest."""
    if stage.reach == "cell":
        return None
    news = dg.AutomationCondition.any_deps_updated()
    passed_over = sorted(_reads(stage) - _last_made(stage))
    if passed_over:
        news = news.ignore(dg.AssetSelection.assets(*passed_over))
    quiet = ~dg.AutomationCondition.any_deps_in_progress() & ~dg.AutomationCondition.in_progress()
    follow = news.since_last_handled() & quiet
    if stage.level == "cell":  # a wider asset fans out over every year there could be; only made ones follow
        follow &= ~dg.AutomationCondition.any_deps_missing()
    return follow


def _reads(stage: Stage) -> set[str]:
    return {read.stage.name for read in stage.reads}


def _ancestors(stage: Stage) -> set[str]:
    return _reads(stage).union(*(_ancestors(read.stage) for read in stage.reads))


def _last_made(stage: Stage) -> set[str]:
    """Inputs that no other input was made from."""
    return _reads(stage).difference(*(_ancestors(read.stage) for read in stage.reads))
