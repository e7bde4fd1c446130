"""The sources folder as it is written, on a disk and elsewhere; the publishers' settings."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from pipelines.fetch import fetch
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import FILE, EdrsrSite, Publishers, read_publishers
from pipelines.sources.archive import open_archive
from pipelines.sources.folder import Folder, SourceError

TODAY = dt.date(2025, 3, 3)


@pytest.fixture(params=["disk", "file", "memory"])
def landing(request: pytest.FixtureRequest, tmp_path: Path) -> Landing:
    """A landing on a disk by path, by URL, and under another fsspec URL."""
    kinds = {
        "disk": str(tmp_path / "edrsr"),
        "file": f"file://{tmp_path}/edrsr",
        "memory": f"memory://{tmp_path}/edrsr",
    }
    return Landing(Folder(kinds[request.param]))


def landed(landing: Landing) -> list[str]:
    """Everything a reader of the landing sees."""
    return [entry.path for entry in landing.folder.walk()]


def test_files_are_put_and_replaced(landing: Landing) -> None:
    """A file lies where it was put, with folders made for it; another one of that name takes its place."""
    landing.put("2024/changes_1.zip", b"one")
    landing.put("2024/changes_1.zip", b"another")
    assert landing.folder.read("2024/changes_1.zip") == b"another"
    assert landed(landing) == ["2024/changes_1.zip"]
    landing.remove("2024/changes_1.zip")
    assert landed(landing) == []


def test_a_download_is_moved_in(landing: Landing) -> None:
    """A finished part leaves its waiting place; until then no reader sees it."""
    part = landing.scratch("archive.zip.part")
    part.write_bytes(b"half")
    landing.put("a.txt", b"")
    assert landed(landing) == ["a.txt"]
    part.write_bytes(b"whole")
    landing.adopt("sub/archive.zip", part)
    assert landing.folder.read("sub/archive.zip") == b"whole"
    assert not part.exists()
    assert landing.scratch("archive.zip.part") == part, "the next run looks for it at the same place"


def test_hints_may_be_lost(landing: Landing) -> None:
    """A state is kept and found; one that is absent, no JSON or no table is empty."""
    assert landing.state("archives") == {}
    landing.keep_state("archives", {"рік": ["2024"]})
    assert landing.state("archives") == {"рік": ["2024"]}
    landing.put(".fetch/archives.json", b"[1]")
    assert landing.state("archives") == {}
    landing.put(".fetch/archives.json", b'{"cut')
    assert landing.state("archives") == {}


def test_packs_are_the_same_bytes(landing: Landing) -> None:
    """The same members make the same archive, whenever; nothing at all makes none."""
    members = [("files/66/a.rtf", b"{\\rtf1}" * 100), ("files/66/ї.rtf", b"")]
    assert landing.pack("one.zip", iter(members)) == landing.pack("two.zip", members) == 2
    assert landing.folder.read("one.zip") == landing.folder.read("two.zip")
    with zipfile.ZipFile(io.BytesIO(landing.folder.read("one.zip"))) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == members
        assert archive.testzip() is None
    assert landing.pack("none.zip", []) == 0
    assert landed(landing) == ["one.zip", "two.zip"]


def test_a_pack_that_breaks_off_is_not_there(landing: Landing) -> None:
    """The earlier pack of that name stays, and nothing of the broken one."""

    def broken() -> Iterator[tuple[str, bytes]]:
        yield "a", b"new"
        raise KeyboardInterrupt

    landing.pack("pack.zip", [("a", b"old")])
    before = landing.folder.read("pack.zip")
    with pytest.raises(KeyboardInterrupt):
        landing.pack("pack.zip", broken())
    assert landing.folder.read("pack.zip") == before
    assert landed(landing) == ["pack.zip"]
    assert not list(landing.scratch("").glob("*.new"))


def test_two_who_write_at_once_do_not_meet(landing: Landing) -> None:
    """Each writes its own file; the one that ends last lies there, whole."""

    def slow() -> Iterator[tuple[str, bytes]]:
        yield "a", b"slow" * 1000
        landing.pack("pack.zip", [("b", b"quick")])
        yield "c", b"slow"

    landing.pack("pack.zip", slow())
    with zipfile.ZipFile(io.BytesIO(landing.folder.read("pack.zip"))) as archive:
        assert archive.namelist() == ["a", "c"]
        assert archive.testzip() is None


def test_a_landing_is_held_by_one(landing: Landing) -> None:
    """A second holder is told in one sentence; leftovers of killed runs are cleared away."""
    landing.scratch("abc.new").write_bytes(b"left")
    with (
        landing.alone("edrsr"),
        pytest.raises(SourceError, match=r"Another fetch of edrsr is running: wait"),
        landing.alone("edrsr"),
    ):
        pass
    assert not landing.scratch("abc.new").exists()
    with landing.alone("edrsr"):
        pass


def test_packs_are_no_bombs(landing: Landing) -> None:
    """A body of zeros lies uncompressed, so that a reader opens the pack."""
    landing.pack("pack.zip", [("zeros", bytes(3_000_000)), ("text", b"{\\rtf1}")])
    with open_archive(landing.folder, "pack.zip") as archive:
        assert archive.read("zeros") == bytes(3_000_000)


def test_files_can_be_read_by_others(tmp_path: Path) -> None:
    """A landed file has the rights that the person's own files get."""
    Landing(Folder(str(tmp_path))).put("a.txt", b"")
    (tmp_path / "b.txt").write_bytes(b"")
    assert os.stat(tmp_path / "a.txt").st_mode == os.stat(tmp_path / "b.txt").st_mode


# --- settings -------------------------------------------------------------------------------------


def test_settings_replace_the_defaults(tmp_path: Path) -> None:
    """Without a file the defaults hold; with one, what it names; a whole number may stand for a fraction."""
    assert read_publishers(Folder(str(tmp_path))) == Publishers()
    told = '[edrsr]\nper_second = 2\npackages = ["a", "b"]\ntext_host = "http://x"\nthreads = 8\n'
    (tmp_path / FILE).write_text(told)
    site = read_publishers(Folder(str(tmp_path))).edrsr
    assert site == EdrsrSite(per_second=2.0, packages=("a", "b"), text_host="http://x", threads=8)
    assert site.manners.per_second == 2.0


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("[edrsr\n", r"publishers\.toml cannot be read"),
        ("[erdsr]\n", r"erdsr is no publisher; there are: edrsr, rada, rechtspraak"),
        ("edrsr = 1\n", r"write the settings of edrsr under \[edrsr\]"),
        ("[edrsr]\nper_secund = 1\n", r"per_secund is no setting of \[edrsr\]; there are: archive_bytes"),
        ('[edrsr]\nper_second = "5"\n', r"edrsr\.per_second = '5' is not a number from 0 on"),
        ("[edrsr]\nper_second = 0\n", r"edrsr\.per_second must be above 0"),
        ("[edrsr]\nthreads = true\n", r"edrsr\.threads = True is not a whole number from 0 on"),
        ("[edrsr]\nthreads = 0\n", r"edrsr\.threads must be above 0"),
        ("[edrsr]\npack_texts = -1\n", r"edrsr\.pack_texts = -1 is not a whole number from 0 on"),
        ("[edrsr]\npackages = [1]\n", r"edrsr\.packages = \[1\] is not a list of texts"),
        ('[edrsr]\narchive_name = "edrsr_(\\\\d{4}"\n', r"edrsr\.archive_name .* is no pattern with one group"),
        ("[edrsr]\nportal = 5\n", r"edrsr\.portal = 5 is not a text"),
    ],
)
def test_slips_in_the_settings_are_one_sentence(tmp_path: Path, told: str, sentence: str) -> None:
    """What is unknown or of another kind is told, with what there is."""
    (tmp_path / FILE).write_text(told)
    with pytest.raises(SourceError, match=sentence) as raised:
        read_publishers(Folder(str(tmp_path)))
    assert str(raised.value).count("\n") == 0


def test_every_publisher_has_manners() -> None:
    """Each default is polite: a name, a pace of at most ten a second, some tries, an end to waiting."""
    for publisher in fields(Publishers):
        manners = getattr(Publishers(), publisher.name).manners
        assert manners.user_agent
        assert 0 < manners.per_second <= 10
        assert manners.tries > 1
        assert manners.timeout_s > 0


def test_an_unknown_source_is_one_sentence(tmp_path: Path) -> None:
    """Nothing is asked for a source that nobody fetches."""
    with pytest.raises(SourceError, match="eurlex is no source that can be fetched; there are: edrsr"):
        fetch("eurlex", str(tmp_path))
