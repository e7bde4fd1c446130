"""The privacy policy: what it may say, mistakes named by line, and the answer for each kind and holder."""

from __future__ import annotations

from importlib.resources import files

import polars as pl
import pytest

from pipelines.annotate.personal.privacy import (
    HOLDERS,
    Profile,
    answered,
    decided,
    parse_privacy,
    profile_named,
    read_privacy,
)
from pipelines.annotate.personal.roles import OFFICES
from pipelines.annotate.personal.spans import Span
from pipelines.scope import UsageError
from pipelines.select.policy_shape import PolicyError

TEXT = files("pipelines.annotate.personal").joinpath("privacy.yaml").read_text(encoding="utf-8")


def find(kind: str, role: str, action: str = "mask") -> Span:
    """A find of that kind and holder."""
    return Span(kind, 0, 1, action, "x", 1.0, role)


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ("judge: keep", "judje: keep", "PERSON has no holder 'judje'; write one of judge, clerk"),
        ("judge: keep", "judge: hide", "judge knows no 'hide'; write one of keep, mask, drop_document"),
        ("PERSON: {judge", "PERSONS: {judge", "strict has no kind 'PERSONS'; write one of ACCOUNT, ADDRESS"),
        ("public: keep, others: mask}", "public: keep}", "PERSON does not tell of others; say with others"),
        ("    others: {public: keep, others: mask}\n\n", "\n", "strict does not tell of others"),
        (
            "profile: strict ",
            "profile: loose ",
            "profile is 'loose', which has no block; write one of strict, research",
        ),
        ("profile: strict", "profil: strict", "the file has no key 'profil'"),
        ("version: 1", "version: soon", "version is 'soon'"),
        ("strict:\n", "strict: mask\n  x:\n", "strict is no block of keys and values"),
        ("{judge: keep", "{{judge: keep", "this is no YAML"),
        ("judge: keep", "judge: keep, judge: mask", "PERSON tells 'judge' twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(there: str, instead: str, said: str) -> None:
    """File, line, what is wrong, and how to mend it."""
    text = TEXT.replace("profile: strict", "profile: strict ", 1) if there == "profile: strict " else TEXT
    assert there in text
    with pytest.raises(PolicyError) as told:
        parse_privacy(text.replace(there, instead, 1))
    assert said in str(told.value)
    assert str(told.value).startswith("privacy.yaml, line ")
    assert str(told.value).endswith(".")


def test_the_line_is_where_the_mistake_stands() -> None:
    """Counted from 1, as editors do."""
    lines = TEXT.splitlines()
    at = next(number for number, line in enumerate(lines, 1) if "witness: mask" in line)
    with pytest.raises(PolicyError, match=rf"privacy.yaml, line {at}: "):
        parse_privacy(TEXT.replace("witness: mask", "wittness: mask"))


def test_the_shipped_policy_is_one_that_may_be() -> None:
    """It is read as any other, and has the profile that it begins with."""
    assert read_privacy() == parse_privacy(TEXT)
    assert profile_named("") == profile_named("strict")


@pytest.mark.parametrize(
    ("answers", "keeps"),
    [
        ({"others": {"public": "keep", "others": "mask"}}, True),
        ({"others": {"others": "keep"}}, True),
        ({"others": {"others": "mask"}}, False),
        ({"PHONE": {"public": "mask", "others": "mask"}, "others": {"public": "keep", "others": "mask"}}, False),
    ],
)
def test_acts_are_kept_where_all_that_is_public_is(answers: dict[str, dict[str, str]], keeps: bool) -> None:
    """One kind of find that is masked even when it is a body's own, and acts must be looked at."""
    assert Profile("any", 1, answers).keeps_acts is keeps


def test_an_unknown_profile_is_one_sentence() -> None:
    """The profiles that there are, are named."""
    with pytest.raises(UsageError, match=r"There is no release profile 'public': choose strict, research\."):
        profile_named("public")


@pytest.mark.parametrize("role", HOLDERS)
def test_strict_names_nobody_but_who_judges(role: str) -> None:
    """And what is a body's own or stands in an act."""
    expected = "keep" if role in ("judge", "public") else "mask"
    assert profile_named("strict").answer(find("PERSON", role)) == expected


@pytest.mark.parametrize("role", HOLDERS)
def test_research_names_who_acts_in_office(role: str) -> None:
    """Whoever comes before the court is masked, and so is who could be anybody."""
    expected = "keep" if role in OFFICES or role == "public" else "mask"
    assert profile_named("research").answer(find("PERSON", role)) == expected


@pytest.mark.parametrize("name", ["strict", "research"])
@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (find("IBAN", ""), "mask"),
        (find("IBAN", "public", "keep"), "keep"),
        (find("IBAN", "", "keep"), "keep"),
        (find("PHONE", "judge"), "mask"),
        (find("PERSON", "party", "register"), "register"),
        (find("NUMBER", "", "register"), "register"),
    ],
)
def test_what_is_a_bodys_own_stays_and_placeholders_are_left(name: str, span: Span, expected: str) -> None:
    """A kind that a profile does not name has the answer of `others`."""
    assert profile_named(name).answer(span) == expected


def test_every_role_is_a_holder() -> None:
    """The policy can speak of every role that the role window tells."""
    assert {*OFFICES, "party", "witness", "relative", "unknown", "public"} == set(HOLDERS)


def test_many_are_answered_as_each() -> None:
    """`answered` is `decided` over rows, their order and other columns kept."""
    spans = [find(kind, role) for kind in ("PERSON", "IBAN") for role in (*HOLDERS, "")] * 2
    rows = pl.DataFrame([{"type": s.type, "role": s.role, "action": s.action, "n": n} for n, s in enumerate(spans)])
    profile = profile_named("research")
    told = answered(rows, profile)
    assert told["action"].to_list() == [span.action for span in decided(spans, profile)]
    assert told["n"].to_list() == list(range(len(spans)))
    assert answered(rows.clear(), profile).is_empty()
