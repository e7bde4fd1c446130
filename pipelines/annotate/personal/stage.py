"""Personal data of people in documents: typed spans, and whether each is masked, kept or already a placeholder.

What belongs here: the asset, and the way of a batch of texts to spans. What does not: how presidio's recognizers are
asked about many texts at once (looks) and names found (name_anchors), what a telephone or a name looks like
(recognizers.yaml lists who knows), which of overlapping spans stays (spans), what only the whole document tells
(settling), and replacing anything (masking).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.annotate.language import primary
from pipelines.annotate.personal.analyzers import LANGUAGES
from pipelines.annotate.personal.anchors import find_anchors
from pipelines.annotate.personal.finds import Fact, Finds, apart, gathered, to_arrow
from pipelines.annotate.personal.name_anchors import find_people
from pipelines.annotate.personal.settling import settle
from pipelines.annotate.personal.spans import Span, outer, resolve
from pipelines.schema import PERSONAL_DATA

VERSION = "6"

BATCH = 2_000
"""Documents whose anchors and spans are Python or numpy objects at once; the rest of a shard is Arrow."""


def find_personal_data(documents: pa.Table) -> pa.Table:
    """Annotate every row of `documents` (id, kind, language, text): schema.PERSONAL_DATA, same rows, same order.

    Of a tag like nl-NL only the language counts; a language without recognizers is looked at by those of both, so
    that nothing leaks for want of a label. An official act has no data of a person to hide (law 3262-IV, art. 7, is
    of court decisions), so in a statute nothing is masked; without the column kind a row is a decision.
    """
    batches = [_annotated(documents.slice(at, BATCH)) for at in range(0, documents.num_rows, BATCH)]
    return pa.concat_tables([PERSONAL_DATA.empty_table(), *batches]).combine_chunks()


def _annotated(documents: pa.Table) -> pa.Table:
    """A batch of documents, each by the recognizers of its language."""
    finds = _finds_by_language(documents)
    if "kind" in documents.column_names:
        statutes = np.array([kind == "statute" for kind in documents["kind"].to_pylist()], np.bool_)[finds.rows]
        finds = finds.restated(statutes, map(_unmasked, finds.chosen(statutes).told()))
    return pa.table([documents["id"], to_arrow(finds, documents.num_rows)], schema=PERSONAL_DATA)


def _finds_by_language(documents: pa.Table) -> Finds:
    """What is found in each row, in order, not overlapping, whatever its declared language."""
    declared, found = documents["language"].to_pylist(), list[Finds]()
    for language in LANGUAGES:
        rows = np.flatnonzero([language in languages_for(code) for code in declared])
        if len(rows):
            texts = documents["text"] if len(rows) == len(declared) else documents["text"].take(pa.array(rows))
            found.append(_finds(texts.combine_chunks(), language).moved(rows))
    return found[0] if len(found) == 1 else apart(gathered(found), resolve)


def languages_for(declared: str) -> tuple[str, ...]:
    """The languages whose recognizers look at a text: its own, or both when it is neither."""
    language = primary(declared)
    return (language,) if language in LANGUAGES else LANGUAGES


def _unmasked(fact: Fact) -> Fact:
    """The fact with nothing to mask."""
    return fact._replace(action="keep" if fact.action == "mask" else fact.action, role="public")


def spans_of(text: str, language: str) -> list[Span]:
    """Personal data in one text of a decision; the language is read as in find_personal_data."""
    texts = pa.array([text], pa.large_string())
    return apart(gathered([_finds(texts, each) for each in languages_for(language)]), resolve).spans()


def _finds(texts: pa.LargeStringArray, language: str) -> Finds:
    """What is found in every text, in order, not overlapping."""
    from pipelines.annotate.personal.looks import look

    anchors = find_anchors(texts, language)
    read = anchors.texts().__getitem__
    found = [find_people(anchors, read), *look(anchors, language)]
    return settle(apart(gathered(found), lambda spans: resolve(outer(spans))), read)
