"""Hard negatives of a planted set: what is known to answer must not be among them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pytest

from pipelines.export.bm25 import NOBODY, Index
from pipelines.export.pairs_passages import split_of
from tests.pairs_root import Decision, Root

THEMES, CITING = 12, 8
LETTERS = "абвгдежзиклмнопрстуфхцчшщ"


def _words(draw: random.Random, count: int) -> list[str]:
    return ["".join(draw.choices(LETTERS, k=6)) for _ in range(count)]


def _articles() -> list[str]:
    """Numbers of articles that are drawn to the training split."""
    return [str(n) for n in range(1, 100) if split_of(f"435-15/{n}") == "train"][:THEMES]


def _theme(number: int, article: str, own: list[str], common: list[str]) -> Iterator[tuple[Decision, str]]:
    """Decisions of a theme, and what each is to the query: answer, kin of an answer, unknown answer, or other."""
    draw = random.Random(number)

    def text(share: int) -> str:
        return " ".join([*draw.sample(own, share), *draw.sample(common, 50 - share)]) + "."

    def decision(name: str, body: str, *citations: tuple[str, str], group: str = "") -> Decision:
        case = f"{700 + number}/{1000 + len(made)}/19"
        return Decision(f"edrsr:{number}{name}", body, citations, group and f"edrsr:{number}{group}", cases=[case])

    made = list[tuple[Decision, str]]()
    for n in range(CITING):
        body = f"Згідно зі ст. {article} ЦК {text(20)}"
        made.append((decision(f"a{n}", body, (f"ст. {article} ЦК", f"435-15/{article}")), "answer"))
        made.append((decision(f"copy{n}", body.replace(f"ст. {article} ЦК", "законом")), "kin"))
        made.append((decision(f"group{n}", text(18), group=f"a{n}"), "kin"))
        made.append((decision(f"cites{n}", f"Як у справі {made[-3][0].cases[0]} {text(18)}",
                              (made[-3][0].cases[0], made[-3][0].cases[0])), "kin"))  # fmt: skip
        twice = made[-1][0].cases[0]
        made.append((decision(f"hop{n}", f"Як у справі {twice} {text(18)}", (twice, twice)), "kin"))
    made += [(decision(f"unknown{n}", text(20)), "unknown") for n in range(1)]
    made += [(decision(f"far{n}", text(draw.choice((4, 6, 8)))), "other") for n in range(40)]
    yield from made


@dataclass(frozen=True)
class Planted:
    """Pairs of articles, their texts by name, and what every decision is to its own theme's article."""

    pairs: pl.DataFrame
    articles: list[str]
    decisions: list[tuple[int, Decision, str]]

    def share(self, column: str) -> float:
        """Of the passages named, those that answer their query."""
        named = self.pairs.select("query_id", name=column).explode("name").drop_nulls()
        return self.share_of((query.partition("@")[0], name.partition("@")[0]) for query, name in named.iter_rows())

    def share_of(self, pairs: Iterable[tuple[str, str]]) -> float:
        """Of pairs (law/article, decision) those that answer."""
        theme = {f"435-15/{article}": n for n, article in enumerate(self.articles)}
        answers = {(n, each.id) for n, each, what in self.decisions if what != "other"}
        told = [(theme[query], name) in answers for query, name in pairs]
        return sum(told) / len(told)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Twelve themes, in each eight answers, 32 decisions kin to them, one that answers unknown to all, 40 others."""
    draw, articles = random.Random(5), _articles()
    common, owns = _words(draw, 150), [_words(draw, 30) for _ in articles]
    made = [(n, *each) for n, article in enumerate(articles) for each in _theme(n, article, owns[n], common)]
    texts = [
        ("435-15", article, "2004-01-01", None, " ".join([*owns[n][:25], *common[:20]]))
        for n, article in enumerate(articles)
    ]
    root = Root(tmp_path_factory.mktemp("planted"), texts, [[each for _, each, _ in made]])
    return Planted(root.run().filter(pl.col("type") == "article_to_consideration"), articles, made)


def test_false_negatives(planted: Planted) -> None:
    """At most 2 % of mined negatives answer the query, and all that is kept out as kin does."""
    assert planted.pairs.height == THEMES
    assert planted.pairs["neg"].list.len().min() == 7
    assert planted.share("neg_ids") <= 0.02
    assert planted.share("kin_ids") == 1


def test_plain_ranks_are_wrong(planted: Planted) -> None:
    """The same passages without exclusions: a fifth of ranks 2 to 200 answer, and all of the nearest seven."""
    texts = pa.array([each.text for _, each, _ in planted.decisions], pa.large_string())
    found = Index.of(texts).search(planted.pairs["query"].to_arrow().cast(pa.large_string()), 200)
    names = [name.partition("@")[0] for name in planted.pairs["query_id"]]
    ranked = [[planted.decisions[row][1].id for row in rows[1:].tolist() if row != NOBODY] for rows in found.rows]
    for last, least in ((7, 0.95), (199, 0.2)):
        assert (
            planted.share_of((name, id) for name, ids in zip(names, ranked, strict=True) for id in ids[:last]) > least
        )


def test_negatives_keep_to_their_limits(planted: Planted) -> None:
    """Ranks 2 to 200, scores at most 0.95 of each positive's, nearest first."""
    pairs = planted.pairs
    least = pairs.select(pl.col("pos_scores").list.min())["pos_scores"]
    nearest = pairs.select(pl.col("neg_scores").list.max())["neg_scores"]
    assert (nearest <= 0.95 * least + 1e-4).all()
    for ranks in pairs["neg_ranks"].to_list():
        assert ranks == sorted(ranks)
        assert 2 <= ranks[0] <= ranks[-1] <= 200
