"""Two texts side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.review import LEAD, LETTERS, LINES, Difference, side_by_side

WIDTH = 60


@pytest.mark.parametrize(
    ("left", "right", "differences"),
    [
        ("", "", []),
        ("Суд вирішив.", "Суд вирішив.", []),
        ("Суд  вирішив.\n\nПозов задовольнити.", "Суд вирішив.\nПозов\tзадовольнити.", []),
        (
            "Суд\nстягнути 15 грн\nсуддя",
            "Суд\nстягнути 75 грн\nсуддя",
            [
                Difference(
                    "changed",
                    (("стягнути ", False), ("15", True), (" грн", False)),
                    (("стягнути ", False), ("75", True), (" грн", False)),
                )
            ],
        ),
        (
            "17 лютого року",
            "6 грудня року",
            [Difference("changed", (("17 лютого", True), (" року", False)), (("6 грудня", True), (" року", False)))],
        ),
        ("a\nb", "a", [Difference("left", (("b", True),), ())]),
        ("a", "a\nb", [Difference("right", (), (("b", True),))]),
        ("x\na\nb", "a\nb", [Difference("left", (("x", True),), ())]),
        ("", "ж", [Difference("right", (), (("ж", True),))]),
    ],
)
def test_differences_are_told_line_by_line(left: str, right: str, differences: list[Difference]) -> None:
    """Lines that agree are not told, whatever their blanks; words that agree are told apart from those that do not."""
    assert list(side_by_side(left, right, WIDTH)) == differences


def test_a_long_line_is_shown_where_it_differs() -> None:
    """What comes long before the first difference is left out, and so is what does not fit after it."""
    before, after = (" ".join(f"{word}{number}" for number in range(500)) for word in "аб")
    (found,) = side_by_side(f"{before} 15 {after}", f"{before} 75 {after}", WIDTH)
    (lead, same), (told, changed), (rest, differs) = found.left
    assert (len(lead), lead[0], same) == (LEAD, "…", False)
    assert (told, changed) == ("15", True)
    assert (rest[-1], differs) == ("…", False)
    assert found.right[1] == ("75", True)


texts = st.text("аб1 .\n", max_size=60)


@given(texts, texts)
def test_nothing_is_told_of_a_text_beside_itself_and_something_of_any_other(left: str, right: str) -> None:
    """Differences are those of the lines, blanks apart, and each side keeps to the width."""
    same = [line.split() for line in left.split("\n") if line.strip()] == [
        line.split() for line in right.split("\n") if line.strip()
    ]
    found = list(side_by_side(left, right, 10))
    assert (found == []) == same
    for difference in found:
        for side in (difference.left, difference.right):
            assert sum(len(text) for text, _ in side) <= 10 + 1
    assert [d.mark for d in side_by_side(right, left, 10)].count("changed") == [d.mark for d in found].count("changed")


def test_hostile_texts_end_soon() -> None:
    """Two texts that share nothing in order, and two huge lines, are cut before they are compared."""
    found = list(side_by_side("\n".join(map(str, range(100_000))), "\n".join(map(str, range(100_000, 0, -1))), WIDTH))
    assert 0 < len(found) <= 2 * LINES
    (line,) = side_by_side("а " * 50 * LETTERS, "б а " * 50 * LETTERS, WIDTH)
    assert line.mark == "changed"
