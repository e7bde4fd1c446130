"""Nightly fetches: one job and one schedule per publisher, off until somebody switches the schedule on.

What belongs here: asking for the fetch and showing what it brought. What does not: the fetch itself. What lands in the
sources folder is noticed by the sensors, which refresh the cells it touches.
"""

import dagster as dg
from pydantic import Field

from pipelines.sources.folder import SourceError
from pipelines.stage import Workspace

NIGHTLY = {"edrsr": "30 1 * * *", "rechtspraak": "0 3 * * *", "rada": "30 4 * * *"}
"""When a publisher is asked, in the time of Kyiv: after its own night's work, and none at the same time as another.
A register that nobody fetches is not here."""

AGAIN = dg.RetryPolicy(max_retries=3, delay=900)
"""A publisher that is down is asked again after a quarter of an hour; what had landed stays."""


class WhatToFetch(dg.Config):
    """What a fetch asks for."""

    years: list[str] = Field(default=[], description="Only these years, where files are parted by year.")


def job_of(source: str) -> dg.JobDefinition:
    """The job that fetches a source."""

    @dg.op(name=f"ask_{source}", retry_policy=AGAIN, description=f"Bring the sources folder up to date with {source}.")
    def ask(context: dg.OpExecutionContext, config: WhatToFetch, workspace: dg.ResourceParam[Workspace]) -> None:
        from pipelines.fetch.web import PublisherError
        from pipelines.nightly import fetch_source

        try:
            fetched = fetch_source(source, workspace, years=config.years, notice=context.log.info)
        except SourceError as error:
            raise dg.Failure(str(error), allow_retries=isinstance(error, PublisherError)) from error
        for note in fetched.notes:
            context.log.warning(note)
        context.add_output_metadata(
            {
                "landed": len(fetched.landed),
                "requests": fetched.requests,
                "megabytes": round(fetched.received / 1e6, 1),
                "missing": fetched.missing,
                "files": dg.MetadataValue.md("\n".join(f"- {path}" for path in fetched.landed[:100]) or "none"),
            }
        )

    @dg.job(name=f"fetch_{source}", description=f"Ask the publisher of {source} what changed, and fetch it.")
    def fetched() -> None:
        ask()

    return fetched


def schedule_of(job: dg.JobDefinition, cron: str) -> dg.ScheduleDefinition:
    """Every night, when somebody has switched it on."""
    return dg.ScheduleDefinition(
        name=f"{job.name}_nightly", job=job, cron_schedule=cron, execution_timezone="Europe/Kyiv"
    )


jobs = [job_of(source) for source in NIGHTLY]
schedules = [schedule_of(job, cron) for job, cron in zip(jobs, NIGHTLY.values(), strict=True)]
