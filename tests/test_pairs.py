"""Embedding pairs: what is asked, what answers, and what each side does not give away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.export.pairs_keys import spelled
from pipelines.export.pairs_masks import TAG, masked, sentence_around, unheaded
from pipelines.export.pairs_passages import editions, heading_of, in_force, split_of
from tests.pairs_root import Decision, Root

OLD = "Боржник, який прострочив виконання зобов'язання, сплачує неустойку за домовленістю сторін."
NEW = "Боржник, який прострочив виконання грошового зобов'язання, сплачує три проценти річних від суми боргу."
ARTICLES = [
    ("435-15", "625", "2004-01-01", "2018-12-31", OLD),
    ("435-15", "625", "2019-01-01", "2019-06-30", NEW),
    ("435-15", "625", "2019-07-01", None, NEW),
    *(("435-15", str(n), "2004-01-01", None, f"Правило {n} про строк виконання та сплату процентів за позикою.")
      for n in (526, 530, 610, 611, 1046, 1049)),
]  # fmt: skip
RULE = "боржник сплачує борг, неустойку та три проценти річних."
CITING = ("статтею 625 ЦК", "435-15/625")


def _others(count: int = 12, **told: Any) -> list[Decision]:
    """Decisions near in words that cite nothing."""
    words = ("позика", "договір", "вимога", "розписка", "банк", "кредит")
    return [
        Decision(f"edrsr:9{n}", f"Сторони спорять про {words[n % 6]}, неустойка за борг, {'три роки, ' * n}.", **told)
        for n in range(count)
    ]


def _root(folder: Path, *decisions: Decision) -> Root:
    return Root(folder, ARTICLES, [[*decisions, *_others()]])


def _of(pairs: pl.DataFrame, kind: str) -> list[dict[str, Any]]:
    return pairs.filter(pl.col("type") == kind).to_dicts()


def _decision(number: int, **told: Any) -> Decision:
    text = f"Боржник прострочив{' виконання' * number}. Суд керується {CITING[0]}: {RULE}"
    return Decision(f"edrsr:{number}", text, [CITING], **told)


def test_an_article_in_the_edition_of_the_day(tmp_path: Path) -> None:
    """Its passages are those of decisions of its days; an edition that leaves it as it was is the one before."""
    early, late = _decision(1, day=date(2015, 3, 1)), _decision(2, day=date(2020, 3, 1))
    rows = _of(_root(tmp_path, early, late).run(), "article_to_consideration")
    assert {row["query_id"]: row["pos_ids"] for row in rows} == {
        "435-15/625@2004-01-01": ["edrsr:1@v#0"],
        "435-15/625@2019-01-01": ["edrsr:2@v#0"],
    }


def test_citations_are_masked_in_positives_and_negatives(tmp_path: Path) -> None:
    """Neither side shows the number that both would name, and the court above the considerations is left out."""
    near = Decision("edrsr:3", "Суд керується ст. 1 ЦК і стягує борг та три проценти.", [("ст. 1 ЦК", "435-15/1")])
    (row,) = _of(_root(tmp_path, _decision(1), near).run(), "article_to_consideration")
    assert row["pos"] == [f"Боржник прострочив виконання. Суд керується {TAG}: {RULE}"]
    assert f"Суд керується {TAG} і стягує борг та три проценти." in row["neg"]


def test_a_sentence_finds_the_article_it_cites(tmp_path: Path) -> None:
    """The sentence alone is asked, its citation a tag; other articles are the negatives."""
    (row,) = _of(_root(tmp_path, _decision(1)).run(), "sentence_to_article")
    assert row["query"] == f"Суд керується {TAG}: {RULE}"
    assert row["pos_ids"] == ["435-15/625@2019-01-01"]
    assert row["neg"]
    assert not any(name.startswith("435-15/625") for name in row["neg_ids"])


def test_a_sentence_finds_the_decision_it_cites(tmp_path: Path) -> None:
    """By a case number that means one case anywhere, however its letters are typed; its own number finds nothing."""
    cited = Decision("edrsr:1", "Верховний Суд вказав: неустойка за прострочення боргу не зменшується.",
                     cases=["510/11/19-с"])  # fmt: skip
    text = "У справі № 510/11/19-c вказано, що неустойка не зменшується. Номер цієї справи 700/12/20."
    citing = Decision("edrsr:2", text, [("510/11/19-c", "510/11/19-c"), ("700/12/20", "700/12/20")],
                      cases=["700/12/20"])  # fmt: skip
    (row,) = _of(_root(tmp_path, cited, citing).run(), "sentence_to_decision")
    assert row["query"] == f"У справі № {TAG} вказано, що неустойка не зменшується."
    assert row["pos_ids"] == ["edrsr:1@v#0"]


def test_a_ruling_finds_what_it_disposes_of(tmp_path: Path) -> None:
    """The operative part tells which, though no number links the two."""
    below = Decision("edrsr:1", "Суд першої інстанції стягнув борг за розпискою повністю.", overturned_by=["edrsr:2"])
    above = Decision("edrsr:2", "Апеляційний суд не погоджується: борг за розпискою повернуто раніше.")
    (row,) = _of(_root(tmp_path, below, above).run(), "appeal_to_appealed")
    assert (row["query"], row["pos_ids"]) == (above.text, ["edrsr:1@v#0"])


def test_an_abstract_finds_considerations(tmp_path: Path) -> None:
    """Decisions with one thesis answer together, and are no negatives of each other; personal data is masked."""
    thesis = "Huurrecht. Ontbinding wegens geluidsoverlast, bel 06-12345678. Goed huurderschap, art. 7:213 BW."
    texts = ["De huurder veroorzaakt geluidsoverlast; ontbinding is op haar plaats.",
             "Herhaalde geluidsoverlast is geen goed huurderschap van deze huurder."]  # fmt: skip
    own = [Decision(f"rechtspraak:ECLI:NL:RBX:2019:{n}", text, abstract=thesis, language="nl")
           for n, text in enumerate(texts)]  # fmt: skip
    other = [Decision(f"rechtspraak:ECLI:NL:RBX:2019:9{n}", f"De huurder {n} betaalt de huur niet op tijd, ontbinding.",
                      language="nl") for n in range(3)]  # fmt: skip
    (row,) = _of(Root(tmp_path, ARTICLES, [[*own, *other]]).run(), "abstract_to_consideration")
    assert set(row["pos_ids"]) == {f"{each.id}@v#0" for each in own}
    assert set(row["neg_ids"]) <= {f"{each.id}@v#0" for each in other}
    assert row["answers"] == 2
    assert "06-12345678" not in row["query"]
    assert TAG in row["query"]


def test_a_query_takes_passages_of_its_split_only(tmp_path: Path) -> None:
    """And every split has its own."""
    halves = [[_decision(n, split=split), *_others(split=split)] for n, split in ((1, "train"), (2, "test"))]
    root = Root(tmp_path, ARTICLES, [[*halves[0], *(_moved(each) for each in halves[1])]])
    named = {split: {name for row in root.run(split).to_dicts() for name in (*row["pos_ids"], *row["neg_ids"])}
             for split in ("train", "test")}  # fmt: skip
    assert named["train"]
    assert not named["train"] & named["test"]


def _moved(decision: Decision) -> Decision:
    return Decision(f"{decision.id}0", decision.text, decision.citations, split=decision.split)


def test_boilerplate_answers_nothing(tmp_path: Path) -> None:
    """A text that several groups share is neither answer nor negative; one that a group repeats counts once."""
    same = [Decision(f"edrsr:{n}", _decision(1).text, [CITING]) for n in (1, 2)]
    kin = [Decision(f"edrsr:{n}", _decision(3).text, [CITING], group="edrsr:3") for n in (3, 4)]
    (row,) = _of(_root(tmp_path, *same, *kin).run(), "article_to_consideration")
    assert row["pos_ids"] == ["edrsr:3@v#0"]


def test_shards_do_not_matter(tmp_path: Path) -> None:
    """The same documents in other shards and another order give the same pairs, where no scores are equal."""
    decisions = [*(_decision(n) for n in range(1, 7)), *_others()]
    runs = list[dict[str, Any]]()
    cuts: list[list[Sequence[Decision]]] = [[decisions], [decisions[::-1][:9], decisions[::-1][9:]]]
    for name, shards in zip("ab", cuts, strict=True):
        (tmp_path / name).mkdir()
        rows = Root(tmp_path / name, ARTICLES, shards).run().to_dicts()
        runs.append({row["query_id"]: (sorted(row["pos_ids"]), sorted(row["neg_ids"])) for row in rows})
    assert runs[0] == runs[1]


def test_decisions_outside_the_sample_still_answer(tmp_path: Path) -> None:
    """Whatever is sampled finds the decision that it cites."""
    cited = Decision("edrsr:1", "Верховний Суд вказав: неустойка за прострочення боргу не зменшується.",
                     cases=["510/11/19"])  # fmt: skip
    text = "У справі 510/11/19 вказано, що неустойка за прострочення боргу не зменшується, {}."
    citing = [Decision(f"edrsr:{n}", text.format(n), [("510/11/19", "510/11/19")]) for n in range(10, 40)]
    rows = _of(_root(tmp_path, cited, *citing).run(documents=12), "sentence_to_decision")
    assert 0 < len(rows) < len(citing)
    assert {name for row in rows for name in row["pos_ids"]} == {"edrsr:1@v#0"}


def test_nothing(tmp_path: Path) -> None:
    """No documents, an empty shard, so that nobody asks for it again."""
    (shard,) = Root(tmp_path, [], []).make()
    assert shard.rows == 0


@pytest.mark.parametrize(
    ("citations", "expected"),
    [
        ([], "абв где"),
        ([(0, 3)], f"{TAG} где"),
        ([(0, 3), (1, 5)], f"{TAG}де"),
        ([(4, 9)], f"абв {TAG}"),
        ([(7, 9)], "абв где"),
    ],
)
def test_masks(citations: Sequence[tuple[int, int]], expected: str) -> None:
    """Each citation a tag, those that overlap one; what lies outside is not shown."""
    assert masked("абв где жзи", (0, 7), citations) == expected


def test_sentences() -> None:
    """An abbreviation ends none, a line does."""
    text = "Перше речення. Згідно зі ст. 625 ЦК боржник платить. Третє.\nНовий рядок"
    at = text.index("625")
    assert text[slice(*sentence_around(text, (at, at + 3), (0, len(text))))] == "Згідно зі ст. 625 ЦК боржник платить. "
    at = text.index("рядок")
    assert text[slice(*sentence_around(text, (at, at + 5), (0, len(text))))] == "Новий рядок"


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("Стаття 5. Строки\nСтрок є день.", "Стаття 5. Строки", "Строк є день."),
        ("Строк є день.\nДалі.", "Стаття 5. Строки", "Строк є день.\nДалі."),
        ("", "Стаття", ""),
    ],
)
def test_a_section_without_its_heading(text: str, heading: str, expected: str) -> None:
    """The line that says the heading is taken away, and no other."""
    assert unheaded(text, heading) == expected


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("Кодекс › Стаття 5. Загальні строки захисту права", "Стаття 5. Загальні строки захисту права"),
        ("Рішення › Описова і мотивувальна частини", ""),
        ("Кодекс › Стаття 5. Строки права – Стаття 6. Обчислення строків", ""),
        ("Про виконавче провадження в Україні", ""),
    ],
)
def test_headings_that_ask(context: str, expected: str) -> None:
    """Those with words of their own, below a document, of one section."""
    assert heading_of(context, "uk") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2003-01-01", []), ("2004-01-01", ["435-15/625@2004-01-01"]), ("2019-07-01", ["435-15/625@2019-01-01"]),
     (None, ["435-15/625@2019-01-01"])],
)  # fmt: skip
def test_editions(tmp_path: Path, day: str | None, expected: list[str]) -> None:
    """The text of the day, named after its first edition; the newest where there is no day; none before the first."""
    root = Root(tmp_path, ARTICLES[:3])
    known = editions(root._statutes().read(0))
    asked = pl.DataFrame({"article": ["435-15/625"], "day": pl.Series([day], dtype=pl.String)})
    assert in_force(asked, known)["name"].to_list() == expected


def test_splits_of_articles() -> None:
    """About a twentieth are for tests and a twentieth for validation; a name alone decides."""
    drawn = [split_of(f"435-15/{n}") for n in range(2000)]
    assert drawn == [split_of(f"435-15/{n}") for n in range(2000)]
    assert 0.035 < drawn.count("test") / 2000 < 0.065
    assert 0.035 < drawn.count("validation") / 2000 < 0.065


@pytest.mark.parametrize(
    ("name", "expected"),
    [("510/11/19-C", "510/11/19-с"), ("ECLI:NL:HR:2019:1", "ecli:nl:hr:2019:1"), ("1 \\ 2", "1/2")],
)
def test_spelling_of_cases(name: str, expected: str) -> None:
    """Cyrillic letters but in an ECLI, no blanks, one kind of stroke."""
    assert pl.select(spelled(pl.lit(name))).item() == expected
