"""Drift: the measures, what chance makes of them, and the years of a register beside each other."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets import data_checks
from pipelines.checks.drift import FEW, FLOORS, Drift, chance, drifts, jensen_shannon, stability_index
from pipelines.checks.drift_plot import drift_plot
from pipelines.checks.profiles import LENGTHS, NAMED, PROFILES, READS, SHARES, profile, read_profiles
from pipelines.scope import Scope
from pipelines.stage import Outcome, Shards
from pipelines.store import Account, Manifest, Ref, Shard, Store
from pipelines.tables import parquet_bytes

histograms = st.lists(st.integers(0, 10**6), min_size=2, max_size=12).map(np.array).filter(lambda counts: counts.sum())


@given(histograms, st.randoms(use_true_random=False))
def test_measures_are_symmetric_bounded_and_0_for_equals(counts: np.ndarray, random: st.DataObject) -> None:
    """Both sides may be swapped; the distance ends at 1; nothing differs from itself."""
    other = np.array(sorted(counts, key=lambda _: random.random()))  # type: ignore[attr-defined]
    assert stability_index(counts, other) == pytest.approx(stability_index(other, counts))
    assert jensen_shannon(counts, other) == pytest.approx(jensen_shannon(other, counts))
    assert stability_index(counts, other) >= 0
    assert 0 <= jensen_shannon(counts, other) <= 1
    assert stability_index(counts, counts) == jensen_shannon(counts, counts) == 0


@pytest.mark.parametrize(
    ("bins", "quantile"), [(2, 10.828), (3, 13.816), (6, 20.515), (11, 29.588), (20, 43.820), (41, 73.402)]
)
def test_chance_is_the_quantile_of_chi_square(bins: int, quantile: float) -> None:
    """Never below the table's 99.9 %, and above it by 3 % at most."""
    told = chance(bins, 10, 10) * 10 / 2
    assert quantile <= told < 1.031 * quantile


@pytest.mark.parametrize("documents", [200, 1_000, 10_000])
def test_chance_raises_one_alarm_in_a_thousand(documents: int) -> None:
    """Two thousand samples of the reference itself: at n = 200 their mean index is about 0.1 already."""
    random, reference = np.random.default_rng(7), np.full(20, 10**6)
    drawn = [np.bincount(random.integers(0, 20, documents), minlength=20) for _ in range(2_000)]
    found = np.array([stability_index(counts, reference) for counts in drawn])
    assert found.mean() == pytest.approx(19 / documents, rel=0.1)
    assert (found > chance(20, documents, reference.sum())).mean() < 0.004


def year(forms: dict[str, int], length: float = 10.0, documents: int = 1_000) -> pl.DataFrame:
    """A profile: forms, and lengths that are spread about a bin."""
    spread = {int(length) + step: documents * part // 10 for step, part in ((-1, 2), (0, 5), (1, 3))}
    counted = [("form", name, count) for name, count in forms.items()]
    counted += [("chars", str(number), count) for number, count in spread.items()]
    return pl.DataFrame(counted, schema={"feature": pl.String, "bin": pl.String, "documents": pl.Int64}, orient="row")


USUAL = {"Ухвала": 600, "Рішення": 350, "Вирок": 50}
NEW = {**USUAL, "Судовий наказ": 700}


@pytest.mark.parametrize(
    ("years", "remarkable"),
    [
        ({}, set()),
        ({"2019": year(USUAL)}, set()),
        ({"2018": year(USUAL), "2019": year(USUAL), "2020": year(USUAL)}, set()),
        ({"2018": year(USUAL), "2019": year(NEW)}, {("2018", "form"), ("2019", "form")}),
        ({"2017": year(USUAL), "2019": year(NEW)}, {("2019", "form")}),
        ({"2018": year(USUAL), "2019": year({"Вирок": FEW - 1}, documents=0)}, set()),
        ({"2018": year(USUAL), "2019": year(USUAL, length=14)}, {("2018", "chars"), ("2019", "chars")}),
        ({"2018": year({"Ухвала": 60, "Рішення": 40}), "2019": year({"Ухвала": 50, "Рішення": 50})}, set()),
    ],
)
def test_a_year_is_compared_with_its_neighbours_and_with_all_before(
    years: dict[str, pl.DataFrame], remarkable: set[tuple[str, str]]
) -> None:
    """A new form and longer texts are seen; few documents, a gap of years and small samples raise no false alarm."""
    found = drifts("edrsr", years)
    assert {(each.year, each.feature) for each in found if each.is_remarkable} == remarkable
    assert all(each.bound >= FLOORS[each.against] for each in found)


def test_drift_does_not_hang_on_the_order_of_years_and_bins() -> None:
    """Same input, same answer."""
    years = {"2018": year(USUAL), "2019": year(NEW, 12), "2020": year(NEW, 13)}
    turned = {name: rows.reverse() for name, rows in reversed(years.items())}
    assert drifts("edrsr", years) == drifts("edrsr", turned)


def cell(store: Store, scope: Scope, asset: str, *tables: pa.Table) -> Shards:
    """Tables as the committed shards of an asset."""
    refs = []
    for number, table in enumerate(tables):
        name = f"part-{asset}{number}.parquet"
        size, sha256 = store.write(asset, scope, name, parquet_bytes(table))
        account = Account("rows", table.num_rows, table.num_rows)
        refs.append(Ref(asset, scope, Shard(f"{asset}{number}", "", name, table.num_rows, size, sha256, account)))
    store.commit(Manifest(asset, scope, "1", tuple(ref.shard for ref in refs)))
    return Shards(store, tuple(refs))


def register(*forms: str | None) -> pa.Table:
    """What documents of these forms tell of themselves."""
    rows = len(forms)
    columns = {"form": pa.array(forms, pa.string()), "status": ["public"] * rows, "instance": ["first"] * rows}
    return pa.table(columns)


def signals(*words: int) -> pa.Table:
    """Signals of texts of so many words."""
    columns = dict.fromkeys((*LENGTHS, *SHARES), [0.0] * len(words))
    named = {"language": ["uk"] * len(words), "damage": pa.array([["b", "a"]] * len(words), pa.list_(pa.string()))}
    return pa.table({**columns, **named, "words": list(words)}).select(READS["quality"])


def test_a_profile_counts_every_document_once_for_each_feature(tmp_path: Path) -> None:
    """Over all shards; texts without words have no language and no signals, missing forms are one bin."""
    store, scope = Store(str(tmp_path)), Scope("edrsr", "2019")
    documents = cell(store, scope, "documents", register("Ухвала", None), register("Ухвала"))
    made = profile(documents, cell(store, scope, "quality", signals(7, 0), signals(7)))
    assert isinstance(made, Outcome)
    assert made.account == Account("documents", 3, 3)
    assert isinstance(made.body, pa.Table)
    assert made.body.schema == PROFILES
    counts = {(row["feature"], row["bin"]): row["documents"] for row in made.body.to_pylist()}
    assert {key: count for key, count in counts.items() if key[0] in ("form", "damage", "words")} == {
        ("form", "none"): 1,
        ("form", "Ухвала"): 2,
        ("damage", "a, b"): 2,
        ("words", "12"): 2,
    }


def test_profiles_are_read_by_year(tmp_path: Path) -> None:
    """Those of one register, whatever others there are."""
    store, rows = Store(str(tmp_path)), year(USUAL).to_arrow().cast(PROFILES)
    for scope in (Scope("edrsr", "2018"), Scope("edrsr", "2019"), Scope("rada", "2019")):
        cell(store, scope, "profiles", rows)
    assert sorted(read_profiles(store, "edrsr")) == ["2018", "2019"]


def drift_of(feature: str, when: str, psi: float) -> Drift:
    """A drift of 1,000 documents against 2,000, remarkable from 0.1."""
    return Drift("edrsr", when, feature, "neighbours", 1_000, 2_000, psi, 0.1, 0.1)


def test_the_check_warns_with_figures_and_a_picture() -> None:
    """The worst is said in words; the picture is one that the interface shows."""
    found = [drift_of("form", "2018", 0.02), drift_of("form", "2019", 0.5), drift_of("form", "2020", 0.2)]
    answer = data_checks.undrifted("edrsr", "documents", found)
    assert not answer.passed
    assert answer.severity.value == "WARN"
    assert str(answer.description).startswith("form of edrsr|2019 differs from neighbours: PSI 0.50")
    assert answer.metadata["largest_psi_form"].value == 0.5
    picture = re.search(r"base64,([\w+/=]+)\)", str(answer.metadata["years"].value))
    assert picture
    drawn = ElementTree.fromstring(base64.b64decode(picture[1]))
    assert len([each for each in drawn.iter() if each.tag.endswith("rect")]) == 3


def test_without_profiles_there_is_nothing_remarkable() -> None:
    """No year, no alarm, and still a picture that a browser can read."""
    assert data_checks.undrifted("rada", "quality", []).passed
    ElementTree.fromstring(drift_plot([]))


def test_a_cell_shows_numbers_that_dagster_plots(tmp_path: Path) -> None:
    """One for each feature that its neighbours have too."""
    store = Store(str(tmp_path))
    for when, forms in (("2018", USUAL), ("2019", NEW)):
        cell(store, Scope("edrsr", when), "profiles", year(forms).to_arrow().cast(PROFILES))
    shown = data_checks.shown(Scope("edrsr", "2019"), store)
    assert set(shown) == {"psi_form", "psi_chars"}
    assert shown["psi_form"] > 0.1 > shown["psi_chars"]


def test_every_feature_has_an_asset_that_tells_it() -> None:
    """The check of that asset speaks of it."""
    features = [*LENGTHS, *SHARES, *(name for names in NAMED.values() for name in names)]
    told = {feature: drift_of(feature, "2019", 0).asset for feature in features}
    assert {feature for feature, asset in told.items() if asset == "documents"} == set(NAMED["documents"])
