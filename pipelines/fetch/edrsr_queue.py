"""Which texts of EDRSR are missing: the rows of the landed registers against the texts that lie beside them.

What belongs here: what lies in the landing and what a row waits for. What does not: asking for it
(`edrsr_texts.py`). Of a register one block is held at a time, of the texts at hand hashes of their paths, of those
that are missing ids and paths.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from pipelines.sources.archive import ArchiveError, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.register_offer import read_register
from pipelines.sources.register_texts import MIRROR, packed_texts, path_hashes, text_path
from pipelines.sources.source import cell_year, digest

QUEUE = pl.Schema({
    "id": pl.Int64, "path": pl.String, "origin": pl.Categorical(), "again": pl.Boolean,
    "size": pl.UInt64, "crc": pl.UInt32,
})  # fmt: skip
"""A text to ask for: id of its row, path and scheme with host of its address; whether it is to be fetched although it
was fetched before, and then size and CRC-32 of what lies here."""

_ROWS = pl.Schema({"id": pl.Int64, "status": pl.Categorical(), "path": pl.String, "origin": pl.Categorical()})
_REGISTER = re.compile(r"edrsr_data_(\d{4})\.zip", re.IGNORECASE)
_TEXTS = re.compile(r"texts_(\d{4}).*\.zip", re.IGNORECASE)


def landed_registers(folder: Folder) -> dict[str, list[str]]:
    """Paths of the registers' archives by the cell they belong to."""
    return _landed(folder, _REGISTER)


def landed_texts(folder: Folder) -> dict[str, list[str]]:
    """Paths of the archives of texts by the cell they belong to; `text_packs.by_rank` tells which counts."""
    return _landed(folder, _TEXTS)


def readable(folder: Folder, archives: Sequence[str]) -> tuple[list[str], list[str]]:
    """The archives that can be read, and one sentence for each that cannot: its texts count as missing."""
    sound, notes = list[str](), list[str]()
    for path in archives:
        try:
            open_archive(folder, path).close()
            sound.append(path)
        except ArchiveError as error:
            notes.append(f"{path} cannot be read, its texts are fetched anew: {error}")
    return sound, notes


def fingerprint_of(folder: Folder, registers: Sequence[str], texts: Sequence[str]) -> str:
    """What a queue is made from, in short: the registers by their archives' directories, the rest by name and size.

    Raises:
        ArchiveError: a register's archive is damaged.
    """
    parts = [f"{path} {folder.size(path)}" for path in texts]
    for path in registers:
        with open_archive(folder, path) as archive:
            parts.append(f"{path} {archive.fingerprint}")
    return digest(parts)


def queue_of(folder: Folder, registers: Sequence[str], texts: Sequence[str], refetch: Collection[int]) -> pl.DataFrame:
    """The texts to ask for (`QUEUE`): those to be fetched again first, then the missing ones, newest rows first.

    A row waits for its text when it is public and has an address. An id that any row withholds is left out.

    Raises:
        ArchiveError: an archive in the landing is damaged.
    """
    there = packed_texts(folder, texts).select("one", "two", size="unpacked", crc="crc")
    waiting, withheld = [pl.DataFrame(schema=QUEUE)], [pl.DataFrame(schema={"id": pl.Int64})]
    for register in registers:
        for rows in _rows(folder, register):
            waiting.append(_waiting(rows, there, refetch))
            withheld.append(rows.filter(pl.col("status") == "0").select("id"))
    queue = pl.concat(waiting).join(pl.concat(withheld), on="id", how="anti", maintain_order="left")
    return _not_mirrored(folder, queue.unique("path", keep="last", maintain_order=True)).sort(
        "again", "id", "path", descending=True
    )


def _waiting(rows: pl.DataFrame, there: pl.DataFrame, refetch: Collection[int]) -> pl.DataFrame:
    """The public rows of a block whose text is not there, or is to be fetched again (`QUEUE`)."""
    public = rows.filter(pl.col("status") == "1").drop_nulls("path")
    keyed = pl.concat([public, path_hashes(public["path"].str.to_lowercase())], how="horizontal")
    here = there.join(keyed, on=("one", "two"), how="semi")  # the block is the small side: its keys are looked up
    known = keyed.join(here, on=("one", "two"), how="left").with_columns(again=pl.col("id").is_in(list(refetch)))
    return known.filter(pl.col("again") | pl.col("crc").is_null()).select(QUEUE.names())


def _landed(folder: Folder, pattern: re.Pattern[str]) -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for entry in folder.walk(avoid=(MIRROR,)) if folder.exists() else ():
        if fits := pattern.fullmatch(entry.path.rsplit("/", 1)[-1]):
            found.setdefault(cell_year(int(fits[1])), []).append(entry.path)
    return found


def _rows(folder: Folder, register: str) -> Iterator[pl.DataFrame]:
    """The rows of a register, block by block (`_ROWS`)."""
    for _, _, rows in read_register(folder, register):
        told = pl.DataFrame(rows.batch.select(["doc_id", "status", "doc_url"]))
        yield told.select(
            id="doc_id",
            status=pl.col("status").cast(pl.String).cast(pl.Categorical()),
            path=text_path(pl.col("doc_url")),
            origin=pl.col("doc_url").str.extract(r"(?i)^(https?://[^/?#]+)").cast(pl.Categorical()),
        )


def _not_mirrored(folder: Folder, queue: pl.DataFrame) -> pl.DataFrame:
    """The queue without what lies in the mirror; each of its folders is listed once."""
    if not folder.exists(MIRROR):
        return queue
    parents = queue["path"].str.extract(r"^(.*)/").fill_null("")
    mirrored = [_files_in(folder, parent) for parent in parents.unique().sort()]
    return queue.filter(pl.col("again") | ~pl.col("path").is_in(pl.concat(mirrored).implode())) if mirrored else queue


def _files_in(folder: Folder, parent: str) -> pl.Series:
    """Paths, relative to the mirror, of the files in one of its folders."""
    files, root = folder.sub(MIRROR).place()
    place = f"{root}/{parent}".rstrip("/")
    names = [str(name) for name in files.ls(place, detail=False)] if files.isdir(place) else []
    return pl.Series([f"{parent}/{name.rsplit('/', 1)[-1]}".lstrip("/") for name in names], dtype=pl.String)
