"""`python -m benchmarks.bpe_300mb`: a tokenizer of 64,000 learned from 300 MB and from ten times as much.

What belongs here: time and memory of whole trainings, each in a process of its own, and whether ours and that of
`tokenizers` learn the same. What does not: ratios measured in turn (`cases_tokenizer.bpe_train_hf`).

Texts lie on disk in parts of 27 MB, and both trainers read them part by part. Peak memory is told above that of the
process with its packages loaded and one part read. More text holds more different pieces, and memory follows these: so
ours learns ten times the text twice, once from the same parts again and again, which hold no new piece.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp

import click
import pyarrow as pa
import pyarrow.parquet as pq
from tokenizers import Tokenizer

from benchmarks.cases_tokenizer import hf_trained, words
from benchmarks.measure import peak_mib

TEXTS = 2_000
"""Of a part: 27 MB."""

TIMES = 10
"""The larger text by the smaller."""

TRAINERS = ("ours", "tokenizers")


@dataclass(frozen=True, slots=True)
class Run:
    """One training."""

    wall: float
    """seconds"""
    cpu: float
    """seconds, of all threads"""
    peak: int
    """MiB above what reading the parts takes"""
    merges: str
    """SHA-256 of the merges, in their order"""
    pieces: int | None
    """different ones, where ours counted them"""


@click.command(help="Learn a tokenizer from invented text: ours and that of `tokenizers`, then ours from ten times it.")
@click.option("--megabytes", default=300, show_default=True, type=click.IntRange(27))
@click.option("--vocabulary", default=64_000, show_default=True, type=click.IntRange(1_000))
@click.option("--trainer", type=click.Choice(TRAINERS), hidden=True, help="Learn from the parts of a folder.")
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
@click.option("--parts", type=int, hidden=True)
@click.option("--times", type=int, hidden=True, help="Read the parts so often.")
def main(
    megabytes: int, vocabulary: int, trainer: str | None, folder: Path | None, parts: int | None, times: int | None
) -> None:
    """See the command's help."""
    if trainer and folder and parts and times:
        click.echo(json.dumps(asdict(learn(trainer, files(folder, parts) * times, vocabulary))))
        return
    parts, folder = round(megabytes / 27), Path(mkdtemp(prefix="lexcorpus-"))
    try:
        with click.progressbar(files(folder, parts * TIMES), label="Inventing the text") as waiting:
            for part, file in enumerate(waiting):
                pq.write_table(pa.table({"text": words(TEXTS, part)}), file)
        ours, theirs = (told(each, folder, parts, vocabulary) for each in TRAINERS)
        same = "the same" if ours.merges == theirs.merges else "NOT the same"
        click.echo(f"merges are {same}; ours is {theirs.wall / ours.wall:.1f} times as fast")
        again = told("ours", folder, parts, vocabulary, times=TIMES)
        click.echo(f"memory with the same text {TIMES} times: {again.peak / ours.peak:.2f} times as much")
        more = told("ours", folder, parts * TIMES, vocabulary)
        grown = f"{more.pieces / ours.pieces:.2f} times the different pieces" if more.pieces and ours.pieces else ""
        click.echo(f"memory with {TIMES} times the text, {grown}: {more.peak / ours.peak:.2f} times as much")
    finally:
        shutil.rmtree(folder)


def files(folder: Path, parts: int) -> list[Path]:
    """The first parts of the text."""
    return [folder / f"{part:04}.parquet" for part in range(parts)]


def told(trainer: str, folder: Path, parts: int, vocabulary: int, times: int = 1) -> Run:
    """A training in a process of its own, printed."""
    command = [sys.executable, "-m", "benchmarks.bpe_300mb", "--trainer", trainer, "--folder", str(folder)]
    options = ["--parts", str(parts), "--times", str(times), "--vocabulary", str(vocabulary)]
    run = Run(**json.loads(subprocess.run([*command, *options], check=True, stdout=subprocess.PIPE).stdout))
    pieces = f"{run.pieces:11,} pieces" if run.pieces else ""
    size = f"{parts * times * 27:6,} MB"
    click.echo(f"{trainer:12}{size}{run.wall:9.1f} s{run.cpu:9.1f} s of CPU{run.peak:8,} MiB more{pieces}")
    return run


def learn(trainer: str, parts: Sequence[Path], vocabulary: int) -> Run:
    """One training, here."""
    _learned(trainer, [pa.array(["суд суд суд"], pa.large_string())] * 2, 1_000)
    before, began, spent = _peak_of_reading(parts), time.perf_counter(), time.process_time()
    learned, pieces = _learned(trainer, map(_texts, parts), vocabulary)
    wall, cpu = time.perf_counter() - began, time.process_time() - spent
    merges = json.dumps(json.loads(learned.to_str())["model"]["merges"]).encode()
    return Run(wall, cpu, peak_mib() - before, hashlib.sha256(merges).hexdigest(), pieces)


def _learned(
    trainer: str, columns: Iterator[pa.Array] | list[pa.Array], vocabulary: int
) -> tuple[Tokenizer, int | None]:
    """The tokenizer, and how many different pieces it was learned from."""
    from tokenizer.piece_counts import count_pieces
    from tokenizer.training import train_from_counts

    if trainer == "ours":
        counts = count_pieces(columns)
        return train_from_counts(counts, vocab_size=vocabulary), counts.num_rows
    texts = chain.from_iterable(columns)  # which holds one part at a time, as ours does
    return hf_trained((text.as_py() for text in texts), vocabulary), None


def _texts(file: Path) -> pa.ChunkedArray:
    return pq.read_table(file)["text"]


def _peak_of_reading(parts: Sequence[Path]) -> int:
    """Peak memory so far, MiB, once each part was read: what threads that decode keep for themselves is no learning."""
    for part in parts:
        _texts(part)
    return peak_mib()


if __name__ == "__main__":
    main()
