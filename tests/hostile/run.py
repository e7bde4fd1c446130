"""Reads thousands of hostile files in a process of their own, and tells what became of each.

What belongs here: which file has which number, the limits of time and memory, and what counts as a crash. What does
not: what must hold of an outcome (`reading.py`).
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.hostile.kinds import Kind, Offer, kinds
from tests.hostile.reading import read

SECONDS, SECONDS_PER_MB = 10.0, 0.5
"""Processor time that a file may take from the first look at its folder to its documents, and more for its size."""
MEBIBYTES, MEBIBYTES_PER_MB = 1024, 16
"""Resident memory that a worker may come to, and more for the size of the file."""
NEVER = 120.0
"""Seconds of the wall after which a file is taken for one that never ends; its worker is ended, and it is a crash."""

SIZES = (2_000, 20_000, 200_000, 1_000_000)
"""About how many bytes a file has at most, by chance."""
LARGE, SELDOM = 32_000_000, 40
"""One file of so many is large."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file; `wrong` is empty where all is as it should be."""

    number: int
    kind: str
    fate: str
    reasons: str
    seconds: float
    mebibytes: int
    megabytes: float
    wrong: str = ""


@dataclass(slots=True)
class Tally:
    """What became of the files of one kind."""

    files: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    mebibytes: int = 0

    def add(self, result: Result) -> None:
        """Count a result."""
        self.files += 1
        self.fates[result.fate] += 1
        self.reasons.update(filter(None, result.reasons.split(" ")))
        self.seconds, self.mebibytes = max(self.seconds, result.seconds), max(self.mebibytes, result.mebibytes)


def made(seed: int, number: int, sizes: Sequence[int] = ()) -> tuple[Kind, Offer]:
    """The file with that number: the kinds take turns, all else is by chance."""
    chance = Random(f"{seed} {number}")
    kind = kinds()[number % len(kinds())]
    size = chance.choice(sizes or SIZES)
    if not sizes and chance.randrange(SELDOM) == 0:
        size = LARGE
    return kind, kind.place(kind.make(chance, size), chance)


def tried(seed: int, number: int, sizes: Sequence[int] = ()) -> Result:
    """Make and read one file in this process: the one place where any exception is a finding."""
    kind, offer = made(seed, number, sizes)
    fate, reasons, wrong, size = "", "", "", sum(map(len, offer.files.values()))
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        _forget_peak()
        began = time.process_time()
        try:
            found = read(offer, Path(folder))
            fate, reasons = found.fate, " ".join((found.refused + found.quarantined).elements())
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"[:1_000]
        seconds, peak = time.process_time() - began, _peak()
    if not wrong and fate not in kind.fates:
        wrong = f"it is {fate}, and should be {' or '.join(kind.fates)}"
    return Result(number, kind.name, fate or "crashed", reasons, seconds, peak, size / 1e6, wrong)


def limited(result: Result) -> Result:
    """A result, wrong too when it broke the limits of time or memory; for a process that does nothing else."""
    seconds = SECONDS + SECONDS_PER_MB * result.megabytes
    over = result.seconds > seconds or result.mebibytes > MEBIBYTES + MEBIBYTES_PER_MB * result.megabytes
    return replace(result, wrong=result.wrong or f"{result.seconds:.1f} s, {result.mebibytes} MiB") if over else result


def results(seed: int, numbers: Sequence[int], sizes: Sequence[int] = ()) -> Iterator[Result]:
    """What became of each file; a worker that dies is the crash of the file it was at, and another goes on."""
    left = list(numbers)
    while left:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.get_context("spawn").Process(target=_work, args=(seed, left, sizes, theirs))
        worker.start()
        theirs.close()
        try:
            while left:
                result = ours.recv()
                yield result
                left.remove(result.number)
        except EOFError:
            worker.join()
            number = left.pop(0)
            kind = kinds()[number % len(kinds())].name
            yield Result(number, kind, "crashed", "", 0.0, 0, 0.0, f"the worker ended with {worker.exitcode}")
        worker.join()


def _work(seed: int, numbers: Sequence[int], sizes: Sequence[int], out: Connection) -> None:
    """Runs in the worker."""
    for number in range(len(kinds())):
        tried(seed, number, SIZES[:1])  # kernels are compiled or loaded here, and no file is blamed for it
    for number in numbers:
        faulthandler.dump_traceback_later(NEVER, exit=True, file=sys.stderr)
        out.send(limited(tried(seed, number, sizes)))
        faulthandler.cancel_dump_traceback_later()


def _forget_peak() -> None:
    """Let the peak of this process begin anew (proc(5), clear_refs: 5)."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """The most resident memory since then, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) >> 10
