"""Readers under damaged input: `python -m tests.fuzz --inputs 1000000 --seconds 900 [--reader rtf]`.

What belongs here: the readers put to the test, what must hold for each, and the count. What does not: how inputs are
damaged (`fuzz_mutations`). Input N of a reader is the same on every machine and in every run, so that a failure is
told by its number; its bytes are written to a file as well. One that never ends stops the run, with its number.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, repeat
from pathlib import Path

from pipelines.sources.archive import ArchiveError
from pipelines.sources.judgment_record import read_judgment
from pipelines.sources.register import read_blocks, read_header
from pipelines.text.convert import to_text
from pipelines.text.judgment import parse_judgment
from pipelines.text.normalise import normalise
from pipelines.text.unreadable import Unreadable
from sectionizer import GRAMMARS, Section, sectionize
from sectionizer.chunks import split
from tests.fuzz_mutations import damaged, seeds

Reader = Callable[[bytes], object]
"""Bytes to what was found in them."""

SLOWEST = 1.0
"""Seconds of a core that a document under `SMALL` bytes may take."""
SMALL = 1 << 20
BUDGET = 300
"""Code points of a chunk: so few that units have to be cut."""
NEVER = 120.0
"""Seconds after which a stretch of inputs is taken for one that never ends."""
STRETCH = 250
"""Inputs between two looks at the clock of the run."""
WARM = 20
"""Sound inputs read before the first damaged one."""
SECOND_LOOK = 16
"""Every so many inputs are read twice, for the same outcome."""


class Broken(AssertionError):
    """What must hold of an outcome does not."""


def hold(kept: bool, rule: str) -> None:
    """Raise Broken with the rule that was not kept."""
    if not kept:
        raise Broken(rule)


def read_text(body: bytes) -> object:
    """A body through the door of `pipelines.text`: normalised text that is not empty."""
    found = to_text(body)
    hold(bool(found.text), "a text is not empty")
    hold(normalise(found.text) == found.text, "a text is normalised")
    return found


def read_xml(body: bytes) -> object:
    """A judgment, its metadata, text and marks."""
    return parse_judgment(body), read_judgment(body)


def read_csv(body: bytes) -> object:
    """Every record of a register is a row or refused, whatever the size of a block; what is no record is blank."""
    header = read_header(BytesIO(body))
    whole, parted = list(_records(body, 1 << 20)), list(_records(body, 300))
    hold(whole == parted, "records do not depend on the size of a block")
    at = header.size
    for record, _ in whole:
        found = body.find(record, at)
        hold(found >= at and not body[at:found].strip(b"\r\n"), "every byte belongs to a record")
        at = found + len(record)
    hold(not body[at:].strip(b"\r\n"), "every byte belongs to a record")
    return whole


def _records(body: bytes, size: int) -> Iterator[tuple[bytes, object]]:
    """Each record with the row or the refusal that it became."""
    file = BytesIO(body)
    header = read_header(file)
    for block, rows in read_blocks(file, header, size):
        records = block.bounds.shape[1]
        read = zip(*(column.to_pylist() for column in rows.batch.columns), strict=True)
        became = {row[0]: row[1:] for row in chain(read, rows.bad.iter_rows())}
        hold(records == rows.batch.num_rows + rows.bad.height == len(became), "records in are rows and bad records")
        yield from ((block.record(number), became[number]) for number in range(records))


def read_sections(body: bytes) -> object:
    """Any text under every grammar: a tree that covers it, articles that rise, and chunks that cover it as well."""
    text = body.decode("utf-8", "replace")
    grammars = {grammar.name: grammar for grammar in GRAMMARS.values()}
    return {name: _tree(text, sectionize(text, grammar)) for name, grammar in grammars.items()}


def _tree(text: str, tree: list[Section]) -> list[Section]:
    parents = {section.parent for section in tree}
    leaves = [section for place, section in enumerate(tree) if place not in parents]
    hold("".join(text[leaf.start : leaf.end] for leaf in leaves) == text, "the leaves cover the text once, in order")
    for place, section in enumerate(tree):
        above = tree[section.parent] if section.parent >= 0 else Section("", None, None, 0, len(text), -1)
        hold(section.parent < place and section.start < section.end, "a section has words and stands behind its parent")
        hold(above.start <= section.start and section.end <= above.end, "a section lies inside its parent")
    _articles(tree)
    chunks = split(text, tree, BUDGET)
    hold("".join(text[start:end] for start, end in chunks) == text, "chunks cover the text once, in order")
    hold(all(end - start <= BUDGET for start, end in chunks), "a chunk keeps to its budget")
    return tree


def _articles(tree: list[Section]) -> None:
    """No number of an article comes twice in an act, or twice in one annex."""
    seen: set[str | None] = set()
    for section in tree:
        if section.kind == "annex":
            seen.clear()
        elif section.kind in ("article", "article_excluded"):
            hold(section.number not in seen, "an article comes once")
            seen.add(section.number)


READERS: dict[str, Reader] = {
    "rtf": read_text, "html": read_text, "csv": read_csv, "xml": read_xml, "sections": read_sections,
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one reader."""

    reader: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)

    def row(self) -> str:
        """The line of the summary."""
        refused = ", ".join(f"{reason} {count:,}" for reason, count in self.outcomes.most_common() if reason != "read")
        pace = f"{self.inputs:>9,} {self.outcomes['read']:>9,} {1000 * self.slowest:>8.1f} {len(self.failures):>8}"
        return f"{self.reader:<6} {pace}  {refused}"


def fuzz(reader: str, numbers: range, seconds: float, folder: Path | None = None) -> Tally:
    """Read the inputs with these numbers, for at most so long; failing ones are written to the folder."""
    tally, stock, read = Tally(reader), seeds(reader), READERS[reader]
    for sound in stock[:WARM]:
        _wrong(read, sound, Tally(reader), twice=False)  # kernels are loaded here, and no input is blamed for it
    gc.freeze()  # collecting what others left here takes a second, and no input is blamed for that either
    began = time.perf_counter()
    for number in numbers:
        if tally.inputs % STRETCH == 0:
            if time.perf_counter() - began > seconds:
                break
            faulthandler.dump_traceback_later(NEVER, exit=True)
        body = damaged(stock, reader, number)
        if wrong := _wrong(read, body, tally, twice=number % SECOND_LOOK == 0):
            tally.failures.append((number, wrong))
            if folder:
                (folder / f"{reader}-{number}").write_bytes(body)
    faulthandler.cancel_dump_traceback_later()
    gc.unfreeze()
    tally.seconds = time.perf_counter() - began
    return tally


def _wrong(read: Reader, body: bytes, tally: Tally, *, twice: bool) -> str | None:
    """What is wrong with one reading, if anything: this is the one place where any exception is a finding."""
    began = time.thread_time()
    try:
        outcome, found = _outcome(read, body)
    except Exception as error:
        tally.inputs += 1
        return f"{type(error).__name__}: {error}"
    took = time.thread_time() - began
    tally.inputs += 1
    tally.outcomes[outcome] += 1
    tally.slowest = max(tally.slowest, took)
    if took > SLOWEST and len(body) < SMALL:
        return f"{took:.1f} s for {len(body)} bytes"
    return "another outcome at a second reading" if twice and _outcome(read, body) != (outcome, found) else None


def _outcome(read: Reader, body: bytes) -> tuple[str, object]:
    """("read", what was found), or (reason, what is told) where the input is refused as it should be."""
    try:
        return "read", read(body)
    except (Unreadable, ArchiveError) as refused:
        return refused.reason, str(refused)


def main() -> None:
    """Fuzz one reader or all in turn, and print what became of the inputs."""
    options = argparse.ArgumentParser(description="Readers under damaged input.")
    options.add_argument("--inputs", type=int, default=1_000_000, help="inputs in all")
    options.add_argument("--seconds", type=float, default=900.0, help="time in all")
    options.add_argument("--reader", choices=READERS, help="one reader only")
    options.add_argument("--first", type=int, default=0, help="number of the first input")
    given = options.parse_args()
    readers = [given.reader] if given.reader else list(READERS)
    numbers = range(given.first, given.first + given.inputs // len(readers))
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    print(f"{'reader':<6} {'inputs':>9} {'read':>9} {'ms most':>8} {'failures':>8}  refused")
    tallies = list(map(fuzz, readers, repeat(numbers), repeat(given.seconds / len(readers)), repeat(folder)))
    for tally in tallies:
        print(tally.row())
    for tally in tallies:
        for number, wrong in tally.failures[:20]:
            print(f"{folder / f'{tally.reader}-{number}'}: {wrong}")
    sys.exit(any(tally.failures for tally in tallies))


if __name__ == "__main__":
    main()
