"""Instruction seeds as tasks of Label Studio, and the interface in which they are answered.

What belongs here: JSON of tasks and the labelling configuration. What does not: the seeds (`seeds.py`). A seed's
stretch stands as a prediction, to be accepted, moved or thrown away; nothing is an answer before a person says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

CONFIG = """\
<View>
  <Header value="$question"/>
  <Labels name="answer" toName="context"><Label value="Answer"/></Labels>
  <Text name="context" value="$context" granularity="word"/>
  <TextArea name="question_better" toName="context" placeholder="A better question" rows="2"/>
  <Choices name="verdict" toName="context" choice="single" required="true">
    <Choice value="answers"/><Choice value="answers in part"/><Choice value="does not answer"/>
  </Choices>
</View>
"""
"""The labelling interface: the question from its template, the source, and what a person makes of them."""

MODEL = "seeds: a template and a stretch of the source, no model"
"""Says in Label Studio where a prediction comes from."""

_COPIED = ("seed", "kind", "id", "version", "language", "split", "target", "template", "question", "context")


def write_tasks(seeds: Iterable[pa.Table], file: Path) -> int:
    """One JSON array of tasks, those that matter most first as the tables give them; how many there are."""
    count = 0
    with file.open("w", encoding="utf-8") as written:
        written.write("[")
        for row in (row for table in seeds for row in table.to_pylist()):
            written.write(",\n" if count else "\n")
            written.write(json.dumps(task(row), ensure_ascii=False))
            count += 1
        written.write("\n]\n")
    return count


def task(seed: dict[str, Any]) -> dict[str, Any]:
    """A task of one row of `schema.SEEDS`; offsets are code points of the context.

    `score` is what is sure of the prediction: an annotation queue that begins with the least is the order of seeds
    but for rarity.
    """
    start, end = (seed[name] - seed["context_start"] for name in ("start", "end"))
    value = {"start": start, "end": end, "text": seed["context"][start:end], "labels": ["Answer"]}
    data = {name: seed[name] for name in _COPIED} | {
        name: round(seed[name], 6) for name in ("uncertainty", "rarity", "priority")
    }
    region = {"id": "answer", "from_name": "answer", "to_name": "context", "type": "labels", "value": value}
    prediction = {"model_version": MODEL, "score": round(1 - seed["uncertainty"], 6), "result": [region]}
    return {"data": data | {"question_is": "template"}, "predictions": [prediction]}
