"""A publisher whose every word is known: letters, as JSON lines in a few files a year.

What belongs here: writing and changing his files, and reading them as a source. What does not: what the corpus should
hold of them (`world.py`).
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from pipelines import schema
from pipelines.sources.folder import Folder
from pipelines.sources.outcomes import Outcome, gathered
from pipelines.sources.source import Parsed, Refusal, SourceFile, digest, files_table, usable

ROLE = "list"
OFFER = pa.schema([*schema.OFFER, ("path", pa.string()), ("line", pa.int64())])

WORDS = 60
"""Of a letter: enough for its likeness to others to be told."""

KEPT = 256
"""Letters kept in memory: about as many as are on offer; a publisher who kept all would grow from night to night."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The files `{year}-{part}.jsonl`; stands in the place of a register, for registers have names that are known."""

    name: str = "edrsr"
    version: str = "1"
    misses: int = 1
    states: tuple[str, ...] = (ROLE,)

    def years(self, folder: Folder) -> list[str]:
        """Years that have a file."""
        return sorted({entry.path[:4] for entry in folder.walk()})

    def marks(self, folder: Folder) -> dict[str, str]:
        """Names, sizes and times of the files of each year."""
        entries = folder.walk()
        return {year: digest(entry.mark for entry in entries if entry.path[:4] == year) for year in self.years(folder)}

    def files(self, folder: Folder, year: str) -> pa.Table:
        """The files of a year."""
        paths = [entry.path for entry in folder.walk() if entry.path[:4] == year]
        return files_table(SourceFile(path, "", ROLE, folder.size(path), folder.fingerprint(path)) for path in paths)

    def offer(self, folder: Folder, year: str, files: pa.Table) -> pa.Table:
        """A record per line; its mark is the hash of the line."""
        lines = [(file.path, *line) for file in usable(files, ROLE) for line in _lines(folder, file.path)]
        rows = [(json.loads(line)["id"], bytes.fromhex(digest([line])[:32]), True, path, n) for path, n, line in lines]
        return pa.table([list(column) for column in zip(*rows, strict=True)] or [[]] * len(OFFER), OFFER)

    def parse(self, folder: Folder, records: pa.Table) -> Parsed:
        """Lines as documents; an empty letter is refused."""
        wanted = records.select(["path", "line"]).to_pylist()
        held = {path: dict(_lines(folder, path)) for path in {row["path"] for row in wanted}}
        return gathered(_read(row["path"], row["line"], held[row["path"]][row["line"]]) for row in wanted)


def _lines(folder: Folder, path: str) -> Iterator[tuple[int, bytes]]:
    return enumerate(folder.read(path).splitlines(), 1)


def _read(path: str, place: int, line: bytes) -> Outcome:
    told = json.loads(line)
    if not told["text"]:
        return Refusal(path, f"line {place}", "empty", "A letter without a word.", line, told["id"])
    return {
        "id": told["id"], "source": "edrsr", "kind": "decision", "language": "uk", "status": "public",
        "date": dt.date(2019, 1, 1) + dt.timedelta(int(told["id"].rpartition(":")[2])), "text": told["text"],
        "source_file": path, "source_place": f"line {place}",
    }  # fmt: skip


@lru_cache(KEPT)
def letter(number: int, edition: int = 0) -> str:
    """The words of a letter, and a few others where they were changed; every fifth is nearly the one before it."""
    written = random.Random(number - (number % 5 == 4))
    words = [f"слово{written.randrange(10_000)}" for _ in range(WORDS)]
    for place in range(3 * edition + 2 * (number % 5 == 4)):
        words[place * 7 % WORDS] = f"інше{number}{edition}"
    return " ".join(words)
