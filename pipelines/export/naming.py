"""One name for one version of a document: several editions of an act share an id and may be released together."""

from __future__ import annotations


def name_of(document: str, version: str) -> str:
    """The name by which tokens and passages tell their document: `rada:435-15@0a1b…`."""
    return f"{document}@{version}"
