"""Reads one hostile offer as a run would, and holds what must hold of every file.

What belongs here: the rules, and what became of an offer. What does not: time, memory and processes (`run.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipelines import schema
from pipelines.export.webdataset import sample_key
from pipelines.ingest import DOCUMENTS_PER_SHARD, documents, source_files
from pipelines.scope import EVERYTHING, Scope
from pipelines.sources import sources
from pipelines.sources.folder import Folder
from pipelines.sources.source import Source
from pipelines.stage import Outcome
from pipelines.store import Account, DamagedShard, Ref, Shard, Store
from tests.hostile.kinds import PASSED, QUARANTINED, REFUSED, Offer
from tests.hostile.parquet import SHARD

LONGEST_SENTENCE = 500
"""Letters that a reason may take, names of files included."""


class Broken(AssertionError):
    """What must hold of a hostile file does not."""


@dataclass(slots=True)
class Outcomes:
    """What became of an offer: reasons of files and of records, and the documents that were made."""

    refused: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    made: list[pa.Table] = field(default_factory=list)

    @property
    def fate(self) -> str:
        """The gravest thing that became of it."""
        return REFUSED if self.refused else QUARANTINED if self.quarantined else PASSED


def read(offer: Offer, folder: Path) -> Outcomes:
    """Lay an offer into an empty folder and read it.

    Raises:
        Broken: a rule was not kept.
    """
    for path, body in offer.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    return _read_shard(folder) if SHARD in offer.files else _read_sources(offer, folder)


def _read_sources(offer: Offer, folder: Path) -> Outcomes:
    found = Outcomes()
    for name, source in sources().items():
        if (folder / name).is_dir():
            own = Folder(str(folder)).sub(name)
            hold(set(source.marks(own)) <= set(source.years(own)) | {"1990"}, "a cell with a mark is on offer")
            for year in source.years(own):
                _read_cell(source, own, year, found)
    rows = [row for table in found.made for row in table.select(["id", "text"]).to_pylist()]
    whole = {row["id"] for row in rows if row["text"] or not offer.texted}
    hold(offer.good <= whole, f"good neighbours stay: {sorted(offer.good - whole)} are gone")
    return found


def _read_cell(source: Source, folder: Folder, year: str, found: Outcomes) -> None:
    files = source.files(folder, year).cast(schema.SOURCE_FILES)
    looked_at = source_files(files)
    found.refused.update(_reasons(looked_at))
    records = source.offer(folder, year, looked_at.body)
    hold(Scope(source.name, year).folder.isascii(), "a cell's folder is plain")
    for first in range(0, records.num_rows, DOCUMENTS_PER_SHARD):
        shard = records.slice(first, DOCUMENTS_PER_SHARD)
        made = documents(source.name, folder.url, shard, schema.LEDGER.empty_table())
        found.quarantined.update(_reasons(made))
        table = made.body.cast(schema.DOCUMENTS)
        for row in table.to_pylist():  # also shows that every value is one that Python can hold
            _hold_inert(row)
        found.made.append(table)


def _reasons(outcome: Outcome) -> Iterator[str]:
    """The reasons of what was set aside; accounts and sentences in order."""
    hold(outcome.account.balanced, "every row is accounted for")
    for row in outcome.quarantine.to_pylist() if outcome.quarantine is not None else ():
        sentence = row["detail"]
        hold(sentence.endswith(".") and sentence.isprintable(), f"a reason is a sentence on one line: {sentence!r}")
        hold(len(sentence) <= LONGEST_SENTENCE, f"a reason is short: {len(sentence)} letters")
        yield row["reason"]


def _hold_inert(row: dict[str, object]) -> None:
    """A document's name is one that may be shown and used, its text one that may be printed."""
    name, text = str(row["id"]), str(row["text"])
    hold(name.isprintable() and len(name) <= 200 and " " not in name, f"an identifier is plain: {name[:60]!r}")
    hold(
        not any(part in (".", "..") for part in name.replace(":", "/").split("/")),
        f"an identifier is no path: {name!r}",
    )
    hold(sample_key(name, str(row["version"])).replace("-", "").replace("_", "").isalnum(), "a key is plain")
    hold(not any(sign in text for sign in "\0\x1b\x07\x9b\r"), "a text holds no controls")
    text.encode()


def _read_shard(folder: Path) -> Outcomes:
    """A shard of the data root; a damaged one is refused in one sentence."""
    size, found = (folder / SHARD).stat().st_size, Outcomes()
    shard = Shard("", "", SHARD, 50, size, "", Account("rows", 50, 50))
    (folder / "documents").mkdir()
    (folder / SHARD).rename(folder / "documents" / SHARD)
    try:
        found.made.append(Store(str(folder)).read_table(Ref("documents", EVERYTHING, shard)))
    except DamagedShard as refused:
        hold(str(refused).endswith("."), "a reason is a sentence")
        found.refused["damaged"] += 1
    return found


def hold(kept: bool, rule: str) -> None:
    """Raise Broken with the rule that was not kept."""
    if not kept:
        raise Broken(rule)
