"""What the commands of `lexcorpus` share: options that say where things lie, texts to read, and how an error is told.

What belongs here: words of the command line that more than one command needs. What does not: the commands (`cli.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click


class Address(click.ParamType):
    """A folder, or the URL of one that the installed libraries can open; nothing is opened yet."""

    name = "folder|URL"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See `click.ParamType`: the value as it is, or wrong use."""
        from fsspec.core import url_to_fs

        from pipelines.store_manifest import StoreError
        from pipelines.store_places import refuse_password

        try:
            refuse_password(value)
            url_to_fs(value)
        except StoreError as error:
            self.fail(str(error))
        except (ImportError, ValueError) as error:
            self.fail(f"{value!r} cannot be opened ({error}): write a folder or a URL such as s3://bucket/folder.")
        return value


SOURCES_OPTION = click.option(
    "--sources",
    type=Address(),
    envvar="CORPUS_SOURCES",
    default="./sources",
    show_default=True,
    show_envvar=True,
    help="Folder or URL with what the publishers offer: edrsr/, rechtspraak/, rada/.",
)
ROOT_OPTION = click.option(
    "--root",
    type=Address(),
    envvar="CORPUS_ROOT",
    default="./data",
    show_default=True,
    show_envvar=True,
    help="Folder or URL that holds every asset.",
)


def read_text(source: BinaryIO) -> str:
    """A file as text; wrong use when it is not UTF-8."""
    try:
        return source.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"the text is not UTF-8 ({error}): save it as UTF-8.") from error


@contextmanager
def plain_errors() -> Iterator[None]:
    """What a person can mend is said in one sentence; a bug keeps its traceback.

    A closed pipe is no error of ours: click ends the program as its reader wished.
    """
    from pipelines.engine import WorkerDied
    from pipelines.inert import inert
    from pipelines.scope import UsageError
    from pipelines.select.policy_shape import PolicyError
    from pipelines.sources.folder import SourceError
    from pipelines.store import StoreError

    try:
        yield
    except (StoreError, SourceError, WorkerDied, UsageError, PolicyError) as error:
        raise click.ClickException(inert(str(error), None)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(
            f"{place}{error.strerror or error}: see that the place is there, may be read and written, and has room."
        ) from error
    except _object_store_errors() as error:
        raise click.ClickException(f"The object store cannot be used: {error}.") from error


def _object_store_errors() -> type[Exception]:
    """What S3 says beyond OSError: no credentials, no connection. Asked for only when something went wrong."""
    from botocore.exceptions import BotoCoreError

    return BotoCoreError
