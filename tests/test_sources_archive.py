"""Folders and archives from outside: found, opened with suspicion, never trusted."""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import fsspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.archive import Archive, ArchiveError, open_archive
from pipelines.sources.folder import Folder, SourceError


def zipped(members: dict[str, bytes]) -> bytes:
    """A deflated archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file.getvalue()


SOUND = zipped({"a.txt": b"one", "folder/b.txt": b"two"})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html>502</html>", "unreadable"),
        (b"just some words", "unreadable"),
        (SOUND[:-30], "truncated"),
        (SOUND[: len(SOUND) // 2], "truncated"),
        (zipped({"../outside.txt": b"x"}), "traversal"),
        (zipped({"/etc/outside.txt": b"x"}), "traversal"),
        (zipped({"a\\..\\b.txt": b"x"}), "traversal"),
        (zipped({f"zeros-{number}": bytes((1 << 20) - 1) for number in range(4)}), "bomb"),
    ],
)
def test_a_bad_archive_has_a_state(tmp_path: Path, body: bytes, reason: str) -> None:
    """Every way in which an archive can be bad is told apart and explained."""
    (tmp_path / "a.zip").write_bytes(body)
    with pytest.raises(ArchiveError) as caught:
        open_archive(Folder(str(tmp_path)), "a.zip")
    assert caught.value.reason == reason
    assert caught.value.detail.endswith(".")


def test_too_many_members_are_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of members is limited, because each costs memory."""
    monkeypatch.setattr("pipelines.sources.archive.MEMBERS", 1)
    with pytest.raises(ArchiveError, match="at most 1"):
        Archive(io.BytesIO(SOUND))


def packed(
    members: list[tuple[str, bytes, int]], comment: bytes = b"", prefix: bytes = b"", wide: bool = False
) -> bytes:
    """An archive of (name, body, packing), with a comment, bytes before it, and ZIP64 fields where asked for."""
    file = io.BytesIO(prefix)
    file.seek(len(prefix))
    with zipfile.ZipFile(file, "a" if prefix else "w") as archive:
        archive.comment = comment
        for name, body, packing in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = packing
            with archive.open(entry, "w", force_zip64=wide) as member:
                member.write(body)
    return file.getvalue()


MEMBERS = st.lists(
    st.tuples(
        st.text("abв/ї7", min_size=1, max_size=12).map(lambda name: f"files/{name}x"),
        st.binary(max_size=300) | st.binary(max_size=30).map(lambda body: body * 400),
        st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    ),
    max_size=8,
    unique_by=lambda member: member[0],
)


@settings(max_examples=100)
@given(MEMBERS, st.binary(max_size=40), st.booleans(), st.booleans())
def test_every_archive_reads_as_zipfile_reads_it(
    members: list[tuple[str, bytes, int]], comment: bytes, prefixed: bool, wide: bool
) -> None:
    """Names, sizes, checksums, order and bytes, whatever comment, prefix or 64-bit fields an archive has."""
    body = packed(members, comment, b"PK00 a note before the archive" if prefixed else b"", wide)
    if prefixed and not members:
        return
    with zipfile.ZipFile(io.BytesIO(body)) as theirs, Archive(io.BytesIO(body)) as ours:
        expected = [(info.filename, info.file_size, info.CRC) for info in theirs.infolist()]
        assert [(member.name, member.size, member.crc) for member in ours.members] == expected
        assert [ours.read(member) for member in ours.members] == [theirs.read(info) for info in theirs.infolist()]
        for member in ours.members:
            with ours.stream(member) as stream:
                assert stream.read() == theirs.read(member.name)


def test_a_directory_with_64_bit_records_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes, places and counts beyond 32 bits stand in records of their own, which are believed."""
    monkeypatch.setattr("zipfile.ZIP64_LIMIT", 10)
    monkeypatch.setattr("zipfile.ZIP_FILECOUNT_LIMIT", 2)
    members = [(f"files/{n}.rtf", bytes([n]) * 50, zipfile.ZIP_STORED) for n in range(5)]
    body = packed(members, b"comment", wide=True)
    assert b"PK\x06\x06" in body
    with Archive(io.BytesIO(body)) as archive:
        assert [(member.name, archive.read(member)) for member in archive.members] == [(n, b) for n, b, _ in members]


def test_a_large_directory_is_read_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks that end within a member change nothing, and folders are left out."""
    monkeypatch.setattr("pipelines.sources.zip_directory.BLOCK_BYTES", 100)
    members = {f"{'folder/' * (n % 3)}{n}": bytes([n]) for n in range(50)} | {"folder/": b""}
    with Archive(io.BytesIO(zipped(members))) as archive:
        del members["folder/"]
        assert {member.name: archive.read(member) for member in archive.members} == members


def test_names_are_in_the_code_page_that_the_flags_say() -> None:
    """Names without the UTF-8 flag are in the code page of DOS, as `zipfile` reads them."""
    body = zipped({"файл.txt": b"x"})
    raw = "файл.txt".encode()
    assert body.count(raw) == 2
    entry = body.index(b"PK\x01\x02")
    flags = entry + 8
    other = (
        body[:flags]
        + (int.from_bytes(body[flags : flags + 2], "little") & ~0x800).to_bytes(2, "little")
        + body[flags + 2 :]
    )
    with Archive(io.BytesIO(body)) as archive:
        assert [member.name for member in archive.members] == ["файл.txt"]
    with Archive(io.BytesIO(other)) as archive:
        assert [member.name for member in archive.members] == [raw.decode("cp437")]


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_archive_is_refused_or_read_right(data: st.DataObject) -> None:
    """Whatever bytes are flipped or cut: an ArchiveError, or members whose checksums hold."""
    members = [(f"files/{n}.rtf", bytes([65 + n]) * 90, zipfile.ZIP_DEFLATED) for n in range(3)]
    body = bytearray(packed(members))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(1, 4))] = data.draw(st.binary(max_size=4))
    with suppress(ArchiveError), Archive(io.BytesIO(bytes(body))) as archive:
        for member in archive.members:
            assert zlib.crc32(archive.read(member, 1 << 20)) == member.crc


def test_members_are_read_and_checked() -> None:
    """A member is read whole up to the limit, and a flipped bit is noticed."""
    with Archive(io.BytesIO(SOUND)) as archive:
        assert [member.name for member in archive.members] == ["a.txt", "folder/b.txt"]
        assert archive.read("folder/b.txt") == b"two"
        with pytest.raises(ArchiveError) as caught:
            archive.read("a.txt", limit=2)
        assert caught.value.reason == "bomb"
    flipped = bytearray(zipped({"a.txt": b"the text of a decision" * 40}))
    flipped[45] ^= 0xFF
    with Archive(io.BytesIO(bytes(flipped))) as archive, pytest.raises(ArchiveError) as caught:
        archive.read("a.txt")
    assert caught.value.reason == "truncated"


def test_an_inner_archive_is_streamed_within_its_limit() -> None:
    """An archive inside an archive opens like any other, and may not outgrow its limit."""
    with Archive(io.BytesIO(zipped({"inner.zip": SOUND}))) as outer:
        with outer.inner("inner.zip", limit=len(SOUND)) as inner:
            assert inner.read("a.txt") == b"one"
        with pytest.raises(ArchiveError, match="unpacks to more"):
            outer.inner("inner.zip", limit=10)


def test_the_fingerprint_follows_the_contents() -> None:
    """Two archives with equal members are the same archive, however they were packed."""
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", b"one")
        archive.writestr("folder/b.txt", b"two")
    prints = [Archive(io.BytesIO(body)).fingerprint for body in (SOUND, other.getvalue(), zipped({"a.txt": b"1"}))]
    assert prints[0] == prints[1] != prints[2]


def test_a_folder_lists_its_files_sorted(tmp_path: Path) -> None:
    """Paths are relative, use slashes; an avoided top folder and names that begin with a dot are passed over."""
    for path in ("b.txt", "a/c.txt", "texts/x.rtf", "a/texts/y.rtf", ".fetch/state.json", "a/.part/z.zip", ".hidden"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"12")
    entries = Folder(str(tmp_path)).walk(avoid=("texts",))
    assert [(entry.path, entry.size) for entry in entries] == [("a/c.txt", 2), ("a/texts/y.rtf", 2), ("b.txt", 2)]


def test_a_folder_may_lie_in_memory() -> None:
    """Any fsspec URL is a folder."""
    folder = Folder("memory://sources-test").sub("edrsr")
    fsspec.filesystem("memory").pipe("/sources-test/edrsr/a/b.bin", b"bytes")
    assert [entry.path for entry in folder.walk()] == ["a/b.bin"]
    assert folder.read("a/b.bin") == b"bytes"
    assert folder.exists()
    assert not folder.is_file("a/c.bin")


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    """The sentence names the folder and the way to mend it."""
    with pytest.raises(SourceError, match=r"no folder .*/nowhere; create it"):
        Folder(str(tmp_path)).sub("nowhere").walk()


def test_a_file_larger_than_the_limit_is_not_held(tmp_path: Path) -> None:
    """Reading stops one byte after the limit."""
    (tmp_path / "big").write_bytes(bytes(11))
    with pytest.raises(SourceError, match="larger than 10 bytes"):
        Folder(str(tmp_path)).read("big", limit=10)
