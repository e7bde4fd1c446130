"""What is new in an offer, night after night."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.increment import Increment, ShrunkOffer, compare, vanished


def offer(**contents: str) -> pa.Table:
    """An offer of records by name, each with a content, and a column of the source's own."""
    marks = [hashlib.md5(content.encode()).digest() for content in contents.values()]
    texted = [not content.startswith("bare") for content in contents.values()]
    table = pa.table({"record": list(contents), "mark": marks, "texted": texted}, schema=schema.OFFER)
    return table.append_column("place", pa.array(range(len(contents))))


def take_in(given: pa.Table, found: Increment) -> pa.Table:
    """The ledger that ingest writes of an increment, every record a document of its own name."""
    taken = given.take(found.taken)
    columns = {name: taken[name] for name in schema.OFFER.names} | {"id": taken["record"]}
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
    """(records taken in, records missed or found again, documents that vanished)."""
    gone = vanished(found.notes)["id"].to_pylist()
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
    with pytest.raises(ShrunkOffer, match="lacks 11 of 1000 documents that had a text"):
        compare(whole.slice(11), [ledger], "y")
    assert compare(whole.slice(11), [ledger], "y", accept_loss=True).notes.num_rows == 11
    assert compare(whole.slice(10), [ledger], "y").notes.num_rows == 10


def test_lost_texts_are_a_loss_like_lost_records() -> None:
    """An offer whose records are all there, but whose texts are not, is refused; what never had a text is no loss."""
    whole = offer(**{f"r{n}": "1" for n in range(1000)}, **{f"b{n}": "bare" for n in range(500)})
    ledger = take_in(whole, compare(whole, [], "x"))
    stripped = offer(
        **{f"r{n}": "bare" if n < 11 else "1" for n in range(1000)}, **{f"b{n}": "bare" for n in range(500)}
    )
    with pytest.raises(ShrunkOffer, match="lacks 0 of 1000 documents that had a text, and the texts of 11 more"):
        compare(stripped, [ledger], "y")
    assert compare(whole.slice(0, 1000), [ledger], "y").notes.num_rows == 500


def test_another_reading_forgets_nobody() -> None:
    """What is on offer is taken in anew; what is not, or had vanished before, vanishes in the new reading too."""
    first, second, third = offer(a="1", b="1", c="1"), offer(a="1", b="1"), offer(a="1")
    earlier = [take_in(first, compare(first, [], "x"))]
    earlier.append(take_in(second, compare(second, earlier, "y", misses=1)))
    found = compare(third, [], "z", earlier=earlier)
    assert told(found, third) == (["a"], [], ["b", "c"])
    whole = offer(**{f"r{n}": "1" for n in range(100)})
    ledger = take_in(whole, compare(whole, [], "x"))
    with pytest.raises(ShrunkOffer):
        compare(whole.slice(50), [], "z", earlier=[ledger])


def test_a_document_under_another_name_goes_on_living() -> None:
    """A record that is gone ends no document that another record on offer has become."""
    first = offer(a="1", b="2")
    ledger = take_in(first, compare(first, [], "x")).to_pydict() | {"id": ["d", "d"]}
    found = compare(offer(b="2"), [pa.table(ledger, schema=schema.LEDGER)], "y", misses=1)
    assert found.notes.num_rows == 0


contents = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("12"))


@given(st.lists(contents, min_size=1, max_size=8))
def test_ledgers_follow_the_publisher(offers: list[dict[str, str]]) -> None:
    """Offered twice, an offer leaves exactly its records standing, each with its content."""
    tables = [offer(**each) for each in [*offers, offers[-1], offers[-1]]]
    standing = dict[str, bytes | None]()
    for found, given_ in zip(nights(*tables), tables, strict=True):
        taken = given_.take(found.taken)
        standing |= dict(zip(taken["record"].to_pylist(), taken["mark"].to_pylist(), strict=True))
        for record in vanished(found.notes)["record"].to_pylist():
            del standing[record]
    assert standing == dict(zip(tables[-1]["record"].to_pylist(), tables[-1]["mark"].to_pylist(), strict=True))
