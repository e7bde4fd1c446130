"""Where the texts of one register year lie: archives of texts, then the folder mirror.

What belongs here: the path of a row's text, the texts that lie in archives or in the mirror, and reading one. Turning
bytes into text is the work of `pipelines.text`, joining rows and texts of `register_offer.py`.
Archives are the fast form; mirrored files are hashed one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.archive import ArchiveError, Member, open_archive
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.keys import KeyIndex
from pipelines.sources.marks import row_hashes, strings_of
from pipelines.sources.members import name_at, open_member, read_member
from pipelines.sources.text_packs import by_rank

MIRROR = "texts"
"""Folder that mirrors the publisher's paths: texts/files/43/<hex>.rtf."""

PLACE = pl.Schema({
    "at": pl.UInt64, "packed": pl.UInt64, "unpacked": pl.UInt64,
    "crc": pl.UInt32, "method": pl.UInt16, "flags": pl.UInt16,
})  # fmt: skip
"""Where a text lies in its archive, as the directory tells: enough to read it without the directory."""


def text_path(url: pl.Expr) -> pl.Expr:
    """The path of a text's URL, `files/43/<hex>.rtf`; null where there is none or it would leave its folder."""
    _paths(pl.Series([""]))  # compiles the kernel here: the threads of Polars, which call it, have too small a stack
    return url.map_batches(_paths, return_dtype=pl.String)


def _paths(urls: pl.Series) -> pl.Series:
    """The paths of addresses; see `text_path`."""
    from pipelines.sources.register_value_kernel import copy_paths

    data, bounds = strings_of(urls.to_arrow())
    ends, paths = np.zeros(len(bounds), np.int32), np.empty(len(data), np.uint8)
    copy_paths(data, bounds, ends, paths)
    found = pa.StringArray.from_buffers(len(urls), pa.py_buffer(ends), pa.py_buffer(paths))
    there = pa.array(ends[1:] > ends[:-1])
    return pl.Series(urls.name, found if pc.all(there).as_py() else pc.if_else(there, found, None), dtype=pl.String)


def member_keys(names: pl.Series) -> pl.Series:
    """The paths of members as URLs have them: from `files/` on, in lower case, whatever folder they were packed in."""
    lowered = names.str.replace_all("\\", "/", literal=True).str.to_lowercase()
    inside = lowered.str.contains("/files/", literal=True)
    if not inside.any():
        return lowered
    return lowered.scatter(inside.arg_true(), "files/" + lowered.filter(inside).str.split("/files/").list.last())


def path_hashes(paths: pl.Series) -> pl.DataFrame:
    """128 bits of each path as columns `one` and `two`, null where it is: a third of the memory of the path itself."""
    hashes = row_hashes({"path": paths.to_arrow()})
    frame = pl.DataFrame({"one": hashes[:, 0], "two": hashes[:, 1]})
    return frame if not paths.null_count() else frame.select(pl.when(paths.is_not_null()).then(pl.all()))


def packed_texts(folder: Folder, archives: Sequence[str]) -> pl.DataFrame:
    """The texts in archives: `one`, `two` (`path_hashes` of their keys), `texts` (the archive), `member`, and `PLACE`.

    Of texts with one path the last stays: that of the archive of highest rank (`text_packs.by_rank`). `member` is the
    place in the directory.
    """
    archives = by_rank(archives)
    kind = pl.Enum(archives)
    frames = [pl.DataFrame(schema={"one": pl.UInt64, "two": pl.UInt64, "texts": kind, "member": pl.UInt32, **PLACE})]
    for path in archives:
        with open_archive(folder, path) as archive:
            members, first = archive.members.table, 0
        for batch in members.to_batches():
            frames.append(_packed(batch, path, first).cast({"texts": kind}).select(frames[0].columns))
            first += batch.num_rows
    texts = pl.concat(frames, rechunk=True)
    last = KeyIndex.of(texts).last()
    return texts if len(last) == texts.height else texts[last]


def _packed(members: pa.RecordBatch, archive: str, first: int) -> pl.DataFrame:
    """Consecutive members of an archive as `packed_texts`; copied, so that the directory can be let go."""
    keys = path_hashes(member_keys(pl.Series(members["name"], dtype=pl.String)))
    places = {name: members["size" if name == "unpacked" else name].to_numpy() for name in PLACE}
    copied = pl.DataFrame(places, schema=PLACE)
    numbers = pl.int_range(first, first + members.num_rows, dtype=pl.UInt32, eager=True)
    return keys.with_columns(*copied, numbers.alias("member"), texts=pl.lit(archive))


def member_names(folder: Folder, texts: pl.DataFrame) -> pl.Series:
    """The names of some `packed_texts`, in their order."""
    named = [pl.DataFrame(schema={"order": pl.UInt32, "name": pl.String})]
    for (path,), rows in texts.with_row_index("order").group_by("texts", maintain_order=True):
        with open_archive(folder, str(path)) as archive:
            names = archive.members.table["name"].take(rows["member"].to_arrow())
        named.append(rows.select("order", name=pl.Series(names, dtype=pl.String)))
    return pl.concat(named).sort("order")["name"]


class TextReader:
    """Reads texts by where an offer says they lie, archives held open. Use in a `with` statement."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._files: dict[str, BinaryIO] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def packed(self, archive: str, place: Sequence[int]) -> bytes:
        """A text in an archive, its `PLACE` given in order.

        Raises:
            ArchiveError: the member is damaged, or larger than any real text.
        """
        return read_member(self._file(archive), _member(place))

    def mirrored(self, path: str) -> bytes:
        """A text in the mirror.

        Raises:
            ArchiveError: it is gone, or larger than any real text.
        """
        try:
            return self._folder.read(path)
        except SourceError as error:
            raise ArchiveError("bomb", str(error)) from error
        except FileNotFoundError as error:
            raise ArchiveError("empty", f"{path} is gone since it was looked at; run again.") from error

    def name(self, archive: str, at: int) -> str:
        """The name of a member, as its own header tells; empty where there is none."""
        try:
            return name_at(self._file(archive), at)
        except ArchiveError:
            return ""

    def head(self, archive: str, place: Sequence[int], size: int) -> bytes:
        """The first bytes of a text in an archive, unverified; none where it is damaged."""
        try:
            return open_member(self._file(archive), _member(place)).read(size)
        except ArchiveError:
            return b""

    def _file(self, path: str) -> BinaryIO:
        if path not in self._files:
            self._files[path] = self._stack.enter_context(self._folder.open(path))
        return self._files[path]


def _member(place: Sequence[int]) -> Member:
    at, packed, size, crc, method, flags = place
    return Member("The text", size, packed, crc, at, method, flags)
