"""Resources: where the corpora lie and where work runs, as the launchpad shows them.

What belongs here: described fields and their defaults. What does not: stores and engines themselves; assets get the
plain objects of `pipelines`, so tests pass their own. The environment is read when a run starts, never at import.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg
from pydantic import Field

from pipelines.engine import Engine, available_cores, open_engine
from pipelines.limits import Limits
from pipelines.scope import UsageError
from pipelines.stage import Workspace


class CorpusWorkspace(dg.ConfigurableResource):
    """Where a run takes from and puts to."""

    sources: str = Field(
        default="",
        description="Folder or URL with edrsr/, rechtspraak/, rada/; if empty CORPUS_SOURCES or ./sources.",
    )
    root: str = Field(default="", description="Folder or URL that holds every asset; if empty CORPUS_ROOT or ./data.")

    accept_loss: bool = Field(
        default=False, description="Believe offers that lack far more of what was there than a night can take away."
    )
    evaluation: str = Field(
        default="",
        description="Folder of evaluation sets (.jsonl, .txt, .parquet) that must not be trained on; if empty "
        "CORPUS_EVALUATION, or none.",
    )
    profile: str = Field(
        default="",
        description="Release profile of the privacy policy (strict, research) that personal data is masked by; if "
        "empty CORPUS_PROFILE, or the one the policy begins with.",
    )
    base_tokenizer: str = Field(
        default="",
        description="tokenizer.json of a base model whose vocabulary is extended, a path or a URL; if empty "
        "CORPUS_BASE_TOKENIZER, or none.",
    )
    document_seconds: int = Field(
        default=0,
        ge=0,
        description="A document on which a shard hangs is quarantined when it alone takes longer; "
        f"CORPUS_DOCUMENT_SECONDS or {Limits().seconds:g} when 0.",
    )
    document_mebibytes: int = Field(
        default=0,
        ge=0,
        description="A document on which a shard runs out of memory is quarantined when it alone takes more; "
        f"CORPUS_DOCUMENT_MEBIBYTES or {Limits().mebibytes} when 0.",
    )

    def create_resource(self, context: dg.InitResourceContext) -> Workspace:
        """The plain workspace that stages take."""
        return Workspace(
            self.sources or os.environ.get("CORPUS_SOURCES", "./sources"),
            self.root or os.environ.get("CORPUS_ROOT", "./data"),
            self.accept_loss,
            self.evaluation or os.environ.get("CORPUS_EVALUATION", ""),
            self.profile or os.environ.get("CORPUS_PROFILE", ""),
            self.base_tokenizer or os.environ.get("CORPUS_BASE_TOKENIZER", ""),
            Limits(
                self.document_seconds or number_by_environment("CORPUS_DOCUMENT_SECONDS") or Limits().seconds,
                self.document_mebibytes or number_by_environment("CORPUS_DOCUMENT_MEBIBYTES") or Limits().mebibytes,
            ),
        )


class WorkerEngine(dg.ConfigurableResource):
    """Where the shards of a run are computed."""

    workers: int = Field(
        default=0, ge=0, description="Worker processes on this machine; CORPUS_WORKERS or one per core when 0."
    )
    engine: str = Field(
        default="",
        description="Where work runs: local, or ray for the cluster that RAY_ADDRESS names or one started for the run; "
        "if empty CORPUS_ENGINE or local.",
    )

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[Engine, None, None]:
        """An engine that ends with the run, its processes with it."""
        workers = self.workers or workers_by_environment() or available_cores()
        try:
            opened = open_engine(workers, self.engine or os.environ.get("CORPUS_ENGINE", "local"))
        except UsageError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        with opened as engine:
            yield engine


def workers_by_environment() -> int:
    """What CORPUS_WORKERS says; 0 when it is not set."""
    return number_by_environment("CORPUS_WORKERS")


def number_by_environment(name: str) -> int:
    """What a variable says; 0 when it is not set."""
    said = os.environ.get(name, "0")
    if not said.isdecimal():
        raise dg.Failure(f"{name} is {said!r}: write a number, or leave it out.", allow_retries=False)
    return int(said)
