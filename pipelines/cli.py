"""The command line `lexcorpus`.

What belongs here: the commands. What does not: any work, and what the commands share (`cli_shared.py`). Modules are
imported inside the commands, so that `--help` answers at once.

Exit codes: 0 done; 1 something to mend, said in one sentence; 2 wrong use of the command.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from pipelines.cli_release import COMMANDS
from pipelines.cli_shared import ROOT_OPTION, SOURCES_OPTION, plain_errors, read_text
from pipelines.limits import Limits

_USUAL = Limits()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lexcorpus")
def main() -> None:
    """Turn public registers of law into training data.

    `lexcorpus run` makes everything; begin with `lexcorpus run --dry-run`, which only says what that would be.
    """


for _command in COMMANDS:
    main.add_command(_command)


@main.command()
@SOURCES_OPTION
@ROOT_OPTION
@click.option(
    "--cells",
    envvar="CORPUS_CELLS",
    default="",
    show_envvar=True,
    metavar="CELLS",
    help="Make only these sources and years: 'edrsr|2019 rada' is one year and one whole source.  "
    "[default: all on offer]",
)
@click.option(
    "--workers",
    envvar="CORPUS_WORKERS",
    type=click.IntRange(1),
    default=None,
    show_envvar=True,
    help="Worker processes.  [default: one per core]",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    envvar="CORPUS_ENGINE",
    show_envvar=True,
    help="Where work runs: on this machine, or on a Ray cluster (RAY_ADDRESS, or one that is started here).",
)
@click.option(
    "--document-seconds",
    type=click.FloatRange(0, min_open=True),
    default=_USUAL.seconds,
    show_default=True,
    envvar="CORPUS_DOCUMENT_SECONDS",
    show_envvar=True,
    help="A document on which a shard hangs is quarantined when it alone takes longer.",
)
@click.option(
    "--document-mebibytes",
    type=click.IntRange(1),
    default=_USUAL.mebibytes,
    show_default=True,
    envvar="CORPUS_DOCUMENT_MEBIBYTES",
    show_envvar=True,
    help="A document on which a shard runs out of memory is quarantined when it alone takes more.",
)
@click.option("--until", default="", metavar="ASSET", help="Make only this asset and what it needs: see `graph`.")
@click.option("--accept-damage", is_flag=True, help="Build on cells with unusually many damaged texts.")
@click.option("--accept-loss", is_flag=True, help="Believe offers that lack far more than a night can take away.")
@click.option(
    "--evaluation",
    default="",
    metavar="FOLDER|URL",
    envvar="CORPUS_EVALUATION",
    show_envvar=True,
    help="Evaluation sets (.jsonl, .txt, .parquet) that must not be trained on.",
)
@click.option(
    "--profile",
    default="",
    metavar="PROFILE",
    envvar="CORPUS_PROFILE",
    show_envvar=True,
    help="Release profile of the privacy policy: strict, research.  [default: the one the policy begins with]",
)
@click.option(
    "--base-tokenizer",
    default="",
    metavar="FILE|URL",
    envvar="CORPUS_BASE_TOKENIZER",
    show_envvar=True,
    help="The tokenizer.json of a base model whose vocabulary is extended.",
)
@click.option("--dry-run", is_flag=True, help="Say which cells and assets would be looked at, and make nothing.")
def run(
    sources: str,
    root: str,
    cells: str,
    workers: int | None,
    engine: str,
    document_seconds: float,
    document_mebibytes: int,
    until: str,
    accept_damage: bool,
    accept_loss: bool,
    evaluation: str,
    profile: str,
    base_tokenizer: str,
    dry_run: bool,
) -> None:
    """Make the corpus, or what is missing of it.

    Whatever exists already is left as it is, so a killed run is simply run again.
    """
    with plain_errors():
        from pipelines.engine import available_cores, open_engine
        from pipelines.run import cells_on_offer, run_graph, walk
        from pipelines.scope import EVERYTHING, parse_scope
        from pipelines.show import Progress, print_plan, print_result
        from pipelines.stage import Workspace

        _check_asset(until)
        chosen = cells_on_offer(sources, [parse_scope(word) for word in cells.split()] or [EVERYTHING])
        if dry_run:
            print_plan(list(walk(chosen, until)))
            return
        with open_engine(workers or available_cores(), engine) as opened, Progress() as progress:
            limits = Limits(document_seconds, document_mebibytes)
            workspace = Workspace(sources, root, accept_loss, evaluation, profile, base_tokenizer, limits)
            reports = run_graph(chosen, workspace, opened, progress, until, accept_damage)
        print_result(reports, root)


@main.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@SOURCES_OPTION
@ROOT_OPTION
@click.option("--years", default="", metavar="YEARS", help="Only these years, where the publisher parts by year.")
def fetch(names: tuple[str, ...], sources: str, root: str, years: str) -> None:
    """Bring the sources folder up to date with the publishers.

    SOURCE is edrsr, rechtspraak or rada; all three by default. Only what changed is asked for, at a polite rate, and
    texts that came damaged are asked for again. A stopped fetch goes on where it was. Addresses and rates can be set
    in publishers.toml in the sources folder.
    """
    with plain_errors():
        from pipelines.fetch import ZONES
        from pipelines.nightly import fetch_source
        from pipelines.scope import UsageError
        from pipelines.show import print_fetched
        from pipelines.stage import Workspace

        if unknown := set(names) - set(ZONES):
            raise UsageError(f"{min(unknown)!r} is no source that can be fetched; there are {', '.join(ZONES)}.")
        for name in names or ZONES:
            notice = lambda told, name=name: click.echo(f"{name}: {told}", err=True)  # noqa: E731
            print_fetched(fetch_source(name, Workspace(sources, root), years=years.split(), notice=notice))


@main.command()
@click.argument("doc_id")
@ROOT_OPTION
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a page for people.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with its text instead.")
def trace(doc_id: str, root: str, as_json: bool, html: Path | None) -> None:
    """Print the passport of a document.

    Where it came from, what was found in it, what was decided and why. DOC_ID is the source and what the publisher
    calls the document: edrsr:86740127, rada:435-15, rechtspraak:ECLI:NL:HR:2019:5. The page of --html shows the same,
    and its text with every section drawn, personal data blacked out.
    """
    with plain_errors():
        from pipelines.report.passport import write_passport
        from pipelines.store import Store
        from pipelines.trace import passports
        from pipelines.trace_show import print_passport

        if html:
            write_passport(doc_id, Store(root), html)
            click.echo(f"Written: {html}", err=True)
            return
        print_passport(passports(doc_id, Store(root)), as_json=as_json)


@main.command()
@ROOT_OPTION
@click.option("--dry-run", is_flag=True, help="List what would be removed, and remove nothing.")
def sweep(root: str, dry_run: bool) -> None:
    """Remove leftovers of killed runs and old parameters.

    These are the files that no manifest names; nobody reads them. Call it when no run is going on: what a run has
    finished and not yet committed would go too.
    """
    with plain_errors():
        from pipelines.store import Store, StoreError
        from pipelines.store_sweep import sweep as sweep_root

        if not Store(root).manifests("source_files"):
            raise StoreError(f"There is no corpus in {root}, so nothing is removed: point --root to its folder.")
        stale = sweep_root(Store(root), dry_run=dry_run)
        for path in stale:
            click.echo(path)
        click.echo(f"{'Would remove' if dry_run else 'Removed'} {len(stale)} file(s).", err=True)


@main.command()
@ROOT_OPTION
@click.option("--cells", default="", metavar="CELLS", help="Only these sources and years.  [default: all there are]")
@click.option("--dry-run", is_flag=True, help="Say what would be merged, and merge nothing.")
def compact(root: str, cells: str, dry_run: bool) -> None:
    """Merge the small shards of many nights.

    Older versions and withdrawn texts are left out; annotations are carried over. Call `sweep` afterwards to remove
    the old files. Call it when no run is going on.
    """
    with plain_errors():
        from pipelines.compact import compact as merge
        from pipelines.scope import EVERYTHING, parse_scope
        from pipelines.show import print_mergers
        from pipelines.stage import Workspace

        workspace = Workspace("", root)
        wanted = [parse_scope(word) for word in cells.split()] or [EVERYTHING]
        made = [manifest.scope for manifest in workspace.store.manifests("documents")]
        for cell in made:
            if any(cell.widened(scope.level) == scope for scope in wanted):
                print_mergers(cell, merge(cell, workspace, dry_run=dry_run), dry_run=dry_run)


@main.command()
@click.argument("what", type=click.Choice(["sections", "citations", "personal-data", "quality", "duplicates"]))
@click.option("--input", "source", type=click.File("rb"), default="-", help="File to read; standard input by default.")
def annotate(what: str, source: Any) -> None:
    """Annotate anybody's texts, as JSON lines.

    Each line in is {id, text, lang, kind, date, case_numbers}: lang is uk, ru or nl, kind is decision or statute, and
    date (2024-01-31) and case_numbers may be missing. Each line out has the id and what was found; offsets are code
    points of the text.

    For duplicates a line may tell more of its register: issuer_code or court, form, instance (first, appeal,
    cassation), status, text_format, source, and the days registered, published and edition. What is missing is not
    told, and speaks neither for one decision nor for two.
    """
    with plain_errors():
        from pipelines.standalone import annotate_lines

        for line in annotate_lines(what, source):
            click.echo(line)


@main.command("check-citations")
@click.argument("source", type=click.File("rb"), metavar="FILE|-")
@ROOT_OPTION
@click.option("--language", type=click.Choice(["uk", "nl"]), help="Language of the text.  [default: told by the text]")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day whose editions count.  [default: the newest edition of each act]",
)
@click.option("--full", is_flag=True, help="Show whole texts, not their beginning.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each citation instead of a table.")
@click.pass_context
def check_citations(
    context: click.Context,
    source: BinaryIO,
    root: str,
    language: str | None,
    day: datetime.datetime | None,
    full: bool,
    as_json: bool,
) -> None:
    """Say whether what a text cites is there.

    For each citation of FILE, say a model's answer: whether its article, part and item exist in the edition of a day,
    with their text, and whether its decision lies in the registers. Ends with 0 when all are there, with 1 when some
    are not.
    """
    with plain_errors():
        from pipelines.citations.check import check_citations as check
        from pipelines.citations.check import language_of
        from pipelines.citations.check_registry import Registry
        from pipelines.citations.check_table import print_checked
        from pipelines.store import Store

        text = read_text(source)
        date = day.date() if day else None
        found = check(text, language=language or language_of(text), date=date, registry=Registry(Store(root)))
        print_checked(found, as_json=as_json, full=full)
    context.exit(0 if all(each.is_sound for each in found) else 1)


@main.command()
@ROOT_OPTION
@click.option("--cells", default="", metavar="CELLS", help="Only these sources and years.  [default: all]")
def review(root: str, cells: str) -> None:
    """Write the page of finds of personal data, for a person.

    Finds of each kind and recognizer by lot, from doubtful to sure, values in clear. The pages lie in review/ below the
    data root, never in a release.
    """
    with plain_errors():
        from pipelines.graph import stage
        from pipelines.report.personal_data_page import write_review
        from pipelines.scope import EVERYTHING, parse_scope
        from pipelines.store import Store

        private, documents = stage("personal_data"), stage("documents")
        for scope in [parse_scope(word) for word in cells.split()] or [EVERYTHING]:
            click.echo(write_review(Store(root), scope, private, documents))


FORMS = ("megatron", "mds", "trl", "flag-embedding", "sentence-transformers", "beir", "label-studio")


@main.command()
@click.argument("form", type=click.Choice(FORMS))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--split", type=click.Choice(["train", "validation", "test"]), default="train", show_default=True)
@ROOT_OPTION
def export(form: str, folder: Path, split: str, root: str) -> None:
    """Copy a dataset into the form of another tool.

    Tokens for Megatron-LM (.bin, .idx), mosaicml-streaming (mds) and TRL or torchtitan (trl); embedding pairs for
    FlagEmbedding, sentence-transformers and BEIR; instruction seeds for Label Studio.
    """
    with plain_errors():
        from pipelines.export import copies
        from pipelines.store import Store

        for path in copies.export(form, folder, Store(root), split):
            click.echo(path)


@main.command()
@ROOT_OPTION
@click.option("--open", "opened", is_flag=True, help="Show it in the browser.")
def report(root: str, opened: bool) -> None:
    """Write the corpus report of a root as it is now.

    It lies in report/report.html below the root; a release has its own among its files.
    """
    with plain_errors():
        from pipelines.report.now import write_report
        from pipelines.store import Store

        path = write_report(Store(root))
        click.echo(path)
        if opened:
            click.launch(path)


@main.command()
def graph() -> None:
    """Print every asset and what it reads."""
    from pipelines.show import print_graph

    print_graph()


def _check_asset(name: str) -> None:
    from pipelines.graph import stages

    names = [stage.name for stage in stages()]
    if name and name not in names:
        raise click.BadParameter(f"{name!r} is no asset; there are {', '.join(names)}.", param_hint="--until")


if __name__ == "__main__":
    main()
