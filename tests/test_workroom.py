"""The folder that a conducted stage finds again in its next run."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import fsspec
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.dedup.facts import make_piece
from pipelines.dedup.index import refresh
from pipelines.dedup.pieces import Piece
from pipelines.dedup.settings import read_settings
from pipelines.dedup.signatures import sign
from pipelines.engine import InlineEngine
from pipelines.scope import Scope
from pipelines.store import Store, StoreError
from pipelines.store_sweep import sweep
from pipelines.workroom import LIST, forget, open_workroom, whole, write_whole
from tests.test_dedup_duplicates import CASE, changed, documents, prose

SOURCE = Scope("edrsr")
TABLE = pa.table({"row": [1, 2, 3]})


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A data root on this machine, and one that is not."""
    if request.param == "folder":
        return Store(str(tmp_path / "root"))
    return Store(f"memory://{tmp_path.name}")


@pytest.fixture
def far(tmp_path: Path) -> Store:
    """A data root that is not on this machine."""
    return Store(f"memory://{tmp_path.name}")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names under which files are sent to a far root, in order."""
    names, memory = list[str](), type(fsspec.filesystem("memory"))

    def told(method: str, place: int) -> Callable[..., None]:
        original = getattr(memory, method)

        def put_and_tell(self: fsspec.AbstractFileSystem, *paths: object, **options: object) -> None:
            original(self, *paths, **options)
            names.append(str(paths[place]).rpartition("/")[2])

        return put_and_tell

    for method, place in (("put_file", 1), ("pipe_file", 0)):
        monkeypatch.setattr(memory, method, told(method, place))
    return names


def write(store: Store, **files: str) -> None:
    """A night that leaves exactly these files, each written where it lies."""
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        forget(workroom, [workroom / name for name in files])
        for name, text in files.items():
            (workroom / name).write_text(text)


def read(store: Store) -> dict[str, str]:
    """What a night finds."""
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        return {file.name: file.read_text() for file in workroom.iterdir()}


def objects(store: Store) -> set[str]:
    """Names of the files of the workroom as they lie on the root."""
    found = store.filesystem().find(store.path("duplicates", SOURCE, "workroom"))
    return {path.rpartition("/")[2] for path in found}


def test_what_was_left_is_found_again(store: Store) -> None:
    """Files, in folders too, outlast the run; what was removed stays removed."""
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        (workroom / "index").mkdir()
        (workroom / "index" / "run-1.arrow").write_bytes(b"keys")
        (workroom / "index.json").write_text("[1]")
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        assert (workroom / "index" / "run-1.arrow").read_bytes() == b"keys"
        assert (workroom / "index.json").read_text() == "[1]"
        (workroom / "index" / "run-1.arrow").unlink()
        (workroom / "index.json").write_text("[2]")
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        assert not (workroom / "index" / "run-1.arrow").exists()
        assert (workroom / "index.json").read_text() == "[2]"


def test_a_file_may_change_under_its_name(store: Store) -> None:
    """Neither its name nor its size tells that a file says something else."""
    write(store, sketches="aaaa", words="11")
    write(store, sketches="bbbb", words="11")
    assert read(store) == {"sketches": "bbbb", "words": "11"}


def test_a_failed_run_leaves_a_far_root_as_it_was(far: Store) -> None:
    """Half of a night's work must not replace the whole of the last one."""
    write(far, index="1")
    with pytest.raises(TypeError):
        write(far, index=cast(str, 2))
    assert read(far) == {"index": "1"}


def test_a_run_that_dies_while_it_sends_leaves_a_far_root_as_it_was(
    far: Store, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whatever file: the last list names files that are all there; and the next run sweeps up."""
    before, after = {"index": "1", "run": "a", "words": "w"}, {"index": "2", "run": "b", "words": "w"}
    write(far, **before)
    put = len(sent)
    memory = type(fsspec.filesystem("memory"))
    for method in ("put_file", "pipe_file"):

        def dies(*_: object, name: str = method, **__: object) -> None:
            raise OSError(errno.ECONNRESET, f"the line is cut in {name}")

        with monkeypatch.context() as patch:
            patch.setattr(memory, method, dies)
            with pytest.raises(OSError, match=f"line is cut in {method}"):
                write(far, **after)
        assert read(far) == before
    write(far, **after)
    assert read(far) == after
    assert put == 4
    assert len(objects(far)) == 4


def test_only_what_is_new_is_sent(far: Store, sent: list[str]) -> None:
    """What the last list names is there, and what says the same goes once; the list goes last, and if it changed."""
    write(far, a="1", b="1", c="2")
    assert len(sent) == 3
    assert sent[-1] == LIST
    del sent[:]
    write(far, b="1", c="3", d="2")
    assert len(sent) == 2
    assert sent[-1] == LIST
    del sent[:]
    write(far, b="1", c="3", d="2")
    assert sent == []
    assert objects(far) > {LIST}
    assert len(objects(far)) == 4


def test_a_sweep_leaves_the_workroom(store: Store) -> None:
    """It has names of its own, which no manifest tells of."""
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        write_whole(TABLE, workroom / "pairs-0.parquet")
        (workroom / "index.json").write_text("[1]")
    assert sweep(store) == []
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        assert sorted(file.name for file in workroom.iterdir()) == ["index.json", "pairs-0.parquet"]


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Whoever dies while he writes leaves what was there before."""
    file = tmp_path / "facts.parquet"
    write_whole(TABLE, file)

    def dies() -> None:
        with whole(file) as new:
            new.write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        dies()
    assert pq.read_table(file).equals(TABLE)
    forget(tmp_path, [file])
    assert list(tmp_path.iterdir()) == [file]


def write_arrow(file: Path) -> None:
    """A table as index runs have them."""
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, TABLE.schema) as writer:
        writer.write_table(TABLE)


@pytest.mark.parametrize(
    ("name", "make", "use"),
    [
        ("facts.parquet", lambda file: write_whole(TABLE, file), pq.read_table),
        ("lives.parquet", lambda file: write_whole(TABLE, file), pl.read_parquet),
        ("names.parquet", lambda file: write_whole(TABLE, file), lambda file: pl.scan_parquet(file).collect()),
        ("keys.arrow", write_arrow, lambda file: pa.ipc.open_file(pa.memory_map(str(file)))),
        ("late.npy", lambda file: np.save(file, np.arange(9)), np.load),
    ],
)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99, None])
def test_a_damaged_file_is_told_in_a_sentence(
    store: Store,
    name: str,
    make: Callable[[Path], None],
    use: Callable[[Path], object],
    share: float | None,
) -> None:
    """Cut off anywhere or gone altogether: the person hears what to remove, and the next run begins anew."""
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        make(workroom / name)
    path = store.path("duplicates", SOURCE, "workroom")
    why = "a file is gone" if share is None else f"{name} is cut off"
    expected = f"{path} is damaged ({why}): remove {path} and run again; nothing is lost but time."

    def night() -> None:
        with open_workroom(store, "duplicates", SOURCE) as workroom:
            file = workroom / name
            if share is None:
                file.unlink()
            else:
                file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
            use(file)

    with pytest.raises(StoreError) as told:
        night()
    assert str(told.value) == expected
    store.filesystem().rm(path, recursive=True)
    assert read(store) == {}


@pytest.mark.parametrize(
    "error", [ValueError("a quota of -1"), OSError(errno.ENOSPC, "No space left"), FileNotFoundError("postgres.toml")]
)
def test_other_errors_stay_what_they_are(store: Store, error: Exception) -> None:
    """Whole files, and one that was not finished, are to blame for nothing."""

    def night() -> None:
        with open_workroom(store, "duplicates", SOURCE) as workroom:
            write_whole(TABLE, workroom / "facts.parquet")
            (workroom / ".new-facts.parquet").write_bytes(b"half")
            raise error

    with pytest.raises(type(error)) as told:
        night()
    assert told.value is error


@pytest.mark.parametrize("damage", ["an object", "the list"])
def test_a_damaged_far_root_is_told_in_a_sentence(far: Store, damage: str) -> None:
    """What the list names must be there, and the list must be one."""
    write(far, index="1")
    path, filesystem = far.path("duplicates", SOURCE, "workroom"), far.filesystem()
    if damage == "the list":
        filesystem.pipe_file(f"{path}/{LIST}", b"{")
    for name in objects(far) - {LIST} if damage == "an object" else ():
        filesystem.rm_file(f"{path}/{name}")
    with pytest.raises(StoreError, match=f"remove {path} and run again"):
        read(far)


def pieces_of(folder: Path) -> dict[str, Piece]:
    """Three pieces of forty documents and their like: an earlier year, a year, a later one."""
    told, made = read_settings(), dict[str, Piece]()
    texts = [prose(200, seed) for seed in range(40)]
    years = {
        "1": [changed(text, 5, 60) for text in texts[:20]],
        "2": texts[20:],
        "3": [changed(text, 7, 90) for text in texts],
    }
    for year, held in years.items():
        numbered = enumerate(held)
        rows = ({**CASE, "id": f"{year}{n}", "case_numbers": [f"309/{year}{n}/19"], "text": t} for n, t in numbered)
        table = documents(*rows)
        made[year] = Piece(year, table.num_rows, folder)
        make_piece(table, sign(table, permutations=told.permutations), made[year], told)
    return made


def test_nights_find_the_same_wherever_the_root_lies(tmp_path: Path, far: Store) -> None:
    """An older year that comes later, other thresholds, a new year: each night finds what one at a near root does.

    The index overwrites files of one name and size, and what was there before must not be taken for them.
    """
    pieces, told, engine = pieces_of(tmp_path), read_settings(), InlineEngine()
    other = replace(told, jaccard=told.jaccard - 0.01)
    nights = [(["2"], told), (["1", "2"], told), (["1", "2"], other), (["1", "2", "3"], other), (["1", "2", "3"], told)]

    def found(store: Store) -> list[list[pl.DataFrame]]:
        held = []
        for years, settings in nights:
            with open_workroom(store, "duplicates", SOURCE) as workroom:
                files = refresh(workroom / "index", [pieces[year] for year in years], settings, engine)
                held.append([pl.read_parquet(file) for file in (*files.pairs, *files.links)])
        return held

    near, away = found(Store(str(tmp_path / "root"))), found(far)
    for here, there in zip(near, away, strict=True):
        assert all(one.equals(another) for one, another in zip(here, there, strict=True))
    assert sum(rows.height for rows in near[-1]) > 30
