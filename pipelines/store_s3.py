"""S3 as a store needs it: patient, with whole answers, and with failures that are one sentence.

What belongs here: what s3fs leaves open of S3. What does not: where things lie in a store (`store.py`), and which
addresses there are (`store_places.py`). botocore tries again what the service or the network refuses, with growing
pauses (its mode "standard"), and checks the CRC-32 of whole objects; S3 checks that of every upload. s3fs gives up
where a body breaks off while it is read, and never looks whether a range is as long as it was asked for: that is done
here, at the one place all requests go through.

Endpoint, region, profile, credentials and proxies are botocore's to find: environment, profile, role of the machine.
Whatever else s3fs takes comes from fsspec's own configuration (`FSSPEC_S3`).
"""

from __future__ import annotations

import asyncio
import io
from typing import Any

import aiohttp
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ProxyConnectionError,
    SSLError,
)
from botocore.parsers import ResponseParserError
from fsspec.asyn import sync_wrapper
from s3fs import S3FileSystem

from pipelines.store_manifest import StoreError
from pipelines.store_places import without_secrets

TRIES = 10
"""Tries of a request, about a minute of growing pauses together, until the store counts as failing."""

PAUSES = (0.2, 0.5, 1, 2, 4, 8)
"""Seconds before an answer that broke off is asked for again."""

HELD = 64 << 20
"""Bytes of a body that is read at once; larger ones are read in ranges of this size, several at a time."""

_AGAIN = ("BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch", "ConditionalRequestConflict")
"""What S3 answers to an upload that came damaged, and to one of two that came at the same moment."""

_NOT_AS_SEEN = ("PreconditionFailed", "412")
_ABSENT = ("NoSuchKey", "404")
_REFUSED = ("AccessDenied", "403", "Forbidden", "ExpiredToken", "InvalidAccessKeyId", "InvalidToken",
            "SignatureDoesNotMatch", "AuthorizationHeaderMalformed")  # fmt: skip


class CutOff(OSError):
    """An answer of the store broke off."""


class Held:
    """The body of an answer, read whole; s3fs takes it for the stream it came as."""

    def __init__(self, body: bytes) -> None:
        self._body = io.BytesIO(body)

    async def read(self, size: int = -1) -> bytes:
        """The next bytes, all that are left by default."""
        return self._body.read(size)

    def close(self) -> None:
        """There is nothing to let go of."""


class PatientS3(S3FileSystem):
    """S3 whose failures last: what passes was tried again before anybody hears of it."""

    retries = 1  # botocore tries; s3fs would do all its tries several times over

    def _prepare_config_kwargs(self) -> dict[str, Any]:
        return {"retries": {"mode": "standard", "total_max_attempts": TRIES}, **super()._prepare_config_kwargs()}

    async def _call_s3(self, method: str, *akwarglist: Any, **kwargs: Any) -> Any:
        """One request, its body whole. Raises FileNotFoundError, FileExistsError (a condition failed), StoreError."""
        try:
            for pause in PAUSES:
                try:
                    return await self._once(method, *akwarglist, **kwargs)
                except OSError as error:
                    if not isinstance(error, CutOff) and _code(error) not in _AGAIN:
                        raise
                    await asyncio.sleep(pause)
            return await self._once(method, *akwarglist, **kwargs)
        except (OSError, BotoCoreError, aiohttp.ClientError) as error:
            code = _code(error)
            if code in _NOT_AS_SEEN:
                raise FileExistsError(kwargs.get("Key", "")) from error
            if code in _ABSENT:
                raise
            place = "/".join(("s3:/", *(kwargs[name] for name in ("Bucket", "Key") if name in kwargs)))
            raise StoreError(_sentence(error, place, self._endpoint())) from error

    call_s3 = sync_wrapper(_call_s3)  # s3fs binds its own

    async def _once(self, method: str, *akwarglist: Any, **kwargs: Any) -> Any:
        try:
            answer = await super()._call_s3(method, *akwarglist, **kwargs)
        except ResponseParserError as error:
            raise CutOff("no XML") from error
        if method == "get_object" and ("Range" in kwargs or answer["ContentLength"] <= HELD):
            answer["Body"] = Held(await _whole(answer))
        return answer

    async def _cat_file(
        self,
        path: str,
        version_id: str | None = None,
        start: int | None = None,
        end: int | None = None,
        chunksize: int | None = None,
        max_concurrency: int | None = None,
    ) -> bytes:
        """The bytes of an object in one request, where s3fs asks for its size first; a large one in ranges.

        What a whole answer says of its length is believed only where its checksum is looked at, which is when it is
        read: one that was cut short on its way may say that it is all.
        """
        bucket, key, _version = self.split_path(path)
        part = start is not None or end is not None
        limits = {"Range": await self._process_limits(path, start, end)} if part else {}
        answer = await self._call_s3("get_object", Bucket=bucket, Key=key, **limits)
        if isinstance(answer["Body"], Held):
            return await answer["Body"].read()
        answer["Body"].close()
        known = await self._call_s3("head_object", Bucket=bucket, Key=key)
        return await self._cat_file_concurrent(bucket, key, known["ContentLength"], HELD)

    async def _find(
        self,
        path: str,
        maxdepth: int | None = None,
        withdirs: bool | None = None,
        detail: bool = False,
        prefix: str = "",
        **kwargs: Any,
    ) -> Any:
        """Files below a path; those of one folder in one request, where s3fs makes four when there are none."""
        if maxdepth != 1 or withdirs or prefix:
            return await super()._find(path, maxdepth, withdirs, detail, prefix, **kwargs)
        listed = await self._lsdir(self._strip_protocol(path))
        found = {entry["name"]: entry for entry in listed if entry["type"] == "file"}
        return found if detail else list(found)

    find = sync_wrapper(_find)

    def _endpoint(self) -> str:
        return without_secrets(str(self._s3.meta.endpoint_url)) if self._s3 else ""


async def _whole(answer: Any) -> bytes:
    """The body of an answer. Raises CutOff when it is not as long, or not what, the answer says."""
    try:
        body = await answer["Body"].read()
    except (HTTPClientError, IncompleteReadError, FlexibleChecksumError, aiohttp.ClientError, TimeoutError) as error:
        raise CutOff(f"{type(error).__name__} while it was read") from error
    finally:
        answer["Body"].close()
    asked = answer.get("ContentRange", "").removeprefix("bytes ").partition("/")[0].split("-")
    length = int(asked[1]) - int(asked[0]) + 1 if len(asked) == 2 else answer["ContentLength"]
    if len(body) != length:
        raise CutOff(f"{len(body)} of {length} bytes came")
    return body


def _code(error: BaseException) -> str:
    """What the service calls an error; empty when it was none of the service's."""
    said = error if isinstance(error, ClientError) else error.__cause__
    return str(said.response.get("Error", {}).get("Code", "")) if isinstance(said, ClientError) else ""


def _sentence(error: BaseException, place: str, endpoint: str) -> str:
    """What is wrong and how to mend it. Words of the library are left out: some of them repeat what is secret."""
    code = _code(error)
    if code == "NoSuchBucket":
        return f"There is no bucket for {place} at {endpoint}: create it, or mend the address."
    if code in _REFUSED:
        return (
            f"The object store refuses {place} ({code}): see that AWS_PROFILE or AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY are right, and that their role may read, write, list and delete there."
        )
    if isinstance(error, NoCredentialsError | PartialCredentialsError | ProfileNotFound):
        bucket = "/".join(place.split("/")[:3])
        return (
            f"There are no credentials for {bucket}: set AWS_PROFILE to one that is there, or AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY."
        )
    if isinstance(error, EndpointConnectionError | ConnectTimeoutError | ProxyConnectionError | SSLError):
        return (
            f"The object store at {endpoint} cannot be reached ({type(error).__name__}): see AWS_ENDPOINT_URL and the "
            "network, then run again; finished shards are kept."
        )
    why = code or (str(error) if isinstance(error, CutOff) else type(error).__name__)
    return f"The object store keeps failing at {place} ({why}): run again when it is well; finished shards are kept."
