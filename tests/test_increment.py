"""What is new in an offer, night after night."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.increment import Increment, ShrunkOffer, compare, withdrawn


def offer(**contents: str) -> pa.Table:
    """An offer of records by name, each with a content, and a column of the source's own."""
    marks = [hashlib.md5(content.encode()).digest() for content in contents.values()]
    table = pa.table({"record": list(contents), "mark": marks}, schema=schema.OFFER)
    return table.append_column("place", pa.array(range(len(contents))))


def take_in(given: pa.Table, found: Increment) -> pa.Table:
    """The ledger that ingest writes of an increment, every record a document of its own name."""
    taken = given.take(found.taken)
    columns = {"record": taken["record"], "mark": taken["mark"], "id": taken["record"]}
    rows = pa.table({**columns, "edition": pa.nulls(len(taken)), "missed": pa.nulls(len(taken))})
    return pa.concat_tables([found.notes, rows.cast(schema.LEDGER)])


def nights(*offers: pa.Table) -> list[Increment]:
    """The increments of several nights, one after the other."""
    ledgers, found = list[pa.Table](), list[Increment]()
    for number, each in enumerate(offers):
        found.append(compare(each, ledgers, f"offer {number}"))
        ledgers.append(take_in(each, found[-1]))
    return found


def told(found: Increment, given: pa.Table) -> tuple[list[str], list[str], list[str]]:
    """(records taken in, records missed or found again, documents withdrawn)."""
    gone = withdrawn(found.notes)["id"].to_pylist()
    noted = [record for record in found.notes["record"].to_pylist() if record not in gone]
    return given.take(found.taken)["record"].to_pylist(), noted, gone


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        pytest.param([offer(a="1", b="1")], (["a", "b"], [], []), id="the first night takes all"),
        pytest.param([offer(a="1"), offer(a="1")], ([], [], []), id="an unchanged offer asks for nothing"),
        pytest.param([offer(a="1", b="1"), offer(b="1", a="1")], ([], [], []), id="order means nothing"),
        pytest.param([offer(a="1", b="1"), offer(a="2", b="1")], (["a"], [], []), id="a changed record"),
        pytest.param([offer(a="1"), offer(a="1", b="1")], (["b"], [], []), id="a new record"),
        pytest.param([offer(a="1"), offer(a="2"), offer(a="1")], (["a"], [], []), id="back to an earlier content"),
        pytest.param([offer(a="1", b="1"), offer(a="1")], ([], ["b"], []), id="missed once is only noted"),
        pytest.param([offer(a="1", b="1"), offer(a="1"), offer(a="1")], ([], [], ["b"]), id="missed twice is gone"),
        pytest.param([offer(b="1"), offer(), offer(b="1")], ([], ["b"], []), id="back and unchanged"),
        pytest.param([offer(b="1"), offer(), offer(b="2")], (["b"], [], []), id="back and changed"),
        pytest.param([offer(b="1"), offer(), offer(b="1"), offer()], ([], ["b"], []), id="the count begins anew"),
        pytest.param([offer(b="1"), offer(), offer(), offer()], ([], [], []), id="gone once and for all"),
        pytest.param([offer(b="1"), offer(), offer(), offer(b="1")], (["b"], [], []), id="published again"),
    ],
)
def test_last_night(offers: list[pa.Table], expected: tuple[list[str], list[str], list[str]]) -> None:
    """After some nights, what the last one takes in, notes and withdraws."""
    assert told(nights(*offers)[-1], offers[-1]) == expected


def test_same_offer_twice_is_missed_once() -> None:
    """What one and the same offer lacks is not withdrawn, however often it is looked at."""
    first, second = offer(a="1", b="1"), offer(a="1")
    ledgers = [take_in(first, compare(first, [], "x"))]
    ledgers.append(take_in(second, compare(second, ledgers, "y")))
    assert compare(second, ledgers, "y").is_empty


def test_a_folder_that_is_kept_by_us_needs_no_second_look() -> None:
    """Where one miss is enough, the first offer without the record withdraws it."""
    first, second = offer(a="1", b="1"), offer(a="1")
    found = compare(second, [take_in(first, compare(first, [], "x"))], "y", misses=1)
    assert told(found, second) == ([], [], ["b"])


def test_shrunk_offer() -> None:
    """An offer that lost far more than a night can lose is refused in one sentence."""
    whole = offer(**{f"r{n}": "1" for n in range(1000)})
    ledger = take_in(whole, compare(whole, [], "x"))
    with pytest.raises(ShrunkOffer, match="lacks 11 of 1000 records"):
        compare(whole.slice(11), [ledger], "y")
    assert compare(whole.slice(10), [ledger], "y").notes.num_rows == 10


contents = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("12"))


@given(st.lists(contents, min_size=1, max_size=8))
def test_ledgers_follow_the_publisher(offers: list[dict[str, str]]) -> None:
    """Offered twice, an offer leaves exactly its records standing, each with its content."""
    tables = [offer(**each) for each in [*offers, offers[-1], offers[-1]]]
    standing = dict[str, bytes | None]()
    for found, given_ in zip(nights(*tables), tables, strict=True):
        taken = given_.take(found.taken)
        standing |= dict(zip(taken["record"].to_pylist(), taken["mark"].to_pylist(), strict=True))
        for record in withdrawn(found.notes)["record"].to_pylist():
            del standing[record]
    assert standing == dict(zip(tables[-1]["record"].to_pylist(), tables[-1]["mark"].to_pylist(), strict=True))
