"""What a release was made with: parameters.json, the policies, settings and seeds of every stage behind it.

What belongs here: which stages are behind it, and how they are told. What does not: the settings themselves, which
stand in the graph, and the files it was made from (`lineage.py`).
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.annotate.personal.privacy import Profile
from pipelines.stage import Stage

FILE = "parameters.json"
"""Its name in a release."""


def parameters(last: Stage, profile: Profile) -> bytes:
    """JSON of the release profile, and of version and parameters of all that a stage is made from, by name.

    The policy of the selection is a parameter of `selection`, the budget one of `budget`, seeds stand with the stage
    that draws. The same settings give the same bytes.
    """
    stages = {stage.name: {"version": stage.version, "parameters": stage.parameters} for stage in behind(last)}
    told: dict[str, Any] = {"profile": profile.told() | {"version": profile.version}, "stages": stages}
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=dict) + "\n").encode()


def behind(last: Stage) -> list[Stage]:
    """A stage and all that it is made from, at any remove, by name."""
    found, waiting = dict[str, Stage](), [last]
    while waiting:
        stage = waiting.pop()
        if stage.name not in found:
            found[stage.name] = stage
            waiting += [read.stage for read in stage.reads]
    return [found[name] for name in sorted(found)]
