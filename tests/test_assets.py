"""The Dagster layer: it loads light, knows the whole graph, and materialises what the command line makes."""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

import tokenizer
from assets import definitions
from assets.duplicate_checks import UNCROWDED
from assets.partitions import cells, key_of
from assets.resources import workers_by_environment
from assets.sensors import HEADS, cells_known, requests, sensors
from pipelines.engine import InlineEngine
from pipelines.graph import stages
from pipelines.report.meanings import MEANINGS
from pipelines.run import cells_on_offer, run_graph, walk
from pipelines.scope import FIRST_YEAR, SOURCES, Scope
from pipelines.stage import Workspace
from tests.test_corpus import release_of

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
CELL = Scope("edrsr", "2006")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """An instance that leaves nothing behind."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def resources(tmp_path: Path) -> dict[str, object]:
    """Plain objects in place of configurable resources."""
    return {"workspace": Workspace(str(FIXTURES), str(tmp_path / "data")), "engine": InlineEngine()}


def describe_graph() -> str:
    """One line for each asset: what it reads, how it is partitioned, its group, and whether it follows."""
    lines = []
    for spec in sorted(definitions.defs.resolve_all_asset_specs(), key=lambda spec: spec.key.to_user_string()):
        reads = ", ".join(sorted(dep.asset_key.to_user_string() for dep in spec.deps)) or "nothing"
        parts = (
            type(spec.partitions_def).__name__.removesuffix("PartitionsDefinition") if spec.partitions_def else "once"
        )
        follows = "follows" if spec.automation_condition else "refreshed"
        lines.append(f"{spec.key.to_user_string()} [{spec.group_name}, {parts}, {follows}] <- {reads}")
    return "\n".join(lines) + "\n"


def test_the_graph_is_the_one_on_paper() -> None:
    """A changed graph is a changed line in tests/graph.txt, to be seen in review."""
    assert describe_graph() == (ROOT / "tests" / "graph.txt").read_text(encoding="utf-8")


def test_definitions_can_be_loaded() -> None:
    """Every asset, job and sensor can be resolved."""
    dg.Definitions.validate_loadable(definitions.defs)


def test_every_stage_is_an_asset_and_every_asset_a_stage() -> None:
    """There is one graph."""
    assert {spec.key.to_user_string() for spec in definitions.defs.resolve_all_asset_specs()} == {
        s.name for s in stages()
    }


def test_importing_the_definitions_loads_nothing_heavy() -> None:
    """Every run, sensor and server process imports the definitions; heavy libraries would cost each some seconds."""
    heavy = ("presidio_analyzer", "ray", "datasketch", "numba", "spacy")
    script = f"import sys, assets.definitions; print([name for name in {heavy} if name in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert printed.strip() == "[]"


@pytest.mark.parametrize("room", ["pipelines", "sectionizer", "tokenizer"])
def test_the_rooms_know_nothing_of_dagster(room: str) -> None:
    """Two worlds: functions that a notebook can use, and the layer that orchestrates them."""
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in {"dagster", "assets"}], path


def test_the_tokenizer_package_is_ours() -> None:
    """The package index has another package of this name."""
    assert Path(tokenizer.__file__).is_relative_to(ROOT)


def test_cells_cover_sources_and_years() -> None:
    """Every source has a cell for each year from the first on, and no key holds a comma, which Dagster cannot bear."""
    keys = set(cells.get_partition_keys())
    assert {f"{source}|{FIRST_YEAR}" for source in SOURCES} <= keys
    assert "edrsr|2026" in keys
    assert not [key for key in keys if "," in key]


def test_one_cell_materialises_and_then_is_reused(instance: dg.DagsterInstance, resources: dict[str, object]) -> None:
    """The heads of a cell are made, checked, described, and not computed a second time."""
    for again in (False, True):
        result = dg.materialize(
            definitions.assets(),
            selection=list(HEADS),
            partition_key=key_of(CELL),
            instance=instance,
            resources=resources,
        )
        assert result.success
        assert all(check.passed for check in result.get_asset_check_evaluations())
        for name in HEADS:
            (made,) = result.asset_materializations_for_node(name)
            assert made.metadata["computed_shards"] == dg.IntMetadataValue(0 if again else 1)
        (made,) = result.asset_materializations_for_node("documents")
        assert made.metadata["dagster/row_count"] == dg.IntMetadataValue(33)


def test_duplicates_are_checked_plotted_and_shown(instance: dg.DagsterInstance, resources: dict[str, object]) -> None:
    """The check is evaluated and blocks, every label is a number, and there is something to look at."""
    asked = {"instance": instance, "resources": resources}
    assert dg.materialize(definitions.assets(), selection=list(HEADS), partition_key=key_of(CELL), **asked).success
    result = dg.materialize(definitions.assets(), selection=["duplicates"], partition_key=CELL.source, **asked)
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert checks[UNCROWDED].passed
    assert checks[UNCROWDED].blocking
    (made,) = result.asset_materializations_for_node("duplicates")
    assert made.metadata["label_unique"] == dg.IntMetadataValue(33)
    assert {f"label_{label}" for label in MEANINGS} <= made.metadata.keys()
    assert {"clusters", "largest_clusters", "pairs"} <= made.metadata.keys()


def test_every_table_tells_its_columns_before_it_is_made() -> None:
    """A person sees what an asset holds, a sentence for each column, without materialising it."""
    for spec in definitions.defs.resolve_all_asset_specs():
        (stage,) = [stage for stage in stages() if stage.name == spec.key.to_user_string()]
        if stage.columns is not None:
            columns = spec.metadata["dagster/column_schema"].value.columns
            assert [column.name for column in columns] == stage.columns.names
            assert all(column.description for column in columns)


@pytest.mark.slow
def test_dagster_and_the_command_line_make_the_same_release(
    instance: dg.DagsterInstance, resources: dict[str, object], tmp_path: Path
) -> None:
    """One cell of each source through the assets, one by one, gives the bytes that the plain walk gives."""
    some = [Scope("edrsr", "2006"), Scope("rada", "2003"), Scope("rechtspraak", "2012")]
    for stage, scope in walk(some):
        key = key_of(scope) if scope.year else scope.source or None
        asked = {"selection": [stage.name], "partition_key": key, "instance": instance, "resources": resources}
        assert dg.materialize(definitions.assets(), **asked).success
    plain = Workspace(str(FIXTURES), str(tmp_path / "plain"))
    run_graph(some, plain, InlineEngine())
    workspace = resources["workspace"]
    assert isinstance(workspace, Workspace)
    assert release_of(workspace.root) == release_of(plain.root)


def test_a_year_without_a_document_is_made(instance: dg.DagsterInstance, resources: dict[str, object]) -> None:
    """A backfill goes over all years; one of which the publisher has nothing ends as well as any other."""
    asked = {"selection": list(HEADS), "partition_key": "edrsr|2007", "instance": instance, "resources": resources}
    result = dg.materialize(definitions.assets(), **asked)
    assert result.success
    assert len(result.get_asset_materialization_events()) == len(HEADS)


def test_a_missing_input_is_one_sentence(instance: dg.DagsterInstance, resources: dict[str, object]) -> None:
    """Materialising an annotation before its documents says what to do, and is not tried again."""
    result = dg.materialize(
        definitions.assets(),
        selection=["signatures"],
        partition_key=key_of(CELL),
        instance=instance,
        resources=resources,
        raise_on_error=False,
    )
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert "documents of edrsr|2006 has not been made yet: materialise it first." in str(
        failure.step_failure_data.user_failure_data
    )


@pytest.mark.parametrize(
    ("seen", "known", "asked"),
    [
        pytest.param({"1996": "a", "2003": "b"}, {}, ["1996", "2003"], id="a lost cursor costs a look at every cell"),
        pytest.param({"1996": "a", "2003": "b"}, {"1996": "a", "2003": "b"}, [], id="nothing new"),
        pytest.param({"1996": "a", "2003": "c"}, {"1996": "a", "2003": "b"}, ["2003"], id="one cell changed"),
        pytest.param({"1996": "a", "2003": "b"}, {"1996": "a"}, ["2003"], id="a new year"),
        pytest.param({"1996": "a"}, {"1996": "a", "2003": "b"}, [], id="a year that is gone asks for nothing"),
    ],
)
def test_a_sensor_asks_for_the_cells_that_changed(
    seen: dict[str, str], known: dict[str, str], asked: list[str]
) -> None:
    """Only cells whose offer is not the one the cursor knows, each change once."""
    offers = {Scope("rada", year): mark for year, mark in seen.items()}
    runs = requests(offers, {f"rada|{year}": mark for year, mark in known.items()}, dt.date(2026, 11, 21))
    assert [run.partition_key for run in runs] == [f"rada|{year}" for year in asked]
    assert len({run.run_key for run in runs}) == len(asked)


@pytest.mark.parametrize(
    ("cursor", "known"), [(None, {}), ("1a2b", {}), ("[1]", {}), ('{"rada|1996": "a"}', {"rada|1996": "a"})]
)
def test_a_cursor_is_only_a_hint(cursor: str | None, known: dict[str, str]) -> None:
    """One that is lost, damaged or from another version knows nothing."""
    assert cells_known(cursor) == known


@pytest.mark.parametrize("source", SOURCES)
def test_a_sensor_sees_the_fixtures_once(
    source: str, instance: dg.DagsterInstance, resources: dict[str, object]
) -> None:
    """The first tick asks for the cells on offer, the second, with the cursor of the first, for none."""
    (sensor,) = [each for each in sensors if each.name == f"{source}_changes"]
    plain = {"workspace": resources["workspace"]}
    first = sensor(dg.build_sensor_context(instance, resources=plain))
    assert isinstance(first, dg.SensorResult)
    expected = [cell for cell in cells_on_offer(str(FIXTURES)) if cell.source == source]
    assert [run.partition_key for run in first.run_requests or ()] == [str(key_of(cell)) for cell in expected]
    second = sensor(dg.build_sensor_context(instance, cursor=first.cursor, resources=plain))
    assert isinstance(second, dg.SkipReason)


@pytest.mark.parametrize(("said", "workers"), [("", None), ("two", None), ("0", 0), ("3", 3)])
def test_workers_are_a_number(said: str, workers: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no number is one sentence, before a run has begun any work."""
    monkeypatch.setenv("CORPUS_WORKERS", said)
    if workers is None:
        with pytest.raises(dg.Failure, match="write a number, or leave it out"):
            workers_by_environment()
    else:
        assert workers_by_environment() == workers


def test_the_follow_condition_goes_down_the_graph_once(instance: dg.DagsterInstance) -> None:
    """A refreshed cell asks for the duplicates of its source, not yet for the selection; then all is quiet."""
    defs = definitions.defs
    selection = dg.AssetSelection.assets("duplicates", "selection")
    first = dg.evaluate_automation_conditions(defs, instance, asset_selection=selection)
    for name in HEADS:
        instance.report_runless_asset_event(dg.AssetMaterialization(name, partition=str(key_of(CELL))))
    second = dg.evaluate_automation_conditions(defs, instance, asset_selection=selection, cursor=first.cursor)
    third = dg.evaluate_automation_conditions(defs, instance, asset_selection=selection, cursor=second.cursor)
    assert second.get_requested_partitions(dg.AssetKey("duplicates")) == {"edrsr"}
    assert second.get_requested_partitions(dg.AssetKey("selection")) == set()
    assert third.total_requested == 0


def test_only_made_cells_follow_a_wider_asset(instance: dg.DagsterInstance) -> None:
    """New statutes and boilerplate ask for the one cell that has documents, not for every year there could be."""
    defs, selection = definitions.defs, dg.AssetSelection.assets("citations", "quality")
    first = dg.evaluate_automation_conditions(defs, instance, asset_selection=selection)
    for name in HEADS:
        instance.report_runless_asset_event(dg.AssetMaterialization(name, partition=str(key_of(CELL))))
    instance.report_runless_asset_event(dg.AssetMaterialization("mentions", partition=str(key_of(CELL))))
    instance.report_runless_asset_event(dg.AssetMaterialization("statutes"))
    instance.report_runless_asset_event(dg.AssetMaterialization("boilerplate", partition="edrsr"))
    instance.report_runless_asset_event(dg.AssetMaterialization("quality_model"))
    second = dg.evaluate_automation_conditions(defs, instance, asset_selection=selection, cursor=first.cursor)
    assert second.get_requested_partitions(dg.AssetKey("citations")) == {str(key_of(CELL))}
    assert second.get_requested_partitions(dg.AssetKey("quality")) == {str(key_of(CELL))}
