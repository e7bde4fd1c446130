"""What a line for `lexcorpus annotate duplicates` may tell of its register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from pipelines.schema import DOCUMENTS
from pipelines.scope import UsageError
from pipelines.standalone import _read, _read_register, documents_of

LINE = {"id": "a", "text": "Суд ухвалив."}


def document(**told: object) -> Mapping[str, object]:
    """The document made of a line."""
    row = _read_register(1, json.dumps(LINE | told, ensure_ascii=False).encode())
    return documents_of([row]).to_pylist()[0]


@pytest.mark.parametrize(
    ("told", "column", "value"),
    [
        ({}, "issuer_code", None),
        ({"court": "Калинопільський міський суд"}, "issuer_code", "Калинопільський міський суд"),
        ({"court": "суд", "issuer_code": "1690"}, "issuer_code", "1690"),
        ({"court_code": 713}, "issuer_code", "713"),
        ({"form": " Ухвала "}, "form", "Ухвала"),
        ({"form": ""}, "form", None),
        ({"instance": "appeal"}, "instance", "appeal"),
        ({"status": "withdrawn"}, "status", "withdrawn"),
        ({}, "status", ""),
        ({"text_format": "rtf"}, "text_format", "rtf"),
        ({"source": "edrsr"}, "source", "edrsr"),
        ({"registered": "2024-01-31"}, "registered", date(2024, 1, 31)),
        ({"published": "2024-02-01", "edition": "2024-02-02"}, "edition", date(2024, 2, 2)),
        ({"edition": None}, "edition", None),
        ({"case_numbers": ["1/2"]}, "case_numbers", ["1/2"]),
        ({"title": 5, "references": "none"}, "references", []),
    ],
)
def test_what_is_told_is_passed_through(told: dict[str, object], column: str, value: object) -> None:
    """And what is not told stays untold."""
    assert document(**told)[column] == value


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"registered": "31.01.2024"}, "Line 7 has the registered '31.01.2024': write it as 2024-01-31."),
        ({"form": ["Ухвала"]}, "Line 7 has the form ['Ухвала']: write a string."),
        ({"court": True}, "Line 7 has the court True: write a string."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(told: dict[str, object], sentence: str) -> None:
    """Only by the annotator that reads it: to the others a line may tell what it likes."""
    line = json.dumps(LINE | told, ensure_ascii=False).encode()
    with pytest.raises(UsageError) as raised:
        _read_register(7, line)
    assert str(raised.value) == sentence
    assert documents_of([_read(7, json.dumps(LINE).encode())]).schema == DOCUMENTS
    assert _read(7, line)["id"] == "a"
