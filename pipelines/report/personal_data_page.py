"""The review of personal data for people: one page that needs nothing but itself.

What belongs here: which finds are shown, in what order, with which words. What does not: choosing (`personal_data.py`)
and colours (`page.css`, `personal_data.css`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby

import polars as pl

from pipelines.plan import refs_of
from pipelines.report.markup import Cell, number, table
from pipelines.report.personal_data import SHOWN, Find, Review, review
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Shards, Stage
from pipelines.store import Store

FOLDER = "review"
"""Folder of the data root that holds pages with personal data; nothing of it enters a release."""

ACTIONS = {"mask": "masked", "keep": "kept", "register": "placeholder of the register"}
"""What is done with a find when no profile says otherwise, in words."""

LANGUAGES = {"uk": "Ukrainian registers", "nl": "Dutch register"}


def write_review(store: Store, scope: Scope, personal_data: Stage, documents: Stage) -> str:
    """Write the page of a scope into the data root; its path."""
    shards = (Shards(store, tuple(refs_of(stage, scope, store))) for stage in (personal_data, documents))
    path = store.path(FOLDER, EVERYTHING, f"personal_data-{str(scope).replace('|', '-')}.html")
    store.put(path, review_page(review(str(scope), *shards)).encode())
    return path


def review_page(told: Review) -> str:
    """personal_data-….html: self-contained, no script, light and dark, printable."""
    kinds = sorted(
        {(find.language, find.type) for find in told.finds}, key=lambda kind: (list(LANGUAGES).index(kind[0]), kind[1])
    )
    links = "".join(f"<a href='#{_anchor(*kind)}'>{escape(kind[0])} {_words(kind[1])}</a>" for kind in kinds)
    body = "".join(_language(language, told) for language in LANGUAGES if _of(told, language).height)
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        "<meta name=color-scheme content='light dark'><meta name=robots content=noindex>"
        f"<title>Personal data of {_scope(told)}</title><style>{_style()}</style></head>"
        f"<body><header>{_opening(told)}<nav>{links}</nav></header><main>{body}</main></body></html>\n"
    )


@cache
def _style() -> str:
    folder = files("pipelines.report")
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "personal_data.css"))


def _anchor(language: str, kind: str) -> str:
    return escape(f"{language}-{kind.lower()}")


def _scope(told: Review) -> str:
    return "the whole corpus" if told.scope == str(EVERYTHING) else escape(told.scope)


def _words(name: str) -> str:
    return escape(name.replace("_", " ").lower())


def _of(told: Review, language: str) -> pl.DataFrame:
    return told.counts.filter(language=language)


def _opening(told: Review) -> str:
    said = {ACTIONS[action]: int(told.counts.filter(action=action)["spans"].sum()) for action in ACTIONS}
    figures = "".join(f"<div><dt>{name}</dt><dd>{number(value)}</dd></div>" for name, value in said.items())
    return (
        f"<h1>Personal data of {_scope(told)}</h1><p class=lead>What was found, and up to {SHOWN} finds of each "
        f"kind and recognizer by lot, from doubtful to sure.</p><dl class=figures>{figures}</dl>"
        "<p class='note alarm'>This page shows what a release hides. Keep it where the data root is kept, and pass it "
        "on to nobody who may not read the registers' texts in clear.</p>"
    )


def _language(language: str, told: Review) -> str:
    counts = _of(told, language)
    wide = counts.group_by("type").agg(
        pl.col("spans").filter(pl.col("action") == action).sum().alias(action) for action in ACTIONS
    )
    rows: list[list[Cell]] = [list(row) for row in wide.sort("type").iter_rows()]
    figures = table(["Kind", *ACTIONS.values()], rows)
    finds = [find for find in told.finds if find.language == language]
    kinds = "".join(_kind(language, kind, list(held)) for kind, held in groupby(finds, key=lambda find: find.type))
    return f"<section id='{language}'><h2>{LANGUAGES[language]}</h2>{figures}</section>{kinds}"


def _kind(language: str, kind: str, finds: Sequence[Find]) -> str:
    recognizers = groupby(finds, key=lambda find: find.recognizer)
    body = "".join(f"<h3>{escape(name)}</h3>{''.join(map(_find, held))}" for name, held in recognizers)
    return f"<section id='{_anchor(language, kind)}'><h2>{_words(kind)} <small>{language}</small></h2>{body}</section>"


def _find(find: Find) -> str:
    role = f", {_words(find.role)}" if find.role else ""
    head = f"<b>{find.score:.2f}</b> {ACTIONS[find.action]}{role} <code>{escape(find.id)}</code>"
    value = f"<mark class={find.action}>{_drawn_together(find.value)}</mark>"
    text = f"…{_drawn_together(find.before)}{value}{_drawn_together(find.after)}…"
    return f"<article class=find><header>{head}</header><p>{text}</p></article>"


def _drawn_together(text: str) -> str:
    """Words with single blanks between them, one at either side where there was any; the page shows no line ends."""
    plain = " ".join(f"|{text}|".split())[1:-1]
    return escape(plain)
