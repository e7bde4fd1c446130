"""The index: night by night it gives what an empty one gives, and what a plain search through all buckets gives."""

from __future__ import annotations

import json
import math
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.dedup import index, index_buckets, index_edges, index_pairs, index_sketches, runs
from pipelines.dedup.bands import components, write_bands, write_plain
from pipelines.dedup.estimates import DOUBT, fewest_equal, likely_equal, read_sketches, write_sketches
from pipelines.dedup.index import Found, refresh
from pipelines.dedup.index_buckets import HEAD, WINDOW
from pipelines.dedup.index_edges import MOST_EDGES, REPRESENTATIVES
from pipelines.dedup.index_state import State, read_state
from pipelines.dedup.pieces import BY_CASE, BY_ID, CASE, DAY, ID, NAMES, TEXT, Piece
from pipelines.dedup.runs import piece_keys
from pipelines.dedup.settings import Settings
from pipelines.engine import InlineEngine, ProcessEngine

SETTINGS = Settings(permutations=16, bands=3, rows=4, jaccard=0.5, containment=0.9, read_texts={})
FAMILIES = SETTINGS.bands + 4
Row = tuple[int, int]
Night = list[tuple[int, tuple[int, ...]]]


def make_piece(folder: Path, key: str, rows: int, seed: int, values: int = 3) -> Piece:
    """A piece of invented rows with names of few values, so that buckets are shared; a fifth is in a hot bucket."""
    draw = np.random.default_rng(seed)
    folder.mkdir(exist_ok=True)
    piece = Piece(key, rows, folder)
    minima = draw.integers(0, 2, (rows, SETTINGS.permutations)).astype(np.uint32)
    minima[draw.random(rows) < 0.2, :4] = 7
    words = draw.integers(0, 4, rows).astype(np.int32) * 12
    lists = pa.FixedSizeListArray.from_arrays(pa.array(minima.ravel()), SETTINGS.permutations)
    signatures = pa.table({"words": words, "minhash": lists})
    write_bands(signatures, piece.bands, bands=SETTINGS.bands, rows=SETTINGS.rows)
    write_sketches(signatures, piece.sketches)
    named = [
        (family, int(key), row)
        for family in (TEXT, ID, CASE, DAY)
        for row in range(rows)
        for key in np.unique(draw.integers(0, values + 1, 1 + (family == CASE)))
        if key
    ]
    columns = [pa.array([name[place] for name in named], NAMES.field(place).type) for place in range(3)]
    pq.write_table(pa.table(columns, schema=NAMES), piece.names)
    write_plain(pa.table({"words": words}), piece.facts)
    return piece


def told(found: Found) -> list[tuple[str, bytes]]:
    """Names and bytes of all files."""
    return [(file.name, file.read_bytes()) for file in (*found.pairs, *found.links)]


def buckets(wanted: Sequence[Piece], family: int) -> list[list[Row]]:
    """The rows of each key of a family, in the order of the source: (number of the piece, row)."""
    found = defaultdict[int, list[Row]](list)
    for number, piece in enumerate(wanted):
        for key, row in zip(*(column.tolist() for column in piece_keys(piece, family, SETTINGS.bands)), strict=True):
            if key and (family == SETTINGS.bands + ID or row not in piece.gone):
                found[key].append((number, row))
    return list(found.values())


def edges(bucket: list[Row], family: int, wanted: Sequence[Piece]) -> Iterator[tuple[Row, Row, int]]:
    """The rules of a bucket, said once more in plain words: (earlier, later, equal bytes)."""
    sketches = [read_sketches(piece.sketches) for piece in wanted]
    sizes = [np.maximum(pq.read_table(piece.facts)["words"].to_numpy() - 4, 1) for piece in wanted]
    equal = {
        (a, b): int((sketches[one[0]][one[1]] == sketches[other[0]][other[1]]).sum())
        for a, one in enumerate(bucket)
        for b, other in enumerate(bucket[:a])
    }
    chosen = [0]
    least, likely = (few(SETTINGS.jaccard, SETTINGS.permutations) for few in (fewest_equal, likely_equal))
    for at in range(1, len(bucket)):
        before = range(at - 1, max(0, at - WINDOW - 1), -1)
        if family == SETTINGS.bands + TEXT:
            yield bucket[0], bucket[at], SETTINGS.permutations
        elif family > SETTINGS.bands:
            best = max([0, *sorted(before)], key=lambda other: equal[at, other])
            yield bucket[best], bucket[at], equal[at, best]
        else:
            near = [other for other in chosen if equal[at, other] >= least]
            stood = max(equal[at, other] for other in chosen)
            best = max([*chosen, *before], key=lambda other: equal[at, other])
            if stood < likely:
                seen = next((other for other in before if equal[at, other] >= likely), best)
                near += [seen] if equal[at, seen] >= max(least, stood + 1) else []
                may_stand = at % (1 << (at // HEAD).bit_length()) == 0
                chosen += [at] if may_stand and len(chosen) < REPRESENTATIVES * (1 + (at >= HEAD)) else []
            while len(near) > MOST_EDGES:
                late = min(range(MOST_EDGES), key=lambda place: equal[at, near[place]])
                near[late] = max(near[late], near.pop(MOST_EDGES), key=lambda other: equal[at, other])
            if not near:
                a, b = sorted(int(sizes[number][row]) for number, row in (bucket[at], bucket[best]))
                jaccard = SETTINGS.containment / (1 + b / a - SETTINGS.containment)
                agree = jaccard + (1 - jaccard) / 256
                slack = DOUBT * math.sqrt(SETTINGS.permutations * agree * (1 - agree))
                if equal[at, best] >= SETTINGS.permutations * agree - slack:
                    yield bucket[best], bucket[at], equal[at, best]
            for other in near:
                yield bucket[other], bucket[at], equal[at, other]


def expected(wanted: Sequence[Piece]) -> list[list[tuple[int, str, int, int, int, int]]]:
    """Pairs of each piece by searching all buckets of all families."""
    ways, bands, agree = defaultdict[tuple[Row, Row], int](int), defaultdict[tuple[Row, Row], int](int), {}
    for family in range(FAMILIES):
        for bucket in buckets(wanted, family):
            for earlier, later, equal in edges(bucket, family, wanted):
                way = 16 if family < SETTINGS.bands else 1 << family - SETTINGS.bands
                ways[later, earlier] |= way
                bands[later, earlier] += family < SETTINGS.bands
                agree[later, earlier] = max(equal, agree.get((later, earlier), 0))
    found = [list[tuple[int, str, int, int, int, int]]() for _ in wanted]
    for (later, earlier), way in ways.items():
        pair = (later, earlier)
        found[later[0]].append((later[1], wanted[earlier[0]].key, earlier[1], way, bands[pair], agree[pair]))
    return [sorted(pairs) for pairs in found]


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Piece]:
    """Nine pieces of 4 to 12 rows; the order of their keys is not that of the source."""
    folder = tmp_path_factory.mktemp("pieces")
    return [make_piece(folder, f"k{number * 7 % 9}", 4 + number, number) for number in range(9)]


@st.composite
def nights(draw: st.DrawFn) -> list[Night]:
    """Sources night by night: pieces come, wherever in the source, leave, and have rows that are gone or back."""
    gone = st.just(()) | st.sets(st.integers(0, 3), max_size=2).map(sorted).map(tuple)
    source = st.lists(st.sampled_from(range(9)), unique=True, max_size=9).map(sorted)
    return [[(number, draw(gone)) for number in draw(source)] for _ in range(draw(st.integers(2, 4)))]


@given(sources=nights(), first=st.sampled_from([2, HEAD]))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_nights_give_what_an_empty_index_gives(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[Piece], sources: list[Night], first: int
) -> None:
    """Byte for byte, and nothing else is left in the folder; also when but the `first` rows of a bucket may stand."""
    folder, engine, wanted = tmp_path_factory.mktemp("nights"), InlineEngine(), list[Piece]()
    with pytest.MonkeyPatch.context() as patched:
        for module in (index_buckets, index_edges):
            patched.setattr(module, "HEAD", first)
            patched.setattr(module, "WINDOW", first)
        patched.setattr(index_edges, "REPRESENTATIVES", 2)
        for source in sources:
            wanted = [replace(pieces[number], gone=gone) for number, gone in source]
            refresh(folder / "index", wanted, SETTINGS, engine)
        found, anew = (refresh(folder / name, wanted, SETTINGS, engine) for name in ("index", "empty"))
    assert told(found) == told(anew)
    left = [{file.name for file in (folder / name).glob("*.parquet")} for name in ("index", "empty")]
    assert left[0] == left[1]


@pytest.mark.parametrize("gone", [(), (0, 3)])
def test_pairs_are_those_of_a_plain_search(tmp_path: Path, pieces: list[Piece], gone: tuple[int, ...]) -> None:
    """Every way, every band counted, every pair once and in order; links join what is of one id or case."""
    wanted = [replace(piece, gone=gone) for piece in pieces]
    found = refresh(tmp_path / "index", wanted, SETTINGS, InlineEngine())
    tables = [pq.read_table(file) for file in found.pairs]
    assert all(table.schema.equals(index_pairs.PAIRS) for table in tables)
    assert [pl.DataFrame(table).rows() for table in tables] == expected(wanted)
    assert sum(map(len, tables)) > 200
    firsts = np.cumsum([0, *(piece.rows for piece in wanted)])
    roots = components(found.links, int(firsts[-1]))
    for family in (SETTINGS.bands + ID, SETTINGS.bands + CASE):
        for bucket in buckets(wanted, family):
            assert len({int(roots[firsts[number] + row]) for number, row in bucket}) == 1


def test_links_join_nothing_but_ids_and_cases(tmp_path: Path) -> None:
    """Rows whose names nobody shares have none, however alike they are."""
    wanted = [make_piece(tmp_path / "pieces", f"k{seed}", 9, seed, values=1 << 60) for seed in range(3)]
    found = refresh(tmp_path / "index", wanted, SETTINGS, InlineEngine())
    assert sum(pq.read_metadata(file).num_rows for file in found.pairs) > 20
    assert all(pq.read_metadata(file).num_rows == 0 for file in found.links)
    ways = pl.concat(pl.read_parquet(file) for file in found.pairs)["ways"]
    assert (ways & (BY_ID | BY_CASE)).max() == 0


def test_workers_and_ranges_change_nothing(
    tmp_path: Path, pieces: list[Piece], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes give the bytes of one; so do small blocks, keys read in eight ranges, and nights in some."""
    with ProcessEngine(2) as engine:
        refresh(tmp_path / "two", pieces[1:7], SETTINGS, engine)
        two = refresh(tmp_path / "two", pieces, SETTINGS, engine)
    inline = InlineEngine()
    one = refresh(tmp_path / "one", pieces, SETTINGS, inline)
    assert told(one) == told(two)
    for module, name, few in ((index_edges, "MEMBERS", 7), (index_sketches, "HELD_AT_ONCE", 5)):
        monkeypatch.setattr(module, name, few)
    monkeypatch.setattr(index_sketches, "WINDOW_BYTES", 3 * SETTINGS.permutations)
    assert told(refresh(tmp_path / "blocks", pieces, SETTINGS, inline)) == told(one)
    monkeypatch.setattr(runs, "KEYS_AT_ONCE", 10)
    assert told(refresh(tmp_path / "ranges", pieces, SETTINGS, inline)) == told(one)
    refresh(tmp_path / "nights", pieces[:8], SETTINGS, inline)
    assert told(refresh(tmp_path / "nights", pieces, SETTINGS, inline)) == told(one)
    assert [run.bits for run in read_state(tmp_path / "nights", SETTINGS).runs] == [3, 1]


class KilledError(Exception):
    """The end of a night."""


@pytest.mark.parametrize(
    "step", ["tell", "add_arrivals", "ask_behind", "find_buckets", "hold_sketches", "find_edges", "commit"]
)
def test_a_killed_night_is_done_again(
    step: str, tmp_path: Path, pieces: list[Piece], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it left is no harm, whichever step was its last; the night before is not lost."""
    engine, folder = InlineEngine(), tmp_path / "index"
    refresh(folder, pieces[2:6], SETTINGS, engine)
    before = read_state(folder, SETTINGS)
    done = getattr(index, step)

    def die(*arguments: object) -> None:
        if step != "commit":
            done(*arguments)
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(index, step, die)
        with pytest.raises(KilledError):
            refresh(folder, pieces[:8], SETTINGS, engine)
    assert read_state(folder, SETTINGS) == before
    again = refresh(folder, pieces[1:8], SETTINGS, engine)
    assert told(again) == told(refresh(tmp_path / "empty", pieces[1:8], SETTINGS, engine))


def test_what_another_index_left_is_made_anew(tmp_path: Path, pieces: list[Piece]) -> None:
    """Other settings, a file that is no JSON or of another form, a missing run: each is like an empty folder."""
    engine, folder = InlineEngine(), tmp_path / "index"
    expected_files = told(refresh(tmp_path / "empty", pieces[:3], SETTINGS, engine))
    refresh(folder, pieces[:2], replace(SETTINGS, jaccard=0.9), engine)
    assert told(refresh(folder, pieces[:3], SETTINGS, engine)) == expected_files
    state = (folder / "index.json").read_text()
    for spoiled in ("{", "[]", "{}", json.dumps(json.loads(state) | {"runs": 7})):
        (folder / "index.json").write_text(spoiled)
        assert read_state(folder, SETTINGS) == State()
        assert told(refresh(folder, pieces[:3], SETTINGS, engine)) == expected_files
    shutil.rmtree(read_state(folder, SETTINGS).runs[0].folder)
    assert read_state(folder, SETTINGS) == State()
    assert told(refresh(folder, pieces[:3], SETTINGS, engine)) == expected_files


def test_a_quiet_night_writes_nothing(tmp_path: Path, pieces: list[Piece]) -> None:
    """The same pieces again touch no file, and a new one leaves the files of those before it."""
    engine, folder = InlineEngine(), tmp_path / "index"
    first = refresh(folder, pieces[:5], SETTINGS, engine)
    times = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    assert refresh(folder, pieces[:5], SETTINGS, engine) == first
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == times
    later = refresh(folder, pieces[:6], SETTINGS, engine)
    assert (later.pairs[:5], later.links[:5]) == (first.pairs, first.links)
    assert all(file.stat().st_mtime_ns == times[file] for file in (*first.pairs, *first.links))


def test_runs_stay_few_and_old_ones_are_not_written_again(tmp_path: Path) -> None:
    """Sixteen nights beside a large first one: no more runs than the logarithm, the first as it was."""
    engine, folder = InlineEngine(), tmp_path / "index"
    wanted = [make_piece(tmp_path / "pieces", "k00", 60, 0)]
    refresh(folder, wanted, SETTINGS, engine)
    (first,) = read_state(folder, SETTINGS).runs
    for night in range(1, 17):
        wanted.append(make_piece(tmp_path / "pieces", f"k{night:02}", 1, night))
        refresh(folder, wanted, SETTINGS, engine)
        held = list(read_state(folder, SETTINGS).runs)
        assert len(held) <= 4
        assert held[0] == first
        assert [run.end for run in held] == [*(run.begin for run in held[1:]), 60 + night]
    found, anew = (refresh(tmp_path / name, wanted, SETTINGS, engine) for name in ("index", "empty"))
    assert told(found) == told(anew)


def test_a_source_that_no_index_can_number_is_refused(tmp_path: Path) -> None:
    """One sentence that says how to mend it."""
    with pytest.raises(ValueError, match="cluster it in two parts"):
        refresh(tmp_path, [Piece("k", (1 << 32) + 1, tmp_path)], SETTINGS, InlineEngine())
