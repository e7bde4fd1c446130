"""The extension of a base tokenizer as a stage: three files, counted shard by shard."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.extending import conduct, read_base, released, settings_of
from pipelines.scope import UsageError
from pipelines.stage import Job
from pipelines.store import Ref
from tests.test_tokenizer_extension import LEGAL, english
from tests.test_tokenizer_sampling import corpus_of, job_of
from tokenizer import load

SHARDS = [[{"text": "".join(LEGAL) * 3, "id": f"{part}-{n}"} for n in range(5)] for part in "ab"]


def asked(folder: Path, shards: int = 2) -> Job:
    """A job over some shards, with the base as a file."""
    folder.mkdir(exist_ok=True)
    job = job_of([corpus_of(rows) for rows in SHARDS[:shards]], folder)
    (folder / "base.json").write_bytes(english())
    arguments = {**job.task.arguments, "base": str(folder / "base.json")}
    stage = replace(job.stage, name="extended_tokenizer")
    return replace(job, stage=stage, task=replace(job.task, arguments=arguments))


def test_an_extension_is_three_files(tmp_path: Path) -> None:
    """Each a shard that bears the name of its file; all documents are accounted for."""
    job = asked(tmp_path)
    made = {shard.variant: shard for shard in conduct(job, **settings_of(tokens=60))}
    read = {name: job.store.read_bytes(Ref(job.stage.name, job.scope, shard)) for name, shard in made.items()}
    tokens = job.store.read_table(Ref(job.stage.name, job.scope, made["new_tokens.parquet"]))
    assert [*made] == ["tokenizer.json", "new_tokens.parquet", "init_map.json"]
    assert load(read["tokenizer.json"]).get_vocab_size() == json.loads(read["init_map.json"])["size"]
    assert load(english()).get_vocab_size() + tokens.num_rows == json.loads(read["init_map.json"])["size"]
    refs = [Ref(job.stage.name, job.scope, shard) for shard in made.values()]
    assert [path for path, _ in released(refs)] == [f"tokenizer/extended/{name}" for name in made]
    assert all(shard.account.balanced and shard.account.taken_in == 10 for shard in made.values())


def test_a_night_counts_its_own_shard_only(tmp_path: Path) -> None:
    """What was counted stays; the files are those of a run from scratch."""
    night, scratch = tmp_path / "night", tmp_path / "scratch"
    conduct(asked(night, shards=1), tokens=60)
    before = {file: file.stat().st_mtime_ns for file in (night / "workroom").iterdir()}
    later = conduct(asked(night), tokens=60)
    after = {file: file.stat().st_mtime_ns for file in (night / "workroom").iterdir()}
    assert before.items() <= after.items()
    assert [shard.sha256 for shard in later] == [shard.sha256 for shard in conduct(asked(scratch), tokens=60)]


@pytest.mark.parametrize(("body", "said"), [(None, "is not there"), (b'{"model": {"type": "Unigram"}}', "cannot be")])
def test_a_base_that_is_none_is_refused(body: bytes | None, said: str, tmp_path: Path) -> None:
    """In one sentence that names the file."""
    file = tmp_path / "base.json"
    if body:
        file.write_bytes(body)
    with pytest.raises(UsageError, match=f"base.json {said}"):
        read_base(str(file))
