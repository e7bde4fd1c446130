"""Folders and archives from outside: found, opened with suspicion, never trusted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import fsspec
import pytest

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
        (zipped({"zeros": bytes(4 << 20)}), "bomb"),
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
    """Paths are relative, use slashes, and an avoided top folder is not entered."""
    for path in ("b.txt", "a/c.txt", "texts/x.rtf", "a/texts/y.rtf"):
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
