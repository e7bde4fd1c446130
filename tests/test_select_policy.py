"""The written policy: what it may say, and mistakes named by line with their mend."""

from __future__ import annotations

from importlib.resources import files

import polars as pl
import pytest

from pipelines.select.policy import base, parse_policy, read_policy, signal_value
from pipelines.select.policy_shape import Number, PolicyError, Word, read_shaped

TEXT = files("pipelines.select").joinpath("policy.yaml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()


def line_of(start: str) -> int:
    """The number of the line that begins so."""
    (found,) = (number for number, line in enumerate(LINES, 1) if line.strip().startswith(start))
    return found


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ("signal: letter_share, below: 0.6", "signal: leter_share, below: 0.6", "no number 'leter_share'"),
        ("signal: letter_share, below: 0.6", "signal: damage, below: 0.6", "no number 'damage'"),
        ("signal: letter_share, below: 0.6", "signal: letter_share.0, below: 0.6", "no number 'letter_share.0'"),
        ("top_ngram_shares.1,", "top_ngram_shares.3,", "no number 'top_ngram_shares.3'"),
        ("top_ngram_shares.1,", "top_ngram_shares,", "no number 'top_ngram_shares'"),
        ("below: 0.6, weight: 0.5", "below: 0.6", "few_letters lacks weight"),
        ("below: 0.6, weight: 0.5", "below: 0.6, wieght: 0.5", "few_letters has no key 'wieght'"),
        ("below: 0.6, weight: 0.5", "below: 0.6, weight: 1.5", "weight is '1.5'; write a number from 0 to 1"),
        ("below: 0.6, weight: 0.5", "below: 0.6, weight: nan", "weight is 'nan'"),
        ("below: 0.6, weight: 0.5", "below: 0.6, weight: [1]", "weight is a list or block"),
        ("below: 0.6, weight", "below: 0.6, above: 0.9, weight", "few_letters must tell one of above, below, damage"),
        ("eras: [2006, 2012, 2018]", "eras: [2012, 2006]", "eras does not grow"),
        ("eras: [2006, 2012, 2018]", "eras: []", "eras does not grow"),
        ("eras: [2006, 2012, 2018]", "eras: 2006", "eras is no list"),
        ("withdrawn: [withdrawn, vanished]", "withdrawn: [withdrawn, gone]", "withdrawn knows no 'gone'"),
        ("duplicate: [identical, ", "duplicate: [sibling, ", "duplicate knows no 'sibling'"),
        ("decides: yes", "decides: true", "decides knows no 'true'; write one of yes, no"),
        ("version: 5", "version: 5\nversion: 6", "the file tells 'version' twice"),
        ("until: 2025", "until: soon", "until is 'soon'"),
        ("split: {", "split: {{", "this is no YAML"),
        ("version: 5", "", "the file lacks version"),
        ("clip: {least: 0.000001, most: 3}", "clip: none", "clip is no block"),
    ],
)
def test_a_mistake_is_named_with_its_line(there: str, instead: str, said: str) -> None:
    """File, line, what is wrong, and how to mend it."""
    assert there in TEXT
    with pytest.raises(PolicyError) as told:
        parse_policy(TEXT.replace(there, instead, 1))
    assert said in str(told.value)
    assert str(told.value).startswith("policy.yaml, line ")
    assert str(told.value).endswith(".")


def test_the_line_is_where_the_mistake_stands() -> None:
    """Counted from 1, as editors do."""
    with pytest.raises(PolicyError, match=rf"policy.yaml, line {line_of('few_letters')}: "):
        parse_policy(TEXT.replace("below: 0.6, weight: 0.5", "below: 0.6, weight: heavy"))


def test_an_empty_file_lacks_everything() -> None:
    """Nothing is guessed."""
    with pytest.raises(PolicyError, match=r"line 1: the file lacks version, withdrawn"):
        parse_policy("# nothing\n")


def test_the_shipped_policy_is_one_that_may_be() -> None:
    """It is read as any other, and the same each time."""
    assert read_policy() == parse_policy(TEXT)
    assert read_policy()["protect"]["decides"] is True


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("3.0", 3), ("0.25", 0.25), ("1e-3", 0.001)])
def test_whole_numbers_stay_whole(text: str, value: float) -> None:
    """So that a reason says `from 1` and not `from 1.0`."""
    read = read_shaped(text, Number(0, 10), "file")
    assert (read, type(read)) == (value, type(value))


def test_words_are_not_guessed() -> None:
    """YAML would make a Boolean of it."""
    assert read_shaped("no", Word(), "file") == "no"


def test_a_signal_may_be_a_number_of_a_list() -> None:
    """Counted from 0; null where the list is not told."""
    rows = pl.DataFrame({"shares": [[0.25, 0.5], None]}, schema={"shares": pl.Array(pl.Float32, 2)})
    assert base("shares.1") == "shares"
    assert rows.select(signal_value("shares.1")).to_series().to_list() == [0.5, None]
