"""What a release says of its making: the files it came from, what it was made with, and the vocabulary it extends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.annotate.personal.privacy import profile_named
from pipelines.graph import stage
from pipelines.plan import refs_of
from pipelines.report.parameters import behind, parameters
from pipelines.report.promotion import files_of_release
from pipelines.report.release import published
from pipelines.scope import EVERYTHING
from pipelines.stage import Read, Stage, Workspace
from pipelines.trace import passports
from pipelines.work import Report
from tests.conftest import FIXTURES

Made = tuple[Workspace, list[Report]]


@pytest.fixture
def lineage(made: Made) -> pl.DataFrame:
    """The lineage of the release of the fixtures."""
    return pl.read_parquet(f"{made[0].root}/release/main/lineage.parquet")


@pytest.mark.parametrize("folder", ["parquet", "webdataset", "embedding"])
def test_every_document_of_a_file_came_from_somewhere(folder: str, made: Made, lineage: pl.DataFrame) -> None:
    """Of each file as many documents are told as it has."""
    told = dict(lineage.filter(pl.col("path").str.starts_with(folder)).group_by("path").agg(pl.sum("documents")).rows())
    root = Path(made[0].root) / "release/main"
    files = {str(path.relative_to(root)) for path in root.glob(f"{folder}/**/*.[pt]*")}
    assert {path for path in files if "pairs" not in path} == set(told)
    if folder == "parquet":
        assert told == {path: pl.scan_parquet(root / path).select(pl.len()).collect().item() for path in told}
    assert sum(told.values()) == pl.scan_parquet(root / "parquet/*/*.parquet").select(pl.len()).collect().item()


def test_origins_are_files_of_the_publishers_with_their_hashes(lineage: pl.DataFrame) -> None:
    """Every archive lies in the sources, and every hash is that of its member."""
    assert all((FIXTURES / source / archive).exists() for source, archive in lineage.select("source", "archive").rows())
    assert (lineage["fingerprint"] != "").all()
    assert set(lineage.filter(source="rechtspraak")["member"].str.slice(0, 4)) <= {"1998", "2012", "2019", "2024"}


def test_papers_of_its_making_are_files_of_the_release(made: Made) -> None:
    """Listed with their hashes, in Croissant too, and named by the card."""
    files = files_of_release(made[0].store, "main")
    described = json.loads(made[0].store.get(f"{made[0].root}/release/main/croissant.json"))
    hashes = {node["@id"]: node["sha256"] for node in described["distribution"] if "sha256" in node}
    for name in ("lineage.parquet", "parameters.json"):
        assert hashes[name] == files[name][1]
        assert name in made[0].store.get(f"{made[0].root}/release/main/README.md").decode()


def test_parameters_tell_all_that_stands_behind(made: Made) -> None:
    """Versions, seeds and the policy of every stage that the release is made from; what it is not made from is left."""
    told = json.loads(made[0].store.get(f"{made[0].root}/release/main/parameters.json"))
    assert told["profile"]["name"] == "strict"
    assert told["stages"]["parquet_shards"]["parameters"]["seed"] == 0
    policy = json.loads(json.dumps(stage("selection").parameters["policy"]))
    assert told["stages"]["selection"]["parameters"]["policy"] == policy
    assert {name: each["version"] for name, each in told["stages"].items()} == {
        each.name: each.version for each in behind(stage("release"))
    }
    assert "passport_index" not in told["stages"]


def test_another_setting_is_another_paper() -> None:
    """And the same settings are the same bytes."""
    one = Stage("one", "once", "", "", "1", dict, None, parameters={"seed": 1})
    last = Stage("last", "once", "", "", "1", dict, None, (Read(one),))
    other = replace(last, reads=(Read(replace(one, parameters={"seed": 2})),))
    profile = profile_named("strict")
    assert parameters(last, profile) == parameters(last, profile) != parameters(other, profile)


def test_an_extension_is_published_under_its_own_names(made: Made) -> None:
    """Beside the release's own tokenizer, each file by the name that people know."""
    (ref,) = refs_of(stage("bpe_tokenizer"), EVERYTHING, made[0].store)
    held = [replace(ref, shard=replace(ref.shard, variant=name)) for name in ("tokenizer.json", "init_map.json")]
    paths = [path for path, _ in published("extended_tokenizer", held)]
    assert paths == ["tokenizer/extended/tokenizer.json", "tokenizer/extended/init_map.json"]


def test_the_card_does_not_pass_for_counsel(made: Made) -> None:
    """Articles of law are named as one's own reading."""
    assert "no counsel has confirmed it" in made[0].store.get(f"{made[0].root}/release/main/README.md").decode()


def test_a_passport_names_every_piece_of_packed_rows(made: Made) -> None:
    """For documents of each split: the file, row, tokens and first character of each occurrence, as the files say."""
    root = Path(made[0].root) / "release/main"
    for file in sorted(root.glob("packed/*/*.parquet")):
        row = pl.read_parquet(file).row(-1, named=True)
        name = row["doc_ids"][-1]
        (page,) = (each for each in passports(name.split("@")[0], made[0].store) if named(each) == name)
        expected = [piece for each in sorted(file.parent.glob("*")) for piece in occurrences(name, each, root)]
        places = page["release"]["packed_sequences"]
        assert [(each["file"], piece) for each in places for piece in each["pieces"]] == expected


def named(page: dict) -> str:
    """The name by which packed rows tell a document."""
    return f"{page['documents']['id']}@{page['documents']['version']}"


def occurrences(name: str, file: Path, root: Path) -> list[tuple[str, dict[str, int]]]:
    """Where a file of packed rows holds a document, row by row."""
    found = []
    for number, row in enumerate(pl.read_parquet(file).iter_rows(named=True)):
        for place, each in enumerate(row["doc_ids"]):
            if each == name:
                piece = {"row": number, "token": sum(row["doc_lengths"][:place]), "tokens": row["doc_lengths"][place],
                         "start": row["doc_offsets"][place]}  # fmt: skip
                found.append((f"release/main/{file.relative_to(root)}", piece))
    return found
