"""Addresses: folders of this machine and fsspec URLs, opened, and kept free of secrets.

What belongs here: how an address is opened and shown. What does not: what lies there.
"""

from __future__ import annotations

import re

import fsspec
from fsspec.core import split_protocol, url_to_fs

from pipelines.store_manifest import StoreError

_S3 = ("s3", "s3a")
_BUCKET = re.compile(r"s3a?://([^/]*)")
_HOST = re.compile(r"://([^/]*)")
_PLAIN = re.compile(r"([^@:]+@)?([^@:\[]*|\[[^@\]]*\])(:\d*)?")
"""A host, perhaps with a user and a port, and no password."""


def is_local(address: str) -> bool:
    """Whether an address is a folder of this machine."""
    return "://" not in address or address.startswith("file://")


def open_place(address: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """File system and path of an address; without a cache of listings, since other processes write there too.

    Raises StoreError for an address with a password in it.
    """
    refuse_password(address)
    if is_local(address):
        return url_to_fs(address)
    if split_protocol(address)[0] in _S3:
        from pipelines.store_s3 import PatientS3

        return PatientS3(use_listings_cache=False), str(PatientS3._strip_protocol(address))
    return url_to_fs(address, use_listings_cache=False)


def refuse_password(address: str) -> None:
    """Raises StoreError when there is a password or a key in an address, and does not repeat it."""
    hosts, buckets = _HOST.findall(address), _BUCKET.findall(address)
    if any(":" in bucket for bucket in buckets) or not all(_PLAIN.fullmatch(host) for host in hosts):
        raise StoreError(
            f"The address {without_secrets(address)} held a password: addresses are shown and kept, so take it out, "
            "and give it by the environment or a profile (AWS_PROFILE, AWS_ACCESS_KEY_ID, FSSPEC_…)."
        )


def without_secrets(address: str) -> str:
    """An address as people may see it: whatever stands before the host is left out.

    >>> without_secrets("https://me:secret@store.example:9000/corpus")
    'https://store.example:9000/corpus'
    >>> without_secrets("s3://AKIA:a/b@bucket/corpus")
    's3://bucket/corpus'
    """
    scheme, divider, rest = address.partition("://")
    secret, at, shown = rest.partition("@")
    return f"{scheme}://{shown}" if at and ":" in secret else f"{scheme}{divider}{rest}"
