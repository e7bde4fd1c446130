"""Masking: tags, their numbers, and offsets carried over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotate.masking import TAGS, mask, shift
from pipelines.annotate.personal_data import Span, recognizers
from pipelines.annotate.roles import identity


def span(text: str, found: str, kind: str, action: str = "mask") -> Span:
    """The first place of `found` in `text` as a span."""
    start = text.index(found)
    return Span(kind, start, start + len(found), action, "x", 1.0)


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("моб. 0675123456", [("0675123456", "PHONE", "mask")], "моб. <ТЕЛЕФОН_1>"),
        (
            "моб. 067 512 34 56 або 0675123456",
            [("067 512 34 56", "PHONE", "mask"), ("0675123456", "PHONE", "mask")],
            "моб. <ТЕЛЕФОН_1> або <ТЕЛЕФОН_1>",
        ),
        (
            "Бойко А.А. проти Мороза І.І.",
            [("Бойко А.А.", "PERSON", "mask"), ("Мороза І.І.", "PERSON", "mask")],
            "<ПЕРСОНА_1> проти <ПЕРСОНА_2>",
        ),
        (
            "Бойко А.А., А.А. Бойка",
            [("Бойко А.А.", "PERSON", "mask"), ("А.А. Бойка", "PERSON", "mask")],
            "<ПЕРСОНА_1>, <ПЕРСОНА_1>",
        ),
        (
            "Суддя Бойко А.А. і ОСОБА_1",
            [("Бойко А.А.", "PERSON", "keep"), ("ОСОБА_1", "PERSON", "register")],
            "Суддя Бойко А.А. і ОСОБА_1",
        ),
    ],
)
def test_masked_text(text: str, found: list[tuple[str, str, str]], expected: str) -> None:
    """Only what is to be masked is replaced, and one value has one number in all its forms."""
    assert mask(text, [span(text, *each) for each in found], "uk")[0] == expected


def test_a_text_in_another_language_has_tags_of_both() -> None:
    """Whatever its declared language, a text is masked."""
    text = "BSN 111222333, 0675123456"
    spans = [span(text, "111222333", "BSN"), span(text, "0675123456", "PHONE")]
    assert mask(text, spans, "en")[0] == "BSN <burgerservicenummer_1>, <telefoonnummer_1>"


def test_every_type_has_a_tag_that_no_register_uses() -> None:
    """Each kind a recognizer masks has a tag, and no tag holds a word of the register's own placeholders."""
    for language in ("uk", "nl"):
        kinds = {kind for r in recognizers(language) if "Registered" not in r.name for kind in r.supported_entities}
        assert kinds <= set(TAGS[language])
    families = ("ОСОБА", "АДРЕСА", "НОМЕР_", "ІНФОРМАЦІЯ")
    assert not [tag for tag in TAGS["uk"].values() if any(family in tag for family in families)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Петренко І.В.", "І. В. Петренка", True),
        ("Петренко І.В.", "Петренку Івану Васильовичу", True),
        ("Петренко І.В.", "Петренко О.В.", False),
        ("Іван Васильович Петренко", "Петренко І.В.", True),
        ("Коваленко І.В.", "Ковальчук І.В.", False),
        ("Шевченко І.В.", "Шевчук І.В.", False),
        ("Бабій І.В.", "Баба І.В.", False),
        ("Коваль І.В.", "Ковалем І.В.", True),
        ("Шевчук І.В.", "Шевчукові І.В.", True),
        ("Мороз І.В.", "І.В. Морозу", True),
        ("Іванова І.В.", "Івановій І.В.", True),
        ("Вербицький І.В.", "Вербицького І.В.", True),
        ("Кравець І.В.", "Кравця І.В.", True),
        ("Рева І.В.", "Ревою І.В.", True),
        ("Гнатюк-Бойко І.В.", "Гнатюка-Бойка І.В.", True),
        ("J.A. de Vries", "J.A. de Vries", True),
        ("J.A. de Vries", "J.A. de Vriesema", False),
        ("J.A. de Vries", "J.A. de Wit", False),
    ],
)
def test_identity_of_a_name(one: str, other: str, same: bool) -> None:
    """Cases and orders of one name are one person; another initial or surname is another."""
    assert (identity(one) == identity(other)) is same


@st.composite
def masked(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text and spans in order that do not overlap."""
    text = draw(st.text("аб1 🙂", min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    actions = st.sampled_from(["mask", "mask", "keep"])
    return text, [Span("PHONE", start, end, draw(actions), "x", 1.0) for start, end in pairs]


@given(masked())
def test_text_outside_masks_is_verbatim(case: tuple[str, list[Span]]) -> None:
    """Between the replaced spans every character stands where shift says."""
    text, spans = case
    new, edits = mask(text, spans, "uk")
    moved = shift(range(len(text) + 1), edits)
    outside = [i for i in range(len(text)) if not any(start <= i < end for start, end, _ in edits)]
    assert [text[i] for i in outside] == [new[moved[i]] for i in outside]
    assert len(new) == len(text) + sum(delta for _, _, delta in edits)


@given(masked())
def test_shift_keeps_order_and_frames_tags(case: tuple[str, list[Span]]) -> None:
    """Offsets keep their order; a replaced span becomes exactly its tag, an offset inside it one of its borders."""
    text, spans = case
    new, edits = mask(text, spans, "uk")
    moved = shift(np.arange(len(text) + 1), edits)
    assert (np.diff(moved) >= 0).all()
    assert moved[0] == 0
    assert moved[-1] == len(new)
    for start, end, _ in edits:
        assert new[moved[start] : moved[end]].startswith("<ТЕЛЕФОН_")
        assert new[moved[start] : moved[end]].endswith(">")
        assert set(moved[start : end + 1]) <= {moved[start], moved[end]}
