"""Which of several copies and versions stands for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.facts import keys_of
from pipelines.dedup.identity import channel_of
from pipelines.dedup.keepers import NEWEST_BY, PART, SOURCES, keepers_of
from tests import decision_model
from tests.dedup_source import Row, Tie, lay_out

EARLY, MIDDLE, LATE = date(2020, 1, 1), date(2020, 6, 1), date(2021, 1, 1)


def standing(folder: Path, rows: list[Row], ties: list[Tie], cuts: Iterable[int] = ()) -> list[bool]:
    """Keepers among public decisions, each with an id of its own, but for what the rows say."""
    source = lay_out(folder, rows, ties, cuts=list(cuts))
    return keepers_of(source.relations, source.links, source.standing)[0].tolist()


def row(day: date | None = None, **known: Any) -> Row:
    """A row registered on that day, of a decision of the first day."""
    return {"registered": day, "day": day and EARLY, **known}


def x(day: date, **known: Any) -> Row:
    """A row of the decision x, registered on that day."""
    return row(day, id="x", **known)


def act(day: date, **known: Any) -> Row:
    """An edition of the act x."""
    return x(day, statute=True, **known)


GONE = {"status": "withdrawn", "words": 0}
BARE, AWAITED = {"status": "metadata_only", "words": 0}, {"status": "awaiting_text", "words": 0}
IDENTICAL, OTHER_CHANNEL, VERSION, NEAR = "identical", "other_channel", "version", "near_identical"


@pytest.mark.parametrize(
    ("rows", "ties", "expected"),
    [
        ([], [], []),
        ([row(EARLY), row(LATE)], [], [True, True]),
        ([row(EARLY), row(LATE)], [(1, 0, "sibling")], [True, True]),
        ([row(EARLY), row(LATE)], [(1, 0, "quotes")], [True, True]),
        ([row(EARLY), row(LATE)], [(1, 0, "companion")], [True, True]),
        ([row(EARLY), row(LATE)], [(1, 0, VERSION)], [False, True]),
        ([row(EARLY), row(LATE)], [(1, 0, NEAR)], [False, True]),
        ([row(LATE), row(EARLY)], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY), row(EARLY)], [(1, 0, VERSION)], [False, True]),
        ([row(EARLY), row()], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY), row(LATE), row(LATE)], [(1, 0, "sibling"), (2, 1, VERSION)], [True, False, True]),
    ],
)
def test_the_newest_version_stands(tmp_path: Path, rows: list[Row], ties: list[Tie], expected: list[bool]) -> None:
    """Of versions the newest stands, the later row of one day; what is another decision stands for itself."""
    assert standing(tmp_path, rows, ties) == expected


@pytest.mark.parametrize(
    ("rows", "ties", "expected"),
    [
        ([row(EARLY), row(LATE)], [(1, 0, IDENTICAL)], [True, False]),
        ([row(EARLY), row(LATE)], [(1, 0, OTHER_CHANNEL)], [True, False]),
        ([row(EARLY), row(LATE), row(LATE)], [(1, 0, VERSION), (2, 1, IDENTICAL)], [False, True, False]),
        ([row(EARLY), row(MIDDLE), row(LATE)], [(1, 0, VERSION), (2, 0, IDENTICAL)], [True, False, False]),
        ([row(EARLY), row(EARLY), row(EARLY)], [(1, 0, VERSION), (2, 0, IDENTICAL)], [False, True, False]),
        ([row(EARLY, **GONE), row(EARLY), row(LATE)], [(1, 0, IDENTICAL), (2, 0, IDENTICAL)], [False, True, False]),
    ],
)
def test_the_first_of_equal_texts_stands(
    tmp_path: Path, rows: list[Row], ties: list[Tie], expected: list[bool]
) -> None:
    """A copy lends its original its day and never its place; of texts of one day the later original stands."""
    assert standing(tmp_path, rows, ties) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (({"edition": EARLY, "day": LATE}, {"edition": MIDDLE, "day": EARLY}), [False, True]),
        (({"edition": EARLY, "published": LATE}, {"edition": EARLY, "published": MIDDLE}), [True, False]),
        (({"published": LATE}, {"edition": MIDDLE}), [True, False]),
        (({"registered": LATE, "day": EARLY}, {"registered": MIDDLE, "day": LATE}), [True, False]),
    ],
)
def test_the_most_telling_day_decides(tmp_path: Path, days: tuple[Row, ...], expected: list[bool]) -> None:
    """The edition before the publication before registration before the decision's own day."""
    assert standing(tmp_path, list(days), [(1, 0, VERSION)]) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([x(EARLY), x(LATE)], [False, True]),
        ([x(LATE), x(EARLY)], [True, False]),
        ([x(EARLY), x(EARLY)], [False, True]),
        ([x(EARLY), x(LATE, **GONE)], [False, True]),
        ([x(EARLY, **GONE), x(LATE)], [True, False]),
        ([x(EARLY, **GONE), x(LATE, **GONE)], [False, True]),
        ([x(EARLY), x(LATE, **AWAITED)], [True, False]),
        ([x(EARLY), x(LATE, words=0)], [True, False]),
        ([x(EARLY, **AWAITED), x(LATE, **BARE)], [False, True]),
        ([x(EARLY, words=1_000), x(LATE)], [False, True]),
        ([act(EARLY), act(LATE)], [True, True]),
    ],
)
def test_one_row_of_a_decision_is_current(tmp_path: Path, rows: list[Row], expected: list[bool]) -> None:
    """No twin is needed: a withdrawn row takes all rows of its id down, one without text none; editions stay."""
    assert standing(tmp_path, rows, []) == expected


@pytest.mark.parametrize(
    ("rows", "ties", "expected"),
    [
        ([row(EARLY), row(LATE, **GONE)], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY), row(LATE, **BARE)], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY, **GONE), row(LATE, **AWAITED)], [(1, 0, VERSION)], [False, True]),
        ([row(EARLY, **GONE)], [], [True]),
        ([x(EARLY), x(LATE, **GONE), row(MIDDLE)], [(2, 0, IDENTICAL)], [False, False, True]),
        ([x(EARLY), x(MIDDLE), row(LATE)], [(2, 0, IDENTICAL)], [False, False, True]),
        ([act(EARLY), act(LATE, **AWAITED)], [(1, 0, VERSION)], [True, False]),
        ([act(LATE), act(EARLY)], [(1, 0, VERSION)], [True, False]),
        ([act(EARLY, status="in_force"), act(LATE, status="pending")], [(1, 0, VERSION)], [True, False]),
        ([act(EARLY, status="pending"), act(LATE, status="pending")], [(1, 0, VERSION)], [False, True]),
        ([act(EARLY, **AWAITED), act(LATE, status="pending")], [(1, 0, VERSION)], [False, True]),
    ],
)
def test_a_sound_row_stands_before_others(
    tmp_path: Path, rows: list[Row], ties: list[Tie], expected: list[bool]
) -> None:
    """What is withdrawn, has no text or is not law yet stands only where nothing sounder does."""
    assert standing(tmp_path, rows, ties) == expected


@pytest.mark.parametrize(
    ("rows", "ties", "expected"),
    [
        ([x(LATE, standing=False), x(EARLY)], [(1, 0, VERSION)], [False, True]),
        ([x(EARLY, standing=False), x(LATE, **GONE)], [], [False, True]),
        ([x(EARLY, standing=False, **GONE), x(LATE)], [], [False, True]),
        ([x(EARLY, standing=False), row(LATE)], [(1, 0, IDENTICAL)], [False, True]),
        ([act(EARLY, standing=False), act(EARLY)], [(1, 0, IDENTICAL)], [False, True]),
        ([row(EARLY, standing=False)], [], [False]),
        ([x(EARLY, standing=False), x(LATE, standing=False)], [], [False, False]),
    ],
)
def test_only_the_last_word_counts(tmp_path: Path, rows: list[Row], ties: list[Tie], expected: list[bool]) -> None:
    """A row that a later one of its cell replaced never stands, not even when that one withdraws the text."""
    assert standing(tmp_path, rows, ties) == expected


@pytest.mark.parametrize(
    ("rows", "label", "expected"),
    [
        ([row(EARLY, words=1_000), row(LATE, words=599)], VERSION, [True, False]),
        ([row(EARLY, words=1_000), row(LATE, words=600)], VERSION, [False, True]),
        ([row(EARLY, words=1_000), row(LATE, words=100, **{"status": "withdrawn"})], VERSION, [True, False]),
        ([row(EARLY, words=1_000, **{"status": "withdrawn"}), row(LATE, words=100)], VERSION, [False, True]),
        ([act(EARLY, words=1_000), act(LATE, words=100)], VERSION, [False, True]),
    ],
)
def test_a_part_does_not_stand_for_the_whole(tmp_path: Path, rows: list[Row], label: str, expected: list[bool]) -> None:
    """An operative part stands behind the whole decision, the newest edition of an act stands however much it lost."""
    assert standing(tmp_path, rows, [(1, 0, label)]) == expected


def channel(name: str) -> int:
    """Key of a channel, as facts have it."""
    return int(keys_of(pl.Series([name]))[0])


@pytest.mark.parametrize(
    ("rows", "label", "expected"),
    [
        ([row(EARLY, instance=1), row(EARLY, instance=3)], IDENTICAL, [False, True]),
        ([row(EARLY, instance=3), row(LATE, instance=1)], IDENTICAL, [True, False]),
        ([row(EARLY, instance=3), row(LATE, instance=1)], VERSION, [False, True]),
        ([row(EARLY, instance=3), row(EARLY, instance=1)], VERSION, [True, False]),
        ([row(EARLY, channel=channel(SOURCES[4])), row(EARLY, channel=channel(SOURCES[2]))], IDENTICAL, [False, True]),
        ([row(EARLY, channel=channel("some fax")), row(EARLY, channel=channel(SOURCES[8]))], IDENTICAL, [False, True]),
        ([row(LATE, channel=channel(SOURCES[4])), row(EARLY, channel=channel(SOURCES[2]))], VERSION, [True, False]),
        (
            [row(EARLY, instance=2, channel=channel(SOURCES[4])), row(EARLY, channel=channel(SOURCES[2]))],
            OTHER_CHANNEL,
            [True, False],
        ),
    ],
)
def test_instance_and_source_decide_between_equal_texts(
    tmp_path: Path, rows: list[Row], label: str, expected: list[bool]
) -> None:
    """Of one text the higher instance and then the better source stands; else the day comes first."""
    assert standing(tmp_path, rows, [(1, 0, label)]) == expected


def test_sources_are_channels() -> None:
    """The table's names are those that rows of each register get."""
    frame = pl.DataFrame(
        [
            ("rechtspraak:ECLI:NL:HR:2020:1", "xml", "2020.zip"),
            ("rechtspraak:ECLI:NL:HR:2020:1", "xml", "2020/changes_20200101000000.zip"),
            ("edrsr:1", "rtf", "edrsr_data_2020.zip"),
            ("edrsr:1", "rtf", "postgres.toml"),
            ("edrsr:1", "html", "edrsr_data_2020.zip"),
            ("edrsr:1", "html", "postgres.toml"),
            ("rada:1-20", "xml", "laws/show/1-20.xml"),
            ("rada:1-20", "html", "laws/show/1-20.html"),
            ("rada:1-20", "text", "laws/show/1-20.txt"),
        ],
        ["id", "text_format", "source_file"],
        orient="row",
    )
    named = frame.select(channel_of(pl.col("id"), pl.col("text_format"), pl.col("source_file"))).to_series()
    assert tuple(named) == SOURCES


def model(rows: list[Row], ties: list[Tie]) -> list[bool]:
    """The law in plain Python, row by row."""
    component, current = decision_model.decisions(rows, ties), decision_model.speakers(rows)
    wording = list(range(len(rows)))
    for _ in rows:
        for a, b, label in ties:
            if label in (IDENTICAL, OTHER_CHANNEL) and component[a] == component[b]:
                wording[a] = wording[b] = min(wording[a], wording[b])
    days, texted = decision_model.days, decision_model.texted
    kept = set[int]()
    for root in set(component):
        members = [n for n in range(len(rows)) if component[n] == root and current[n] == n]
        sound = [n for n in members if texted(rows[n]) and rows[n]["status"] != "withdrawn"] or members
        law = [n for n in sound if rows[n]["status"] != "pending"] or sound
        fullest = max((rows[n]["words"] for n in law), default=0)
        whole = [n for n in law if rows[n]["statute"] or rows[n]["words"] >= PART * fullest]
        originals = []
        for text in {wording[n] for n in whole}:
            copies = [n for n in whole if wording[n] == text]
            best = min(copies, key=lambda n: (-rows[n]["instance"], n))
            originals.append((max(days(rows[n]) for n in copies), rows[best]["instance"], best))
        kept.update(best for _, _, best in sorted(originals)[-1:])
    return [n in kept for n in range(len(rows))]


DECISIONS, ACTS = "abc", "xy"
ROWS = st.fixed_dictionaries(
    {
        "id": st.sampled_from([*DECISIONS, *ACTS]),
        "status": st.sampled_from(["public", "public", "withdrawn", "awaiting_text", "pending"]),
        "words": st.sampled_from([0, 100, 150, 200]),
        "instance": st.integers(0, 3),
        "standing": st.sampled_from([True, True, True, False]),
        **{day: st.sampled_from([None, EARLY, LATE]) for day in NEWEST_BY},
    }
)
LABELS = st.sampled_from([IDENTICAL, OTHER_CHANNEL, VERSION, NEAR, "sibling"])


@given(st.data())
@settings(max_examples=120)
def test_keepers_are_those_of_the_law(data: st.DataObject) -> None:
    """However the source is cut, those stand that plain Python says; and of a decision never more than one row."""
    drawn = data.draw(st.lists(ROWS, min_size=2, max_size=9))
    rows: list[Row] = [{**each, "statute": str(each["id"]) in ACTS} for each in drawn]
    ends = st.integers(0, len(rows) - 1)
    drawn_ties = data.draw(st.lists(st.tuples(ends, ends, LABELS), unique_by=lambda tie: tuple(sorted(tie[:2]))))
    ties: list[Tie] = [(max(a, b), min(a, b), label) for a, b, label in drawn_ties if a != b]
    cuts = data.draw(st.lists(ends, max_size=2))
    with tempfile.TemporaryDirectory() as folder:
        found = standing(Path(folder), rows, ties, cuts)
    assert found == model(decision_model.filled(rows), ties)
    ids = [each["id"] for each, kept in zip(rows, found, strict=True) if kept and not each["statute"]]
    assert len(ids) == len(set(ids))
