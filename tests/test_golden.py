"""The texts of the fixtures, byte for byte what they were: versions of the code must not move an offset unawares."""

from __future__ import annotations

from tests import golden


def test_texts_are_what_they_were() -> None:
    """Where a text was changed on purpose, `python -m tests.golden` writes the table anew."""
    assert golden.rows() == golden.written()
