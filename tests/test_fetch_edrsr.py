"""EDRSR over HTTP against a simulated register: archives, the queue of texts, packs, and what goes wrong."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.fetch import Fetched, fetch
from pipelines.fetch.edrsr_host import GIVE_UP, is_overload, may_be_cut
from pipelines.fetch.edrsr_queue import landed_registers, landed_texts, queue_of
from pipelines.fetch.landing import Landing
from pipelines.fetch.web import PublisherError, Reply
from pipelines.sources.archive import open_archive
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.register_texts import packed_texts, path_hashes
from pipelines.sources.text_packs import by_rank
from tests.fixture_maker import archive, pages, rtf
from tests.fixture_maker.register import Entry, Habits, text_path, year_archive
from tests.publisher.register import FIRST_DAY, Register, written
from tests.publisher.server import Answer, Asked, Mischief, Publisher, Site

YEARS = (FIRST_DAY.year - 1, FIRST_DAY.year)
ARCHIVE = f"edrsr_data_{FIRST_DAY.year}.zip"


class World:
    """A simulated register, a server in front of it, and a sources folder."""

    def __init__(self, root: Path, *sites: Site, mischief: Mischief | None = None, **truth: float) -> None:
        self.register = Register(**{"stock": 24, "per_day": 3, "overloaded": 0.0, **truth})  # type: ignore[arg-type]
        self.publisher = Publisher([*sites, self.register.site], mischief)
        self.root, self.folder = root, root / "edrsr"

    def __enter__(self) -> World:
        self.publisher.__enter__()
        self.set()
        return self

    def __exit__(self, *_: object) -> None:
        self.publisher.__exit__(None, None, None)

    def set(self, **settings: object) -> None:
        """Write the settings: in a hurry, small packs, and whatever is given."""
        hurry = {"per_second": 2000, "pause_s": 0.001, "timeout_s": 0.3, "pack_texts": 10}
        url = self.publisher.url
        told = {"portal": url, "text_host": url, **hurry, **settings}
        lines = [f"{key} = {json.dumps(value)}" for key, value in told.items()]
        (self.root / "publishers.toml").write_text("\n".join(["[edrsr]", *lines]))

    def night(self, **wanted: list[str] | dict[str, str]) -> Fetched:
        """One run on the register's day."""
        self.publisher.asked.clear()
        return fetch("edrsr", str(self.root), now=self.register.now, **wanted)  # type: ignore[arg-type]

    def asked(self, start: str = "/files/") -> list[str]:
        """Paths of the last night's requests that begin so."""
        return [asked.path for asked in self.publisher.asked if asked.path.startswith(start)]

    def texts(self) -> dict[str, bytes]:
        """Every text in the packs by its path, the later pack winning, as a reader sees it."""
        found = dict[str, bytes]()
        for pack in by_rank(path.name for path in self.folder.glob("texts_*.zip")):
            packed = archive.members((self.folder / pack).read_bytes())
            found |= {name: body for name, body in packed if not name.endswith(" at")}
        return found

    def due(self) -> dict[str, bytes]:
        """Every text that can be had today, by its path."""
        rows = [(key, row) for year in YEARS for key, row in self.register.truth(year).items()]
        bodies = {url_path(row.metadata["doc_url"]): self.register.body(key) for key, row in rows}
        return {path: body for path, body in bodies.items() if path and body is not None}


def url_path(url: str) -> str:
    """The path of an address without its leading slash."""
    return url.partition("//")[2].partition("/")[2]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A register without mischief."""
    with World(tmp_path) as made:
        yield made


def test_the_first_night_brings_everything(world: World) -> None:
    """Both archives as they are published and every text that can be had, in numbered packs."""
    told = world.night()
    assert world.texts() == world.due()
    assert [path for path in told.landed if path.startswith("edrsr")] == [ARCHIVE, f"edrsr_data_{YEARS[0]}.zip"]
    assert f"texts_{YEARS[0]}_000003.zip" in told.landed
    assert sorted(told.landed) == sorted(path.name for path in world.folder.glob("*.zip"))
    assert (told.requests, told.missing) == (len(world.publisher.asked), len(world.asked()) - len(world.due()))


def test_later_nights_ask_for_what_is_new(world: World) -> None:
    """Beside the catalogue and the rebuilt archives only texts that are new; rows withdrawn are never asked for."""
    world.night()
    for _ in range(4):
        known = set(world.texts())
        world.register.pass_a_day()
        world.night()
        rows = [row for year in YEARS for row in world.register.truth(year).values()]
        public = {f"/{url_path(row.metadata['doc_url'])}" for row in rows if row.metadata["status"] == "1"}
        assert set(world.asked()) <= public - {f"/{path}" for path in known}
        assert len(world.asked("/dataset/")) <= 2
        assert len(world.publisher.asked) <= 1 + 2 + 3 * 3
        assert set(world.due()) - set(world.texts()) <= waiting(world)


def waiting(world: World) -> set[str]:
    """Texts remembered as missed."""
    states = [json.loads((world.folder / ".fetch" / f"texts_{year}.json").read_text()) for year in YEARS]
    return {path for state in states for path in state["missed"]}


def test_nothing_new_is_two_requests(world: World) -> None:
    """A second run on the same day asks the catalogue and nothing else; the next day the running year too."""
    world.night()
    told = world.night()
    assert (told.landed, [asked.path for asked in world.publisher.asked]) == ((), ["/api/3/action/package_search"])


def test_missed_texts_are_asked_for_again_after_longer_and_longer_waits(world: World) -> None:
    """A 404 is asked for again after seven days, then after fourteen, and lands when it has healed."""
    world.night()
    missed = waiting(world)
    assert missed
    asked = list[int]()
    for day in range(1, 22):
        world.register.pass_a_day()
        world.night()
        again = missed & {path.removeprefix("/") for path in world.asked()}
        assert day != 7 or again == missed
        asked += [day] if again else []
    assert asked == [7, 21]
    healed = missed & set(world.due())
    assert healed
    assert healed <= set(world.texts())


def test_a_rich_world_is_mirrored_whatever_happens(tmp_path: Path) -> None:
    """Eleven nights with all the mischief there is: each text that could be had for a week has landed as it is."""
    mischief = Mischief(5, 0.25, overload=lambda path: path.startswith("/files/"), drip_s=0.3)
    with World(tmp_path, mischief=mischief, overloaded=0.2) as world:
        for _ in range(10):
            world.night()
            world.register.pass_a_day()
        world.register.pass_a_day()
        world.night()
        missing = {path: body for path, body in world.due().items() if path not in world.texts()}
        assert set(missing) <= waiting(world)
        assert len(missing) <= 2
        assert not [path for path, body in world.texts().items() if is_overload(body)]


def test_hints_may_be_lost(world: World) -> None:
    """Without the corner of the fetcher each archive is fetched once more, and only missed texts are asked for."""
    world.night()
    missed = waiting(world)
    for file in (world.folder / ".fetch").iterdir():
        file.unlink()
    told = world.night()
    assert told.landed == ()
    assert len(world.asked("/dataset/")) == 2
    assert {path.removeprefix("/") for path in world.asked()} == missed


def test_a_killed_run_loses_one_pack_at_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What had landed is not asked for again."""
    pack, landed = Landing.pack, list[str]()

    def killed(landing: Landing, path: str, members: list[tuple[str, bytes]]) -> int:
        if len(landed) == 2:
            raise KeyboardInterrupt
        landed.append(path)
        return pack(landing, path, members)

    with monkeypatch.context() as patch:
        patch.setattr(Landing, "pack", killed)
        with pytest.raises(KeyboardInterrupt):
            world.night()
    known = world.texts()
    assert len(known) == 20
    world.night()
    assert not {path.removeprefix("/") for path in world.asked()} & set(known)
    assert world.texts() == world.due()


def test_a_night_has_a_bound(world: World) -> None:
    """At most so many texts a night, newest first; the note tells how many are left, and later nights bring them."""
    world.set(texts_per_night=15)
    told = world.night()
    assert len(world.asked()) == 15
    assert any(re.match(r"Texts of 2025: 15 asked for, \d+ came, \d+ gone, [1-9]\d* left for", n) for n in told.notes)
    for _ in range(4):
        world.night()
    assert world.texts() == world.due()


# --- archives -------------------------------------------------------------------------------------


def broken_archive(asked: Asked, register: Register, how: str) -> Answer | None:
    """What a portal at times sends in place of an archive."""
    if not asked.path.endswith(ARCHIVE):
        return None
    sound = register.site(asked)
    whole = sound.body if sound else b""
    bodies = {
        "page": b"<!DOCTYPE html><html><body>503</body></html>",
        "half": whole[: len(whole) // 2],
        "flipped": whole[:100] + bytes(20) + whole[120:],
        "without": archive.zipped([("courts.csv", b"court_code\tname\n")]),
        "columns": archive.zipped([("documents.csv", b"doc_id\tstatus\n")]),
    }
    return Answer(200, bodies[how]) if how in bodies else Answer(404)


@pytest.mark.parametrize("how", ["page", "half", "flipped", "without", "columns", "gone"])
def test_the_last_good_archive_stays(tmp_path: Path, how: str) -> None:
    """What is no sound archive never takes the place of one; all else is done, and it is told in a note.

    Who names the year gets an error.
    """
    spoilt: list[str] = []
    with World(tmp_path, lambda asked: broken_archive(asked, world.register, spoilt[0]) if spoilt else None) as world:
        world.night()
        good = (world.folder / ARCHIVE).read_bytes()
        lost = sorted(world.folder.glob(f"texts_{YEARS[1]}_*.zip"))[0]
        lost.unlink()
        world.register.pass_a_day()
        spoilt.append(how)
        told = world.night()
        assert re.match(f"{ARCHIVE} was not renewed: .* run again later", told.notes[0])
        assert (world.folder / ARCHIVE).read_bytes() == good
        assert len(world.asked()) >= 10, "the texts of the lost pack were asked for all the same"
        with pytest.raises(PublisherError, match=f"{ARCHIVE} was not renewed"):
            world.night(years=[str(YEARS[1])])
        spoilt.clear()
        assert ARCHIVE in world.night().landed


def test_a_portal_that_is_down_keeps_no_text_back(tmp_path: Path) -> None:
    """Texts go on by the archives at hand; the portal's silence is a note, and an error where nothing came at all."""
    down: list[bool] = []

    def site(asked: Asked) -> Answer | None:
        return Answer(500) if down and asked.path.startswith("/api/") else None

    with World(tmp_path, site) as world:
        world.set(texts_per_night=10)
        world.night()
        down.append(True)
        assert re.search(r"package_search could not be fetched \(status 500\)", world.night().notes[0])
        assert len(world.asked()) == 10
        world.set(texts_per_night=0)
        world.night()
        with pytest.raises(PublisherError, match="package_search could not be fetched"):
            world.night()


def catalogue(*resources: tuple[str, str, str]) -> Callable[[Asked], Answer | None]:
    """A portal with one data set, `register`, that holds these resources: name, path, last change."""

    def site(asked: Asked) -> Answer | None:
        host = f"http://{asked.headers['host']}"
        listed = [{"name": name, "url": host + path, "last_modified": stamp} for name, path, stamp in resources]
        package = {"id": "register", "resources": listed}
        if asked.path.endswith("package_show") and asked.query["id"] == ["register"]:
            return Answer(200, json.dumps({"success": True, "result": package}).encode())
        if asked.path.endswith("package_search"):
            return Answer(200, json.dumps({"success": True, "result": {"count": 1, "results": [package]}}).encode())
        return Answer(404) if asked.path.startswith("/api/") else None

    return site


def test_archives_are_found_by_name(tmp_path: Path) -> None:
    """Of two builds of a year the later is taken; letter case and a name that stands only in the address are no bar."""
    body = year_archive([written(0, YEARS[0], 0)], Habits())

    def site(asked: Asked) -> Answer | None:
        return Answer(200, body) if asked.path in ("/new/EDRSR_data_2019.ZIP", "/x") else None

    portal = catalogue(
        ("edrsr_data_2019.zip", "/old/edrsr_data_2019.zip", "2024-01-01T00:00:00"),
        ("Реєстр за 2019 рік", "/new/EDRSR_data_2019.ZIP", "2025-01-01T00:00:00"),
        ("Опис.pdf", "/readme.pdf", ""),
        (" edrsr_data_2020.zip", "/x", ""),
    )
    with World(tmp_path, portal, site) as world:
        world.set(packages=["register"], texts_per_night=1)
        told = world.night()
        assert told.landed[:2] == ("edrsr_data_2020.zip", "edrsr_data_2019.zip")
        assert world.asked("/old") == world.asked("/api/3/action/package_search") == []
        assert world.night(years=["2019"]).landed == ("texts_2019_000001.zip",)
        with pytest.raises(PublisherError, match=r"lists no archive of 2031\."):
            world.night(years=["2031"])


@pytest.mark.parametrize(
    ("portal", "sentence"),
    [
        (
            catalogue(("reestr-2026.7z", "/a", ""), ("", "/b.csv", "")),
            r"no archive of the register: .*found: reestr-2026",
        ),
        (catalogue(), r"no archive of the register: .*found: nothing\."),
        (lambda _: Answer(200, b"<html>"), r"package_search.* gives no data sets \(status 200\): correct"),
        (lambda _: Answer(200, b'{"success": false}'), r"gives no data sets"),
        (lambda _: Answer(404, b"{}"), r"gives no data sets \(status 404\)"),
    ],
)
def test_a_portal_that_changed_is_told_loudly(tmp_path: Path, portal: Site, sentence: str) -> None:
    """Names found are shown, and where to set right what is looked for."""
    with World(tmp_path, portal) as world, pytest.raises(PublisherError, match=sentence):
        world.night()


def test_an_archive_that_lies_elsewhere_is_replaced_there(world: World) -> None:
    """A year has one archive: where a person put it, whatever its letter case."""
    place = world.folder / "old" / "EDRSR_DATA_2024.zip"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"damaged")
    assert "old/EDRSR_DATA_2024.zip" in world.night().landed
    assert zipfile.is_zipfile(place)
    assert not (world.folder / "edrsr_data_2024.zip").exists()


# --- texts ----------------------------------------------------------------------------------------


def test_damaged_texts_are_fetched_again(tmp_path: Path) -> None:
    """The same bytes need no new pack and are not asked for again for a week; the mended text lands in a later one."""
    with World(tmp_path, stock=60) as world:
        world.night()
        truth = {key: row for year in YEARS for key, row in world.register.truth(year).items()}
        spoilt = next(key for key, row in truth.items() if row.status == "quarantined")
        path = url_path(truth[spoilt].metadata["doc_url"])
        before = world.texts()[path]
        wanted = dict.fromkeys([f"edrsr:{spoilt}", "edrsr:5", "rada:x"], "")
        assert world.night(refetch=wanted).landed == ()
        assert world.asked() == [f"/{path}"]
        assert (world.night(refetch=wanted).landed, world.asked()) == ((), [])
        for _ in range(7):
            world.register.pass_a_day()
        world.night(refetch=wanted)
        assert world.texts()[path] == world.register.body(spoilt) != before


def test_a_text_at_hand_is_not_asked_for(world: World) -> None:
    """Archives of any name and folder prefix, and the mirror of the publisher's paths, count as there."""
    due = sorted(world.due().items())
    world.folder.mkdir()
    packed = archive.zipped((f"dump/{path.upper()}", body) for path, body in due[:20])
    (world.folder / "texts_2025_bulk.zip").write_bytes(packed)
    (world.folder / "texts_2024_bulk.zip").write_bytes(packed)
    for path, body in due[20:30]:
        (world.folder / "texts" / path).parent.mkdir(parents=True, exist_ok=True)
        (world.folder / "texts" / path).write_bytes(body)
    world.night()
    assert not {path.removeprefix("/") for path in world.asked()} & {path for path, _ in due[:30]}
    assert set(world.texts()) >= {path for path, _ in due[30:]}


def test_a_damaged_pack_costs_only_itself(world: World) -> None:
    """A note names it, and its texts land anew in a later pack; the other packs stay."""
    world.night()
    damaged = world.folder / f"texts_{YEARS[0]}_000001.zip"
    lost = {f"/{name}" for name, _ in archive.members(damaged.read_bytes()) if not name.endswith(" at")}
    damaged.write_bytes(b"PK damaged")
    told = world.night()
    assert any(note.startswith(f"{damaged.name} cannot be read, its texts are fetched anew") for note in told.notes)
    assert set(world.asked()) == lost
    assert told.landed == (f"texts_{YEARS[0]}_000004.zip",)


def test_a_body_of_zeros_keeps_its_pack_readable(tmp_path: Path) -> None:
    """What shrinks like a bomb lies uncompressed, and the year's queue stays open."""
    zeros: list[str] = []

    def site(asked: Asked) -> Answer | None:
        return Answer(200, bytes(3_000_000)) if asked.path in zeros else None

    with World(tmp_path, site) as world:
        zeros.append(f"/{min(world.due())}")
        told = world.night()
        assert world.texts().keys() == world.due().keys()
        packs = [path for path in told.landed if path.startswith("texts_")]
        assert all(open_archive(Folder(str(world.folder)), path).fingerprint for path in packs)
        assert not [note for note in told.notes if "were not looked for" in note]


def test_texts_that_never_come_hold_up_nobody(tmp_path: Path) -> None:
    """Thirty newest texts are refused for ever: two nights later every other text of both years is here."""
    refused: set[str] = set()

    def site(asked: Asked) -> Answer | None:
        return Answer(403) if asked.path in refused else None

    with World(tmp_path, site, stock=60, per_day=0) as world:
        world.set(threads=1)
        newest = sorted(world.register.truth(YEARS[1]).items(), key=lambda item: int(item[0]), reverse=True)
        paths = [url_path(row.metadata["doc_url"]) for _, row in newest if row.metadata["status"] == "1"]
        refused |= {f"/{path}" for path in paths[:30]}
        assert any("was left alone" in note for note in world.night().notes)
        for _ in range(2):
            world.register.pass_a_day()
            world.night()
        assert {f"/{path}" for path in world.due().keys() - world.texts().keys()} <= refused
        world.register.pass_a_day()
        world.night()
        assert not refused & set(world.asked()), "they wait for their week"


def test_texts_never_asked_for_come_before_missed_ones(tmp_path: Path) -> None:
    """With five texts a night and the thirty newest never there, each text is asked for once before any is twice."""
    with World(tmp_path, lambda asked: Answer(404) if asked.path in gone else None, stock=40, per_day=0) as world:
        newest = sorted(world.register.truth(YEARS[1]).items(), key=lambda item: int(item[0]), reverse=True)
        gone = {f"/{url_path(row.metadata['doc_url'])}" for _, row in newest[:30]}
        world.set(texts_per_night=5, retry_days=1, threads=1)
        asked = list[str]()
        for _ in range(7):
            asked += world.asked() if world.night(years=[str(YEARS[1])]) else []
            world.register.pass_a_day()
        assert len(asked) == len(set(asked)) == 35


def test_damaged_texts_take_a_tenth_of_a_night(world: World) -> None:
    """However many lie here damaged, nine of ten questions are for texts that are not here yet."""
    world.night()
    lost = sorted(world.folder.glob("texts_*"))[-1]
    lost.unlink()
    world.set(texts_per_night=20)
    ids = sorted(key for year in YEARS for key, row in world.register.truth(year).items() if row.status == "public")
    asked = list[set[str]]()
    for _ in range(2):
        known = world.texts()
        world.night(refetch={f"edrsr:{key}": lost.name for key in ids})
        asked.append({path for path in world.asked() if path[1:] in known})
        world.register.pass_a_day()
    assert [len(paths) for paths in asked] == [2, 2]
    assert not asked[0] & asked[1], "the next ones have their turn"


def test_a_killed_run_remembers_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for in vain is kept now and then, not only with a pack."""
    monkeypatch.setattr("pipelines.fetch.edrsr_texts.KEEP_EVERY", 4)
    dead: list[str] = []

    def site(asked: Asked) -> Answer | None:
        return Answer(404) if asked.path.startswith("/files/") else None

    def killed(name: str) -> None:
        dead.append(name)

    keep = Landing.keep_state

    def keep_twice(landing: Landing, name: str, state: dict[str, object]) -> None:
        keep(landing, name, state)
        if name.startswith("texts_"):
            killed(name)
            if len(dead) == 2:
                raise KeyboardInterrupt

    with World(tmp_path, site) as world:
        with monkeypatch.context() as patch:
            patch.setattr(Landing, "keep_state", keep_twice)
            with pytest.raises(KeyboardInterrupt):
                world.night()
        state = json.loads((world.folder / ".fetch" / f"texts_{YEARS[1]}.json").read_text())
        assert len(state["missed"]) == 8


def test_a_year_that_is_dead_is_a_note(tmp_path: Path) -> None:
    """The night is not repeated for one address that the portal lists and does not serve."""
    with World(tmp_path, lambda asked: Answer(404) if asked.path.endswith(f"_{YEARS[0]}.zip") else None) as world:
        told = world.night()
        assert re.match(f"edrsr_data_{YEARS[0]}.zip was not renewed: .* answered 404", told.notes[0])
        assert ARCHIVE in told.landed
        assert world.texts()
        assert world.night().notes[0] == told.notes[0]


def test_a_pack_outranks_what_a_person_laid_down(world: World) -> None:
    """A mended text lands in a pack and counts, whatever the other archive is called; the reader sees it so too."""
    world.night()
    key, row = next(item for item in world.register.truth(YEARS[1]).items() if item[1].status == "public")
    path = url_path(row.metadata["doc_url"])
    (world.folder / f"texts_{YEARS[1]}_from_disk.zip").write_bytes(archive.zipped([(path, b"{\\rtf1 cut")]))
    folder = Folder(str(world.folder))
    here = landed_texts(folder)[str(YEARS[1])]
    assert by_rank(here)[0] == f"texts_{YEARS[1]}_from_disk.zip"
    assert world.night(refetch={f"edrsr:{key}": ""}).landed == ()
    (size,) = packed_texts(folder, here).join(path_hashes(pl.Series([path])), on=("one", "two"))["unpacked"]
    assert size == len(world.texts()[path]) != 10


def test_packs_are_ranked_by_number() -> None:
    """Others by name first, then packs by number, also beyond six digits."""
    paths = ["texts_2025_1000000.zip", "texts_2025_999999.zip", "texts_2025_from_disk.zip", "a/TEXTS_2025_000007.ZIP"]
    assert by_rank(paths) == [paths[2], paths[3], paths[1], paths[0]]


def test_one_fetch_at_a_time(world: World) -> None:
    """A second fetch of the source is refused in one sentence; when the first has ended, it goes on."""
    with (
        Landing(Folder(str(world.folder))).alone("edrsr"),
        pytest.raises(SourceError, match=r"^Another fetch of edrsr is running: wait"),
    ):
        world.night()
    assert world.night().landed


def test_addresses_without_a_host_are_told(tmp_path: Path) -> None:
    """They are not asked for, and a note tells the setting; letter case of a scheme is no bar."""
    entries = [written(0, 2024, place) for place in range(3)]
    with World(tmp_path) as world:
        addresses = [f"/{text_path(entries[0])}", f"HTTP{world.publisher.url[4:]}/{text_path(entries[1])}"]
        rows = [entry.changed("address", doc_url=url) for entry, url in zip(entries, addresses, strict=False)]
        world.folder.mkdir()
        (world.folder / "edrsr_data_2024.zip").write_bytes(year_archive(rows, Habits()))
        (world.folder / ".fetch").mkdir()
        world.set(text_host="", archive_name=r"edrsr_data_(2025)\.zip", texts_per_night=1)
        told = world.night(years=["2024"])
        assert world.asked() == [f"/{text_path(entries[1])}"]
        assert any("1 addresses of texts of 2024 name no host: set edrsr.text_host" in note for note in told.notes)


def test_the_archive_on_top_is_renewed(world: World) -> None:
    """A copy in a subfolder is told, and left as it is."""
    world.night()
    copy = world.folder / "backup" / ARCHIVE
    copy.parent.mkdir()
    copy.write_bytes((world.folder / ARCHIVE).read_bytes())
    before = copy.read_bytes()
    world.register.pass_a_day()
    told = world.night()
    assert ARCHIVE in told.landed
    assert copy.read_bytes() == before
    assert f"{ARCHIVE} lies here twice: remove backup/{ARCHIVE}, which is not renewed." in told.notes


def test_a_host_that_gives_nothing_is_left_alone(tmp_path: Path) -> None:
    """After twenty overload pages in a row the run stops; nothing is stored, and the next run begins where it was."""
    down = [True]

    def site(asked: Asked) -> Answer | None:
        return Answer(200, pages.overload()) if down and asked.path.startswith("/files/") else None

    with World(tmp_path, site) as world:
        world.set(threads=1, pause_s=0)
        told = world.night()
        assert GIVE_UP <= len(world.asked()) < 2 * GIVE_UP
        assert any("was left alone" in note for note in told.notes)
        assert world.texts() == {}
        down.clear()
        world.night()
        assert world.texts() == world.due()


@pytest.mark.parametrize(
    ("body", "overload"),
    [
        (pages.overload(), True),
        (pages.overload_mojibake(), True),
        (pages.OVERLOAD.replace("windows-1251", "utf-8").encode(), True),
        (rtf.written(["Сервер перевантажений запитами. Перегляд сторінки недоступний."]), False),
        (pages.old_page(["Рішення", "Суд зазначає: сервер перевантажений."], "1/2/25", "a.html"), False),
        (b"", False),
        (b"\x00\x01", False),
    ],
)
def test_the_overload_page_is_known_by_its_words(body: bytes, overload: bool) -> None:
    """In cp1251, UTF-8 or damaged twice; a decision that speaks of servers is none, nor what cannot be read at all."""
    assert is_overload(body) is overload


@pytest.mark.parametrize(
    ("headers", "body", "cut"),
    [
        ({}, b"{\\rtf1 half a wo", True),
        ({}, b"{\\rtf1 whole}\r\n\0", False),
        ({}, b"<html>", False),
        ({"content-length": "16"}, b"{\\rtf1 half a wo", False),
        ({"transfer-encoding": "chunked"}, b"{\\rtf1 half a wo", False),
    ],
)
def test_a_body_whose_end_nothing_announced_is_doubted(headers: dict[str, str], body: bytes, cut: bool) -> None:
    """An RTF that lacks its last brace may have broken off, where no header tells."""
    assert may_be_cut(Reply(200, headers, body)) is cut


def test_two_data_sets_of_one_year_are_told(tmp_path: Path) -> None:
    """That whose name fits the search is taken, also where a portal gives one data set in a page."""
    body = year_archive([written(0, YEARS[0], 0)], Habits())

    def site(asked: Asked) -> Answer | None:
        if not asked.path.endswith("package_search"):
            return Answer(200, body) if asked.path == "/right" else None
        start = int(asked.query["start"][0])
        archives = {
            name: [{"name": "edrsr_data_2024.zip", "url": f"{world.publisher.url}/{name}"}]
            for name in ("wrong", "right")
        }
        packages = [
            {"id": name, "title": title, "resources": archives[name]}
            for name, title in (("wrong", "Копія"), ("right", "Єдиний державний реєстр судових рішень за 2024 рік"))
        ]
        found = {"count": 2, "results": packages[start : start + 1]}
        return Answer(200, json.dumps({"success": True, "result": found}).encode())

    with World(tmp_path, site) as world:
        told = world.night()
        assert told.landed[0] == "edrsr_data_2024.zip"
        assert told.notes[0] == "2024 is offered by wrong too; right was taken: name what is right in edrsr.packages."


def test_who_waits_for_a_text(tmp_path: Path) -> None:
    """Public rows with an address whose id no row withholds, newest first, each path once."""
    one, two, three, four = (written(0, 2024, place) for place in range(4))
    rows: list[Entry] = [
        one,
        two.changed("withheld", status="0"),
        two,
        three.changed("no address", doc_url=""),
        one.changed("same address", doc_id="7"),
        four,
        one.changed("leaves its folder", doc_id="8", doc_url="http://x/../../etc/passwd"),
    ]
    (tmp_path / "edrsr_data_2024.zip").write_bytes(year_archive(rows, Habits(prefix="a/")))
    folder = Folder(str(tmp_path))
    queue = queue_of(folder, landed_registers(folder)["2024"], [], [int(four.values["doc_id"])])
    assert [(row["path"], row["again"]) for row in queue.to_dicts()] == [
        (text_path(four), True),
        (text_path(one), False),
    ]


def test_the_sources_may_lie_under_any_url(world: World, tmp_path: Path) -> None:
    """On an object store the same files land, byte for byte, and a second run asks for no text again."""
    near = world.night()
    url = f"memory://{tmp_path}"
    Landing(Folder(url)).put("publishers.toml", (tmp_path / "publishers.toml").read_bytes())
    far = fetch("edrsr", url, now=world.register.now)
    assert far.landed == near.landed
    assert all(Folder(f"{url}/edrsr").read(path) == (world.folder / path).read_bytes() for path in far.landed)
    assert fetch("edrsr", url, now=world.register.now).requests == 1


def test_packs_go_on_counting(world: World) -> None:
    """A later run never writes over a pack."""
    world.night()
    world.set(pack_texts=1000)
    before = {path.name: path.read_bytes() for path in world.folder.glob("texts_*")}
    world.register.pass_a_day()
    world.register.pass_a_day()
    landed = world.night().landed
    assert any(path.startswith("texts_2025_") for path in landed)
    assert not set(landed) & set(before)
    assert all((world.folder / name).read_bytes() == body for name, body in before.items())
