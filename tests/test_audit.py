"""The audit: what rules take from strata, whether that is too much, and the documents at the limits."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.report.audit import AUDIT, LENGTH_BINS, NEAREST, SHARE_BINS, Criterion, audited, tally, together
from pipelines.report.audit_losses import Loss, Tolerance, losses, mean_loss, verdict
from pipelines.report.audit_page import Audit, audit_page, shape
from pipelines.report.audit_samples import PART, Sample, excerpt, excerpts, samples
from pipelines.scope import Scope
from pipelines.select.policy_shape import PolicyError
from pipelines.stage import Shards
from pipelines.store import Account, Manifest, Ref, Shard, Store
from pipelines.tables import parquet_bytes

DIGITS = Criterion("digits", pl.col("digit_share"), pl.lit(0.3))
SHORT = Criterion("short", pl.col("words"), pl.lit(50), is_share=False)
DAMAGE = Criterion("damage")

REASONS = pl.List(pl.Struct({"rule": pl.String, "value": pl.String, "threshold": pl.String}))


def judged(*rows: tuple[str, str, str, str, float]) -> pl.DataFrame:
    """Rows of (id, stratum, decision, rules that spoke, digit share), two hundred words each."""
    told = [
        {
            "id": name,
            "stratum": stratum,
            "decision": decision,
            "reasons": [{"rule": rule, "value": "v", "threshold": "t"} for rule in rules.split()],
            "digit_share": share,
            "words": 200,
        }
        for name, stratum, decision, rules, share in rows
    ]
    return pl.DataFrame(told, schema_overrides={"reasons": REASONS})


MIXED = judged(
    ("a", "orders", "keep", "", 0.1),
    ("b", "orders", "low_weight", "digits", 0.4),
    ("c", "orders", "low_weight", "digits short", 0.5),
    ("d", "orders", "keep", "digits decides", 0.6),
    ("e", "orders", "quarantine", "status", 0.0),
    ("f", "verdicts", "quarantine", "damage", 0.2),
    ("g", "verdicts", "duplicate", "duplicate digits", 0.9),
    ("h", "verdicts", "withdrawn", "withdrawn digits", 0.9),
    ("i", "verdicts", "keep", "", 0.29),
)


def counts(audit: pl.DataFrame) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(documents in question, lost, lost to this rule alone) by rule and stratum."""
    names = ["rule", "stratum", "documents", "lost", "alone"]
    return {(rule, stratum): tuple(rest) for rule, stratum, *rest in audit.select(names).iter_rows()}  # type: ignore[misc]


def test_what_a_rule_takes_from_a_stratum() -> None:
    """Without text, told elsewhere, withdrawn: not in question; protected: not lost; two rules: to neither alone."""
    assert counts(tally(MIXED, [DIGITS, SHORT, DAMAGE], "s")) == {
        ("", "orders"): (4, 2, 0),
        ("", "verdicts"): (2, 1, 0),
        ("digits", "orders"): (4, 2, 1),
        ("digits", "verdicts"): (2, 0, 0),
        ("short", "orders"): (4, 1, 0),
        ("short", "verdicts"): (2, 0, 0),
        ("damage", "orders"): (4, 0, 0),
        ("damage", "verdicts"): (2, 1, 1),
    }


def test_documents_at_the_limit_are_the_nearest_of_both_sides() -> None:
    """A row of its shard, what it showed and what was decided; a rule without a number has those it spoke against."""
    found = {(row["rule"], row["stratum"]): row for row in tally(MIXED, [DIGITS, DAMAGE], "s").to_dicts()}
    near = found["digits", "orders"]["borderline"]
    assert [(each["id"], each["row"], each["spoke"], each["decision"]) for each in near] == [
        ("b", 1, True, "low_weight"),
        ("c", 2, True, "low_weight"),
        ("d", 3, True, "keep"),
        ("a", 0, False, "keep"),
    ]
    assert near[0]["value"] == pytest.approx(0.4)
    assert near[0]["threshold"] == pytest.approx(0.3)
    assert [each["id"] for each in found["damage", "verdicts"]["borderline"]] == ["f"]
    assert found["damage", "orders"]["borderline"] == []
    assert found["digits", "orders"]["least_threshold"] == pytest.approx(0.3)


def test_histograms_hold_every_document_in_question() -> None:
    """In bins of a fixed number, so that they add up."""
    found = {row["rule"]: row["histogram"] for row in tally(MIXED, [DIGITS, SHORT, DAMAGE], "s").to_dicts()}
    assert (len(found["digits"]), len(found["short"]), len(found["damage"])) == (SHARE_BINS, LENGTH_BINS, 0)
    assert sum(found["digits"]) == sum(found["short"]) == 2


decided = st.tuples(
    st.sampled_from(["orders", "verdicts", "letters"]),
    st.sampled_from([("keep", ""), ("low_weight", "digits"), ("quarantine", "damage"), ("duplicate", "duplicate")]),
    st.floats(0, 1, width=32),
)


@given(st.lists(decided, min_size=1, max_size=40), st.integers(1, 39))
def test_audits_add_up_however_a_cell_is_cut(told: list[tuple[str, tuple[str, str], float]], cut: int) -> None:
    """Counts and histograms are those of the whole; the same documents are nearest, in any order of the shards."""
    rows = [(str(number), stratum, *said, share) for number, (stratum, said, share) in enumerate(told)]
    whole = tally(judged(*rows), [DIGITS, DAMAGE], "s")
    parts = [tally(judged(*part), [DIGITS, DAMAGE], "s") for part in (rows[:cut], rows[cut:]) if part]
    for added in (together(parts), together(parts[::-1])):
        plain = ["rule", "stratum", "documents", "lost", "alone", "least_threshold", "histogram"]
        assert added.select(plain).equals(whole.select(plain))
        assert _ids(added) == _ids(whole)
    assert together([whole]).equals(whole)


def _ids(audit: pl.DataFrame) -> list[list[str]]:
    return [[each["id"] for each in near] for near in audit["borderline"].to_list()]


def test_a_cell_accounts_for_all_its_documents() -> None:
    """Those out of question too; nothing decided gives an empty audit. `short` is not audited: it takes nothing."""
    made = audited([("s", MIXED), ("t", MIXED)], [DIGITS])
    assert made.account == Account("documents", 18, 18)
    assert isinstance(made.body, pa.Table)
    assert made.body.schema == AUDIT
    assert counts(pl.DataFrame(made.body))["digits", "orders"] == (8, 4, 4)
    assert audited([], [DIGITS]).body == AUDIT.empty_table()


# --- losses -----------------------------------------------------------------------------------------


def audit_of(**strata: tuple[int, int]) -> pl.DataFrame:
    """An audit of (documents, lost) by stratum."""
    rows = [
        {"rule": "", "stratum": name, "documents": n, "lost": lost, "alone": 0} for name, (n, lost) in strata.items()
    ]
    full = [{**row, "histogram": [], "borderline": []} for row in rows]
    return pl.DataFrame(pa.Table.from_pylist(full, schema=AUDIT))


@pytest.mark.parametrize(
    ("strata", "grave"),
    [
        ({}, []),
        ({"orders": (0, 0)}, []),
        ({"orders": (10_000, 0), "verdicts": (10_000, 0)}, []),
        ({"orders": (10_000, 300), "verdicts": (10_000, 300)}, []),
        ({"orders": (10_000, 100), "verdicts": (1_000, 300)}, ["verdicts"]),
        ({"orders": (10_000, 0), "verdicts": (10_000, 90)}, []),
        ({"orders": (100_000, 0), "verdicts": (10_000, 300)}, ["verdicts"]),
        ({"orders": (10_000, 100), "letters": (40, 2)}, []),
        ({"orders": (10_000, 100), "letters": (40, 9)}, ["letters"]),
        ({"orders": (10_000, 100), "letters": (10, 10)}, []),
    ],
)
def test_no_stratum_loses_more_than_twice_the_mean(strata: Mapping[str, tuple[int, int]], grave: list[str]) -> None:
    """One in a hundred needs no word, two of forty prove nothing, nine of forty do; ten documents are not judged."""
    found = losses(audit_of(**strata), Tolerance())
    assert [loss.stratum for loss in found if loss.is_too_great] == grave
    assert [loss.share for loss in found] == sorted((loss.share for loss in found), reverse=True)


def test_the_limit_is_twice_the_mean_of_all_documents() -> None:
    """Not of the strata: a small one that loses all would move the limit for itself."""
    audit = audit_of(orders=(9_000, 180), verdicts=(1_000, 20))
    assert mean_loss(audit) == pytest.approx(0.02)
    assert {loss.limit for loss in losses(audit, Tolerance())} == {0.04}
    assert {loss.limit for loss in losses(audit, Tolerance(times=5))} == {0.1}


def test_a_person_may_accept_a_loss() -> None:
    """With a reason, for one stratum; the sentence says what to write."""
    audit = audit_of(orders=(10_000, 100), verdicts=(1_000, 300))
    assert verdict(losses(audit, Tolerance())) == (
        "verdicts loses 300 of 1,000 documents (30.0%), where up to 7.3% is usual: mend the rule, or write "
        '"verdicts: why" below audit: accept: in pipelines/select/policy.yaml.'
    )
    accepted = losses(audit, Tolerance(accept={"verdicts": "scans, read and found bad"}))
    assert not any(loss.is_too_great for loss in accepted)
    assert verdict(accepted) == "No stratum surely loses more than it may; 1 that lose more are accepted."


def test_who_accepts_must_say_why() -> None:
    """Silence is no word."""
    told: dict[str, Any] = {"times": 2, "floor": 0.01, "fewest": 30, "accept": {"orders": "read"}}
    assert Tolerance.of(told) == Tolerance(2, 0.01, 30, {"orders": "read"})
    with pytest.raises(PolicyError, match="losses of 'orders' without a reason"):
        Tolerance.of({**told, "accept": {"orders": " "}})


# --- samples and page -------------------------------------------------------------------------------


def test_strata_take_turns_at_the_limit() -> None:
    """A large stratum does not fill the page; each side has its number."""
    rows = [(f"o{number}", "orders", "low_weight", "digits", 0.31 + number / 1000) for number in range(60)]
    rows += [(f"v{number}", "verdicts", "low_weight", "digits", 0.9) for number in range(3)]
    found = samples(tally(judged(*rows), [DIGITS], "s"))
    assert len(found) == NEAREST
    assert [sample.id for sample in found if sample.stratum == "orders"] == [f"o{number}" for number in range(22)]
    assert sum(sample.stratum == "verdicts" for sample in found) == 3


def test_samples_are_the_same_in_any_order_of_shards() -> None:
    """Equals are ranked by lot, and the lot hangs on the id."""
    rows = [(str(number), "orders", "keep", "", 0.2) for number in range(80)]
    one, other = (tally(judged(*part), [DIGITS], key) for part, key in ((rows[:40], "s"), (rows[40:], "t")))
    assert samples(together([one, other])) == samples(together([other, one]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("УХВАЛА\n\n  про   закриття", "УХВАЛА про закриття"),
        ("а" * 2 * PART, "а" * 2 * PART),
        ("а" * PART + "б" * PART + "в" * PART, "а" * PART + " … " + "б" * PART + " …"),
    ],
)
def test_an_excerpt_has_the_beginning_and_the_middle(text: str, shown: str) -> None:
    """A short text is shown whole."""
    assert excerpt(text) == shown


def cell(store: Store, asset: str, table: pa.Table) -> Shards:
    """A table as the one shard of an asset, beside the shard `s` of documents."""
    scope, name = Scope("edrsr", "2019"), f"part-{asset}.parquet"
    size, sha256 = store.write(asset, scope, name, parquet_bytes(table))
    key = "s" if asset == "documents" else asset
    shard = Shard(
        key, key, name, table.num_rows, size, sha256, Account("rows", table.num_rows, table.num_rows), beside="s"
    )
    store.commit(Manifest(asset, scope, "1", (shard,)))
    return Shards(store, (Ref(asset, scope, shard),))


def sample(row: int, shard: str = "s", value: float | None = 0.4) -> Sample:
    """A document that the rule spoke against."""
    return Sample("digits", "orders", f"edrsr:{row}", shard, row, value, 0.3, True, "low_weight")


SPAN = pa.struct(
    [(name, kind) for name, kind in (("type", pa.string()), ("start", pa.int32()), ("end", pa.int32()))]
    + [("action", pa.string()), ("recognizer", pa.string()), ("score", pa.float32())]
)


def test_excerpts_hide_personal_data(tmp_path: Path) -> None:
    """And are read for the rows that are asked for; what lies in no shard has none."""
    store = Store(str(tmp_path))
    found = {"type": "PHONE", "start": 4, "end": 17, "action": "mask", "recognizer": "r", "score": 1.0}
    documents = pa.table({"text": ["перший", "тел +380501112233 та", "третій"], "language": ["uk"] * 3})
    private = pa.table({"spans": pa.array([[], [found], []], pa.list_(SPAN))})
    shards = cell(store, "documents", documents), cell(store, "personal_data", private)
    told = excerpts([sample(1), sample(2), sample(1), sample(0, shard="gone")], *shards)
    assert told == {("s", 1): "тел ТЕЛЕФОН_1 та", ("s", 2): "третій"}


class Balance(HTMLParser):
    """Checks that what is opened is closed."""

    VOID = frozenset({"meta", "br", "rect", "line", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opened."""
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closed: the last that was opened."""
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Words."""
        self.words.append(data)


def page(texts: Mapping[tuple[str, int], str], tolerance: Tolerance | None = None) -> str:
    """The page of an audit of the mixed rows."""
    audit = together([tally(MIXED, [DIGITS, SHORT, DAMAGE], "s")])
    return audit_page(Audit("<main>", audit, losses(audit, tolerance or Tolerance()), samples(audit), texts))


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    """Every element is closed, no address is fetched, and what documents say is never markup."""
    told = page({("s", 1): "<script>alert(1)</script> & co"})
    parser = Balance()
    parser.feed(told)
    assert parser.open == []
    assert "<script" not in told
    assert "http" not in told
    assert "<script>alert(1)</script> & co" in "".join(parser.words)


def test_the_page_tells_figures_documents_and_limits() -> None:
    """Kept shares with and without a rule, what was accepted, and a document at its limit."""
    words = Balance()
    words.feed(page({}, Tolerance(times=0.5, accept={"verdicts": "read"})))
    said = " ".join(words.words)
    for expected in ("Audit of <main>", "accepted: read", "Kept without it", "75.0", "50.0", "limit 0.3", "No excerpt"):
        assert expected in said
    assert page({}) == page({})


@pytest.mark.parametrize(("value", "threshold", "lines"), [(0.4, 0.3, 2), (0.0, 1.0, 2), (1.0, None, 1), (0.5, 0.5, 2)])
def test_a_shape_marks_the_limit_and_the_document(value: float, threshold: float | None, lines: int) -> None:
    """Also at both ends of the bins."""
    drawn = shape([1] * SHARE_BINS, Sample("r", "s", "i", "k", 0, value, threshold, True, "keep"))
    assert drawn.count("<line") == lines
    assert drawn.count("<rect") == SHARE_BINS


def test_a_loss_tells_its_share() -> None:
    """Of nothing nothing is lost."""
    assert Loss("orders", 0, 0, 0.01).share == 0
    assert str(Loss("orders", 1_000, 25, 0.01)) == "orders loses 25 of 1,000 documents (2.5%)"
