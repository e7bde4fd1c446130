"""Embedding pairs: queries, positives, hard negatives."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.export.bm25 import Index
from pipelines.export.pairs import pair

ARTICLE = "Боржник, який прострочив виконання грошового зобов'язання, сплачує суму боргу та три проценти річних."


def _statutes(text: str = ARTICLE) -> pa.Table:
    rows = [
        {"law": "435-15", "document": "rada:435-15", "name": "ЦК", "valid_from": day, "valid_to": None,
         "article": "625", "title": None, "text": body}
        for day, body in (("2004-01-01", "Стара редакція."), ("2020-01-01", text))
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema.STATUTES)


def _chunk(
    number: int, text: str, cited: list[str], group: str | None = None, split: str = "train"
) -> dict[str, object]:
    name = f"edrsr:{number}"
    return {
        "chunk": f"{name}#0", "id": name, "group": group or name, "split": split, "language": "uk", "path": "reasoning",
        "start": 0, "end": len(text), "cited": cited, "text": text,
    }  # fmt: skip


def _chunks(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema.EMBEDDING_CHUNKS)


CITING = [_chunk(n, f"Борг номер {n} стягнуто за статтею 625, три проценти.", ["435-15/625"]) for n in range(6)]
NEAR = [_chunk(10 + n, f"Боржник {n} прострочив виконання зобов'язання за договором.", []) for n in range(9)]
FAR = [_chunk(30, "Шлюб розірвано.", ["2947-14/110"])]


def test_a_row() -> None:
    """The query is the newest text of the article, positives cite it, negatives are near and do not."""
    (row,) = pair(_chunks(CITING + NEAR + FAR), _statutes()).to_pylist()
    assert (row["query"], row["query_id"], row["type"], row["split"]) == (
        ARTICLE,
        "435-15/625",
        "article_to_decision",
        "train",
    )
    assert len(row["pos"]) == 4
    assert set(row["pos_ids"]) <= {c["chunk"] for c in CITING}
    assert len(row["neg"]) == 7
    assert set(row["neg_ids"]) <= {c["chunk"] for c in NEAR}


def test_groups_are_kept_apart() -> None:
    """A passage of a positive's document or group is no negative."""
    kin = _chunk(50, "Боржник прострочив виконання грошового зобов'язання, сума боргу.", [], group="edrsr:0")
    (row,) = pair(_chunks([CITING[0], kin, *NEAR]), _statutes()).to_pylist()
    assert kin["chunk"] not in row["neg_ids"]


def test_one_split_per_query() -> None:
    """All passages of a row come from the split of its query."""
    other = [
        {**c, "chunk": f"v{c['chunk']}", "id": f"v{c['id']}", "text": f"{c['text']} Інше.", "split": "validation"}
        for c in CITING
    ]
    rows = pair(_chunks(CITING + other + NEAR), _statutes()).to_pylist()
    splits = {c["chunk"]: c["split"] for c in CITING + other + NEAR}
    assert len(rows) == 1
    assert {splits[name] for row in rows for name in row["pos_ids"] + row["neg_ids"]} == {rows[0]["split"]}


def test_boilerplate_counts_once() -> None:
    """Passages of one text are one passage."""
    same = [_chunk(n, "Стягнути три проценти за статтею 625.", ["435-15/625"]) for n in range(5)]
    (row,) = pair(_chunks(same + NEAR), _statutes()).to_pylist()
    assert len(row["pos"]) == 1


def test_queries_are_cut() -> None:
    """A query has at most 2,000 characters."""
    (row,) = pair(_chunks(CITING + NEAR), _statutes("боржник " * 1000)).to_pylist()
    assert len(row["query"]) == 2000


def test_order_of_arrival_is_of_no_account() -> None:
    """The same passages in another order give the same pairs."""
    rows = CITING + NEAR + FAR
    positives = [pair(_chunks(order), _statutes())["pos_ids"].to_pylist() for order in (rows, rows[::-1])]
    assert positives[0] == positives[1]


def test_nothing() -> None:
    """Empty tables give an empty table, and so does an article that nobody cites."""
    assert pair(_chunks([]), _statutes().slice(0, 0)).equals(schema.EMBEDDING_PAIRS.empty_table())
    assert pair(_chunks(NEAR), _statutes()).num_rows == 0


def test_bm25_prefers_rare_words() -> None:
    """A passage with the rare word of the query stands first; words are matched by their first six letters."""
    index = Index.of(pl.Series(["суд і суд", "суд та неустойкою", "нічого спільного"]))
    assert index.nearest("неустойка, суд").tolist() == [1, 0]
    assert index.nearest("").tolist() == []
