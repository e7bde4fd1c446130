"""Masking: tags of the register's family, their numbers, and offsets carried over, there and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotate.personal.analyzers import recognizers
from pipelines.annotate.personal.masking import TAGS, mask, shift, shift_back, tag_forms, veil
from pipelines.annotate.personal.numbering import highest, numbers_of, same_people
from pipelines.annotate.personal.spans import Span
from pipelines.annotate.personal.stage import find_personal_data


def span(text: str, found: str, kind: str, action: str = "mask") -> Span:
    """The first place of `found` in `text` as a span."""
    start = text.index(found)
    return Span(kind, start, start + len(found), action, "x", 1.0)


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("моб. 0675123456", [("0675123456", "PHONE", "mask")], "моб. ТЕЛЕФОН_1"),
        (
            "моб. 067 512 34 56 або +380675123456",
            [("067 512 34 56", "PHONE", "mask"), ("+380675123456", "PHONE", "mask")],
            "моб. ТЕЛЕФОН_1 або ТЕЛЕФОН_1",
        ),
        (
            "Бойко А.А. проти Мороза І.І.",
            [("Бойко А.А.", "PERSON", "mask"), ("Мороза І.І.", "PERSON", "mask")],
            "ОСОБА_1 проти ОСОБА_2",
        ),
        (
            "Бойко А.А., А.А. Бойка",
            [("Бойко А.А.", "PERSON", "mask"), ("А.А. Бойка", "PERSON", "mask")],
            "ОСОБА_1, ОСОБА_1",
        ),
        (
            "Суддя Бойко А.А. і ОСОБА_1",
            [("Бойко А.А.", "PERSON", "keep"), ("ОСОБА_1", "PERSON", "register")],
            "Суддя Бойко А.А. і ОСОБА_1",
        ),
        (
            "Бойко А.А., ОСОБА_7 і ОСОБА_2",
            [("Бойко А.А.", "PERSON", "mask"), ("ОСОБА_7", "PERSON", "register"), ("ОСОБА_2", "PERSON", "register")],
            "ОСОБА_8, ОСОБА_7 і ОСОБА_2",
        ),
        (
            "паспорт АА123456 і 987654321",
            [("АА123456", "PASSPORT", "mask"), ("987654321", "ID_CARD", "mask")],
            "паспорт ПАСПОРТ_1 і ПАСПОРТ_2",
        ),
        ("тел.0675123456та2", [("0675123456", "PHONE", "mask")], "тел.ТЕЛЕФОН_1 та2"),
        ("ріка0675123456", [("0675123456", "PHONE", "mask")], "ріка ТЕЛЕФОН_1"),
    ],
)
def test_masked_text(text: str, found: list[tuple[str, str, str]], expected: str) -> None:
    """Only what is to be masked is replaced; one value has one number, after the register's own; no tag runs on."""
    assert mask(text, [span(text, *each) for each in found], "uk")[0] == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", "BSN [burgerservicenummer 1], [telefoonnummer 3], [telefoonnummer 2]"),
        ("en", "BSN [burgerservicenummer 1], [telefoonnummer 3], [telefoonnummer 2]"),
    ],
)
def test_dutch_tags_are_role_brackets(language: str, expected: str) -> None:
    """They go on where the register's own numbers end; a text in neither language has tags of both."""
    text = "BSN 111222333, 0612345678, [telefoonnummer 2]"
    spans = [
        span(text, "111222333", "BSN"),
        span(text, "0612345678", "PHONE"),
        span(text, "[telefoonnummer 2]", "PHONE", "register"),
    ]
    assert mask(text, spans, language)[0] == expected


def test_every_kind_that_is_found_has_a_tag() -> None:
    """Each kind a recognizer can find has a form, but for what is only ever a placeholder already."""
    for language in ("uk", "nl"):
        finders = [r for r in recognizers(language) if not type(r).__module__.endswith("placeholder_recognizers")]
        assert {kind for finder in finders for kind in finder.supported_entities} <= set(TAGS[language])


@pytest.mark.parametrize("language", ["uk", "nl"])
def test_a_tag_is_a_placeholder_of_the_register_to_whoever_looks_again(language: str) -> None:
    """Nobody finds anything to mask in a tag, and each is told to be a placeholder."""
    tags = [form.format(3) for form in dict.fromkeys(TAGS[language].values())]
    texts = [f"Суд установив: {tag}, далі." if language == "uk" else f"De rechtbank: {tag}, verder." for tag in tags]
    rows = {"id": tags, "language": [language] * len(tags), "text": pa.array(texts, pa.large_string())}
    found = find_personal_data(pa.table(rows))["spans"].to_pylist()
    told = {
        tag: [text[s["start"] : s["end"]] for s in spans if s["action"] == "register"]
        for tag, text, spans in zip(tags, texts, found, strict=True)
    }
    assert told == {tag: [tag] for tag in tags}
    assert not [s for spans in found for s in spans if s["action"] != "register"]


def test_forms_are_told_once() -> None:
    """The public list holds the register's families and every form of ours."""
    forms = tag_forms()
    assert len(forms) == len(set(forms))
    assert {"ОСОБА_{}", "НОМЕР_{}", "ІНФОРМАЦІЯ_{}", "ТЕЛЕФОН_{}", "[persoon {}]"} <= set(forms)


def test_papers_show_nobody() -> None:
    """An excerpt for people names not even those in office."""
    text = "Суддя Коваль О.О., тел. суду 0441234567, ОСОБА_1"
    spans = [
        span(text, "Коваль О.О.", "PERSON", "keep"),
        span(text, "0441234567", "PHONE", "keep"),
        span(text, "ОСОБА_1", "PERSON", "register"),
    ]
    assert veil(text, spans, "uk") == "Суддя ОСОБА_2, тел. суду 0441234567, ОСОБА_1"


@pytest.mark.parametrize(
    ("identities", "same"),
    [
        (["петренк ів", "петренк "], ["петренк ів"] * 2),
        (["петренк ", "петренк і", "петренк ів"], ["петренк ів"] * 3),
        (["петренк ів", "петренк ол", "петренк "], ["петренк ів", "петренк ол", "петренк "]),
        (["петренк ", "бойк "], ["петренк ", "бойк "]),
        (["коваль і", "ковальчук ів"], ["коваль і", "ковальчук ів"]),
        ([], []),
    ],
)
def test_a_name_told_in_short_is_the_one_person_it_can_be(identities: list[str], same: list[str]) -> None:
    """A lone surname joins its fuller form, unless two people bear it."""
    assert same_people(identities) == same


def test_numbers_go_on_after_the_registers() -> None:
    """Each form counts for itself; kinds that share a form share its numbers but no value."""
    found = [
        ("IBAN", "Р_{}", "UA1"),
        ("ACCOUNT", "Р_{}", "UA1"),
        ("PHONE", "Т_{}", "067 1234567"),
        ("IBAN", "Р_{}", "ua1"),
    ]
    assert numbers_of(found, {"Р_{}": 4}) == [5, 6, 1, 5]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["ОСОБА_3", "ОСОБА_12", "НОМЕР_1"], {"ОСОБА_{}": 12, "НОМЕР_{}": 1}),
        (["[slachtoffer 2]", "[verdachte]"], {"[slachtoffer {}]": 2}),
        ([], {}),
    ],
)
def test_highest_number_of_each_form(tags: list[str], expected: dict[str, int]) -> None:
    """What has no number reserves none."""
    assert highest(tags) == expected


@st.composite
def masked(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text and spans in order that do not overlap."""
    text = draw(st.text("аб1_ 🙂", min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    actions = st.sampled_from(["mask", "mask", "keep"])
    return text, [Span("PHONE", start, end, draw(actions), "x", 1.0) for start, end in pairs]


@given(masked())
def test_text_outside_masks_is_verbatim(case: tuple[str, list[Span]]) -> None:
    """Between the replaced spans every character stands where shift says, and shift_back leads to it again."""
    text, spans = case
    new, edits = mask(text, spans, "uk")
    moved = shift(range(len(text) + 1), edits)
    outside = [i for i in range(len(text)) if not any(start <= i < end for start, end, _ in edits)]
    assert [text[i] for i in outside] == [new[moved[i]] for i in outside]
    assert shift_back(moved[outside], edits).tolist() == outside
    assert len(new) == len(text) + sum(delta for _, _, delta in edits)


@given(masked())
def test_offsets_keep_order_and_frame_tags_both_ways(case: tuple[str, list[Span]]) -> None:
    """A replaced span becomes exactly its tag and a tag its span; what lies inside becomes one of the borders."""
    text, spans = case
    new, edits = mask(text, spans, "uk")
    moved, back = shift(np.arange(len(text) + 1), edits), shift_back(np.arange(len(new) + 1), edits)
    assert (np.diff(moved) >= 0).all()
    assert (np.diff(back) >= 0).all()
    assert (moved[0], moved[-1], back[0], back[-1]) == (0, len(new), 0, len(text))
    for start, end, _ in edits:
        assert new[moved[start] : moved[end]].strip().startswith("ТЕЛЕФОН_")
        assert back[moved[start] : moved[end] + 1].tolist()[:: max(1, moved[end] - moved[start])] == [start, end]
        assert set(moved[start : end + 1]) <= {moved[start], moved[end]}


@given(masked())
def test_there_back_and_there_is_there(case: tuple[str, list[Span]]) -> None:
    """Offsets that have been led over the edits come back to where they were led from."""
    text, spans = case
    _, edits = mask(text, spans, "uk")
    moved = shift(np.arange(len(text) + 1), edits)
    assert shift(shift_back(moved, edits), edits).tolist() == moved.tolist()


@given(masked())
def test_nothing_else_is_a_tag_beside_a_tag(case: tuple[str, list[Span]]) -> None:
    """No letter, figure or underscore touches a tag, so that a tokenizer and a reader see the tag that was meant."""
    text, spans = case
    new, edits = mask(text, spans, "uk")
    for start, end, _ in edits:
        at, to = shift([start, end], edits).tolist()
        tag = new[at:to].strip()
        first = new.index(tag, at)
        around = new[first - 1 : first] + new[first + len(tag) : first + len(tag) + 1]
        assert not any(character.isalnum() or character == "_" for character in around)


def test_a_kept_find_is_left_alone() -> None:
    """Only the action speaks."""
    text = "тел. 0675123456"
    assert mask(text, [replace(span(text, "0675123456", "PHONE"), action="keep")], "uk") == (text, [])
