"""The `sections` annotation: rows in, rows out, the publisher's markup, and the form of the command line."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from pipelines import schema
from pipelines.annotate import sections
from pipelines.annotate.sections import hints, section, sections_json
from sectionizer import Hint

JUDGMENT = "Hof\nFeiten en omstandigheden\nA.\nHet oordeel\nB.\n"
MARKUP = json.dumps(
    [
        [4, "section", None, "De feiten", None],
        [JUDGMENT.index("Het"), "section", "2", "Anders", "overwegingen"],
    ]
)
ROWS = [
    ("d:1", "decision", "uk", "Справа\nВСТАНОВИВ:\nБорг.\nУХВАЛИВ:\nСтягнути.\n", None),
    ("d:2", "decision", "uk", "", None),
    ("d:3", "statute", "uk", "Стаття 1. Мета\n1. Так.\n", "[]"),
    ("d:4", "decision", "nl", JUDGMENT, MARKUP),
]


def documents(rows: list[tuple[str, str, str, str, str | None]]) -> pa.Table:
    """Rows of `documents`, with the columns that sections are found in."""
    names = ("id", "kind", "language", "text", "markup")
    columns = zip(*rows, strict=True) if rows else [[]] * len(names)
    return pa.table({name: pa.array(values, schema.DOCUMENTS.field(name).type)
                     for name, values in zip(names, columns, strict=True)})  # fmt: skip


def test_every_document_has_its_row_in_order() -> None:
    """One row per document, in the schema of the asset; a document without text has no sections."""
    table = section(documents(ROWS))
    assert table.schema.equals(schema.SECTIONS)
    assert table["id"].to_pylist() == [row[0] for row in ROWS]
    kinds = [[part["kind"] for part in tree] for tree in table["sections"].to_pylist()]
    assert kinds == [
        ["introductory", "body", "operative"], [], ["article", "text", "part"], ["header", "feiten", "overwegingen"],
    ]  # fmt: skip


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows do not depend on how many are read at a time."""
    whole = section(documents(ROWS))
    monkeypatch.setattr(sections, "BATCH", 1)
    assert section(documents(ROWS)).combine_chunks().equals(whole.combine_chunks())


def test_no_documents_make_no_rows() -> None:
    """An empty table in gives an empty table of the same schema out."""
    table = section(documents([]))
    assert table.num_rows == 0
    assert table.schema.equals(schema.SECTIONS)


@pytest.mark.parametrize(("kind", "language"), [("treaty", "uk"), ("decision", "en")])
def test_without_a_grammar_a_document_is_one_leaf(kind: str, language: str) -> None:
    """The stage neither guesses a grammar nor stops: the whole text is one part, an empty text has none."""
    table = section(documents([("d:5", kind, language, "текст\nі ще", "[]"), ("d:6", kind, language, "", None)]))
    leaf = {"kind": "text", "number": None, "title": None, "start": 0, "end": 10, "parent": -1}
    assert table["sections"].to_pylist() == [[leaf], []]


def test_a_region_does_not_change_the_grammar() -> None:
    """A language is known by its tag without the region."""
    rows = [section(documents([("d:4", "decision", tag, JUDGMENT, MARKUP)])) for tag in ("nl", "nl-NL", "NL")]
    plain, *tagged = pa.concat_tables(rows)["sections"].to_pylist()
    assert len(plain) > 1
    assert tagged == [plain, plain]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (None, []),
        ("[]", []),
        ('[[0, "article", "5"]]', [Hint(0, "article", "5")]),
        ('[[3, "section", null, "Feiten", "procesverloop"]]', [Hint(3, "section", None, "Feiten", "procesverloop")]),
    ],
)
def test_markup_becomes_hints(markup: str | None, expected: list[Hint]) -> None:
    """Rows may leave out what they do not know."""
    assert list(hints(markup)) == expected


def test_the_command_line_sees_labelled_kinds_with_paths() -> None:
    """Leaves of plain text are left out; the path begins at the nearest article."""
    found = sections_json("Розділ I\nМета\nСтаття 1. А\n1. Так:\n1) ні.\n", "statute", "uk")
    assert [(s["type"], s["number"], s["title"], s["path"]) for s in found] == [
        ("section", "I", "Мета", "section:I"),
        ("article", "1", "А", "article:1"),
        ("part", "1", None, "article:1/part:1"),
        ("item", "1", None, "article:1/part:1/item:1"),
    ]
    assert all(0 <= s["start"] < s["end"] <= 43 for s in found)
