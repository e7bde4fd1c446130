"""Quality: each signal on a text made for it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.annotate import lexicon
from pipelines.annotate.corrupted import MODEL
from pipelines.annotate.personal import role_tags
from pipelines.annotate.quality import measure, text_signals
from pipelines.annotate.quality_reading import read_texts


def documents(texts: list[str], language: str, kind: str) -> pa.Table:
    """Documents with only the columns the stage reads."""
    rows = len(texts)
    return pa.table(
        {
            "id": pa.array([str(i) for i in range(rows)], pa.string()),
            "kind": pa.array([kind] * rows, pa.string()),
            "language": pa.array([language] * rows, pa.string()),
            "text": pa.array(texts, pa.large_string()),
        }
    )


def annotated(
    texts: list[str],
    language: str = "uk",
    kind: str = "decision",
    sections: list[list[str]] | None = None,
    paragraphs: list[list[int]] | None = None,
    recurring: tuple[int, ...] = (),
) -> pa.Table:
    """The stage on `texts`, with the kinds of their sections and the hashes of their paragraphs."""
    blank = {"number": None, "title": None, "start": 0, "end": 0, "parent": -1}
    trees = [[{"kind": name, **blank} for name in names] for names in sections or [[]] * len(texts)]
    ids = pa.array([str(i) for i in range(len(texts))], pa.string())
    tree_type = schema.SECTIONS.field("sections").type
    return measure(
        documents(texts, language, kind),
        pa.table({"id": ids, "sections": pa.array(trees, tree_type)}),
        pa.table({"id": ids, "paragraph_hashes": pa.array(paragraphs or [[]] * len(texts), pa.list_(pa.uint64()))}),
        pa.table({"paragraph_hash": pa.array(recurring, pa.uint64())}),
        MODEL.empty_table(),
    )


def signals(text: str, language: str = "uk") -> dict[str, Any]:
    """What one text tells."""
    return text_signals(documents([text], language, "decision"), MODEL.empty_table()).to_dicts()[0]


@pytest.mark.parametrize(
    ("text", "signal", "expected"),
    [
        ("абв где", "chars", 7),
        ("п'ять зобов`язань, 2 шт.", "words", 4),
        ("аб 12", "letter_share", 0.5),
        ("аб 12", "digit_share", 0.5),
        ("аб №!", "symbol_share", 0.5),
        ("аб cd", "cyrillic_share", 0.5),
        ("абв де", "mean_word_length", 2.5),
        ("у суді та за законом", "stop_word_share", 3 / 5),
        ("Пoзив прийшов", "mixed_script_share", 0.5),
        ("розділ VІІ", "mixed_script_share", 0.0),
        ("у суді та за законом у", "stop_words", 3),
        ("ОСОБА_1 та ОСОБА_2 прийшли", "placeholder_share", 2 / 6),
        ("особа 1 та номер прийшли", "placeholder_share", 0.0),
        ("1\tкрісло\t20 грн\nусього", "table_line_share", 0.5),
        ("| крісло | 20 |\n|---|---|", "table_line_share", 1.0),
        ("крісло     20     грн\nм. Київ     N 5", "table_line_share", 0.5),
        ("     з відступом", "table_line_share", 0.0),
    ],
)
def test_counted_signals(text: str, signal: str, expected: float) -> None:
    """Each signal is the share its description says."""
    assert signals(text)[signal] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("aan [verdachte] en", 1 / 3),
        ("[naam 2] en [A]", 0.5),
        ("[is] en [een forfaitair bedrag]", 0.0),
        ("verdachte A", 0.0),
    ],
)
def test_dutch_placeholders(text: str, share: float) -> None:
    """Roles and initials in brackets are placeholders, editorial insertions are not."""
    assert signals(text, "nl")["placeholder_share"] == pytest.approx(share)


def test_every_role_that_is_counted_is_a_role_that_is_found() -> None:
    """The words behind the share are words that the recognizers of personal data know."""
    words = lexicon.spelled_words("placeholder_words.yaml")["nl"]
    assert [word for word in words if role_tags.read(f"[{word}]") is None] == []


DUTCH = "De financiële commissie van één bank betaalde € 20 en ƒ 5"
"""Signs that UTF-8 writes in two and three bytes."""


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("De financiële".encode().decode("cp1252"), 1),
        ("De financiële".encode().decode("latin-1"), 1),
        ("De financiële".encode().decode("cp1251"), 1),
        ("De financiële".encode().decode("cp437"), 1),
        (DUTCH.encode().decode("cp1252"), 4),
        (DUTCH.encode().decode("cp1251"), 2),
        ("Суд встановив".encode().decode("cp1251"), 12),
        (DUTCH, 0),
        ("São Paulo, «Â», NÃO, Ærø, château, «IRMÃ» en Ångström", 0),
        ("│ один │ два │\n├────┼────┤", 0),
        ("ПАТ «ПГ«Маяк», ст. Г« та вітер, С.Р. Коваленко, СРСР, Γεια σου", 0),
    ],
)
def test_pairs_of_a_wrong_code_page(text: str, pairs: int) -> None:
    """One letter that was read as another page's pair is enough, and no sound text has such a pair."""
    assert read_texts(pa.array([text], pa.large_string()), "nl").garbled.tolist() == [2 * pairs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Суд встановив, що позов підлягає задоволенню.", []),
        (
            "УХВАЛА\nУ Х В А Л А\nСуд розглянув справу про стягнення боргу та дійшов такого висновку у цій справі, "
            "оскільки відповідач не надав доказів сплати, а строк звернення до суду не минув.",
            [],
        ),
        ("", ["empty"]),
        (" \n\n ", ["empty"]),
        ("Суд встановив".encode().decode("cp1251"), ["mojibake"]),
        ("Суд встановив".encode("cp1251").decode("latin-1"), ["mojibake"]),
        ("Суд \ufffd\ufffd встановив", ["mojibake"]),
        ("У Х В А Л А С У Д У", ["letterspaced"]),
        ("Суд\x01 встановив", ["control_characters"]),
        ("Пoзивач прийшов", ["mixed_script"]),
        ("та сама фраза знову " * 20, ["repeated"]),
    ],
)
def test_damage(text: str, expected: list[str]) -> None:
    """Every kind of damage is named, and sound texts with spaced headings have none."""
    assert signals(text)["damage"] == expected


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("Суд встановив, що її позов підлягає задоволенню.", "uk", "uk"),
        ("Суд установил, что ответчик не явился, это было ранее.", "uk", "ru"),
        ("В С Т А Н О В И В :", "uk", "und"),
        ("Het hof heeft de zaak van de verdachte behandeld.", "nl", "nl"),
        ("The court finds that this appeal was lodged late.", "nl", "en"),
        ("2019 / 15", "nl", "und"),
    ],
)
def test_language(text: str, declared: str, expected: str) -> None:
    """The alphabet decides, then function words; nothing is guessed."""
    assert signals(text, declared)["language"] == expected


def test_a_russian_paragraph_is_tagged_and_kept() -> None:
    """Runs of paragraphs cover the text, and a heading takes the language around it."""
    text = "УХВАЛА\nСуд її встановив і вирішив цю справу.\nИстец пояснил, что это было.\nТому суд і вирішив."
    row = signals(text)
    assert row["language"] == "uk"
    cut = [(run["language"], text[run["start"] : run["end"]].split()[0]) for run in row["languages"]]
    assert cut == [("uk", "УХВАЛА"), ("ru", "Истец"), ("uk", "Тому")]


@pytest.mark.parametrize(
    ("text", "language", "score", "words"),
    [
        ("Обвинувачений викрикнув: мудак", "uk", 1000 / 3, ["мудак"]),
        ("Він сказав «мудак» і пішов", "uk", 0.0, ["мудак"]),
        ('Він сказав "МУДАК" та ще мудак', "uk", 1000 / 6, ["МУДАК", "мудак"]),
        ("Козел і свиня стояли на сучку", "uk", 0.0, []),
        ("De verdachte riep klootzak", "nl", 250.0, ["klootzak"]),
        ("Hij riep 'vuile klootzak' en ging", "nl", 0.0, ["klootzak"]),
        ("'s Avonds riep hij klootzak", "nl", 200.0, ["klootzak"]),
        ("Він сказав «мудак\nі мудак", "uk", 200.0, ["мудак", "мудак"]),
        ("Een gat in de pot, de beurt van aftrekken", "nl", 0.0, []),
        ("Позов подав Гандон І. П., а свідок Курва мовчала", "uk", 0.0, []),
        ("Паскуда Олег уклав договір з мрією", "uk", 0.0, []),
        ("Мудак! МУДАК ти", "uk", 2000 / 3, ["Мудак", "МУДАК"]),
        ("Getuige mevrouw Slet noemde hem een slet", "nl", 1000 / 7, ["slet"]),
    ],
)
def test_toxicity(text: str, language: str, score: float, words: list[str]) -> None:
    """Whole insulting words are marked; quoted ones do not count; everyday words and surnames are not insults."""
    row = signals(text, language)
    assert row["toxicity"] == pytest.approx(score, rel=1e-5)
    assert [text[span["start"] : span["end"]] for span in row["toxic_spans"]] == words


@pytest.mark.parametrize(
    ("kind", "sections", "expected"),
    [
        ("decision", ["introductory", "operative"], True),
        ("decision", ["header", "beslissing"], True),
        ("decision", ["article"], False),
        ("statute", ["preamble", "article"], True),
        ("statute", ["operative"], False),
        ("decision", [], False),
    ],
)
def test_structure(kind: str, sections: list[str], expected: bool) -> None:
    """A decision needs its operative part, a statute an article or an item."""
    assert annotated(["Суд"], kind=kind, sections=[sections])["structured"].to_pylist() == [expected]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], 0),
        ([("introductory", 0, 10), ("reasoning", 10, 70), ("operative", 70, 100)], 0.6),
        ([("header", 0, 20), ("overwegingen", 20, 60), ("beslissing", 60, 80), ("overwegingen", 80, 100)], 0.6),
        ([("introductory", 0, 10), ("body", 10, 90), ("operative", 90, 100)], 0.4),
    ],
)
def test_reasoning(parts: list[tuple[str, int, int]], expected: float) -> None:
    """Reasoning parts count with their length, and a body that states the facts as well with half of it."""
    tree = [{"kind": kind, "number": None, "title": None, "start": start, "end": end, "parent": -1}
            for kind, start, end in parts]  # fmt: skip
    told = measure(
        documents(["Суд"], "uk", "decision"),
        pa.table({"id": ["0"], "sections": pa.array([tree], schema.SECTIONS.field("sections").type)}),
        pa.table({"id": ["0"], "paragraph_hashes": pa.array([[]], pa.list_(pa.uint64()))}),
        schema.BOILERPLATE.empty_table(),
        MODEL.empty_table(),
    )
    assert told["reasoning_share"][0].as_py() == pytest.approx(expected)


def test_boilerplate() -> None:
    """The share counts paragraphs that recur; a text without paragraphs has none."""
    big = 2**64 - 1
    shares = annotated(["а"] * 3, paragraphs=[[1, 2, big, 4], [], [2]], recurring=(1, big))["boilerplate_share"]
    assert shares.to_pylist() == [0.5, 0.0, 0.0]


def test_rows_of_both_languages_keep_their_order() -> None:
    """Documents are measured by language and come back in their own order."""
    mixed = pa.concat_tables(
        [
            documents(["Суд і"], "uk", "decision"),
            documents(["Het hof"], "nl", "decision"),
            documents(["", "Її суд"], "uk", "decision"),
        ]
    )
    ids = pa.array(["0", "1", "2", "3"])
    result = measure(
        mixed,
        pa.table({"id": ids, "sections": pa.array([[]] * 4, schema.SECTIONS.field("sections").type)}),
        pa.table({"id": ids, "paragraph_hashes": pa.array([[]] * 4, pa.list_(pa.uint64()))}),
        schema.BOILERPLATE.empty_table(),
        MODEL.empty_table(),
    )
    assert result.schema.equals(schema.QUALITY)
    assert result["id"].to_pylist() == mixed["id"].to_pylist()
    assert result["chars"].to_pylist() == [5, 7, 0, 6]
    assert result["language"].to_pylist() == ["uk", "nl", "und", "uk"]


def test_no_documents_no_rows() -> None:
    """Empty tables give an empty table."""
    empty = [s.empty_table() for s in (schema.DOCUMENTS, schema.SECTIONS, schema.SIGNATURES, schema.BOILERPLATE, MODEL)]
    assert measure(*empty).equals(schema.QUALITY.empty_table())


@settings(max_examples=60)
@given(st.lists(st.text("аіыaZ0ñ «»\"'\n\t🙂Р°Ѓ\ufffd", max_size=40), min_size=1, max_size=4))
def test_signals_stay_in_bounds(texts: list[str]) -> None:
    """Shares lie between 0 and 1, code points are Python's, and language runs cover every text once."""
    for text, row in zip(texts, annotated(texts).to_pylist(), strict=True):
        assert row["chars"] == len(text)
        assert all(0 <= value <= 1 for name, value in row.items() if name.endswith("_share"))
        bounds = [bound for run in row["languages"] for bound in (run["start"], run["end"])]
        assert bounds[:1] + bounds[-1:] == ([0, len(text)] if text else [])
        assert bounds[1:-1:2] == bounds[2::2]
