"""rechtspraak.nl over HTTP: the archive of everything, the index of changes, packs, and what goes wrong."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.fetch import Fetched, judgment_packs
from pipelines.fetch.judgment_content import is_damaged, is_judgment
from pipelines.fetch.judgment_index import Window, read_page, walk
from pipelines.fetch.landing import Landing
from pipelines.fetch.rechtspraak import fetch_rechtspraak
from pipelines.fetch.settings import RechtspraakSite
from pipelines.fetch.web import Manners, PublisherError, Web
from pipelines.sources.folder import Folder, SourceError
from pipelines.text.unreadable import Unreadable
from tests.publisher.judgments import BULK_PATH, ERROR_PAGE, FIRST_NIGHT, Judgments
from tests.publisher.server import Answer, Asked, Mischief, Publisher, Site

SECOND = dt.timedelta(seconds=1)
QUICK = Manners("test", 100_000.0, tries=8, timeout_s=5.0, pause_s=0.0)


class Nights:
    """A landing, and the runs that fill it from a world."""

    def __init__(self, folder: Path, world: Judgments, publisher: Publisher, **wanted: object) -> None:
        self.landing, self.world, self.publisher = Landing(Folder(str(folder))), world, publisher
        site = RechtspraakSite(api=publisher.url, bulk_url=publisher.url + BULK_PATH, page=world.page, pause_s=0.0)
        self.site = replace(site, **wanted)

    def run(self, *refetch: str) -> Fetched:
        """One run, at the client's time."""
        now = self.world.now
        with Web(QUICK) as web:
            return fetch_rechtspraak(self.landing, self.site, web, today=now().date(), refetch=refetch, now=now)

    def asked(self, path: str = "/uitspraken") -> list[Asked]:
        """What was asked since the last call."""
        found = [asked for asked in self.publisher.asked if asked.path.startswith(path)]
        self.publisher.asked.clear()
        return found

    def landed(self) -> dict[str, bytes]:
        """The last body of each ECLI, as a reader finds it: months first, then packs by name."""
        folder = Path(self.landing.folder.url)
        found: dict[str, bytes] = {}
        for path in sorted(folder.rglob("*.zip"), key=lambda path: (path.name.startswith("changes"), path.name)):
            for name, body in _members(path.read_bytes()):
                ecli, _, _ = name.removesuffix(".xml").partition(".entry")
                found[ecli.replace("_", ":")] = body
        return found

    def differences(self) -> list[str]:
        """ECLIs of which something else lies here than the publisher has."""
        landed = self.landed()
        truth = {ecli: one for year in ("2019", "2024", "2025", "2026") for ecli, one in self.world.truth(year).items()}
        good = {
            ecli
            for ecli, one in truth.items()
            if (one.xml is None and b"deleted=" in landed.get(ecli, b"")) or one.xml == landed.get(ecli)
        }
        return sorted((truth.keys() | landed.keys()) - good)


def _members(body: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        for name in opened.namelist():
            content = opened.read(name)
            yield from _members(content) if name.endswith(".zip") else [(name, content)]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    """A small world, its server, and a landing where nothing was fetched yet."""
    world = Judgments(records=60, page=20)
    with Publisher([world.site]) as publisher:
        yield Nights(tmp_path / "rechtspraak", world, publisher)


# --- nights ------------------------------------------------------------------------------------------


def test_first_night_lands_the_archive_and_nothing_twice(nights: Nights) -> None:
    """The first load is the archive of everything; the index is asked from some days before its date."""
    fetched = nights.run()
    assert fetched.landed[0] == "OpenDataUitspraken.zip"
    assert nights.differences() == []
    first = min(asked.query["modified"][0] for asked in nights.asked() if "modified" in asked.query)
    assert first <= (FIRST_NIGHT - dt.timedelta(days=2)).isoformat()
    assert nights.run().landed == ()


def test_nights_bring_what_changed_and_only_that(nights: Nights) -> None:
    """After each night the landing holds what the publisher has; requests are in proportion to what changed."""
    nights.run()
    for _ in range(7):
        nights.world.pass_a_day()
        nights.world.clock += dt.timedelta(minutes=5)
        nights.world.sick.clear()
        nights.asked()
        fetched = nights.run()
        assert nights.differences() == []
        contents = nights.asked("/uitspraken/content")
        assert len(contents) <= len(nights.world.changed)
        assert fetched.missing == 0


def test_an_unchanged_night_is_one_request_and_lands_nothing(nights: Nights) -> None:
    """Where nothing changed the index says so once."""
    nights.run()
    nights.world.pass_a_day()
    nights.world.clock += dt.timedelta(hours=1)
    nights.world.sick.clear()
    nights.run()
    nights.world.clock += dt.timedelta(days=1)
    nights.asked()
    assert nights.run().landed == ()
    assert [asked.path for asked in nights.asked()] == ["/uitspraken/zoeken"]


def test_changes_of_the_last_minute_are_left_to_the_next_night(nights: Nights) -> None:
    """A change within the delay is not landed half: the next run has it, whatever the clocks differ by."""
    nights.run()
    nights.world.pass_a_day()
    nights.world.sick.clear()
    nights.run()
    nights.world.clock += dt.timedelta(hours=3)
    nights.run()
    assert nights.differences() == []


def test_a_lost_state_costs_requests_but_loses_nothing(nights: Nights) -> None:
    """The packs' names tell where to begin; without the hints the overlap is asked for again, once."""
    nights.run()
    nights.world.pass_a_day()
    nights.world.clock += dt.timedelta(minutes=5)
    nights.world.sick.clear()
    nights.run()
    Path(nights.landing.folder.url, ".fetch", "rechtspraak.json").unlink()
    nights.asked()
    nights.run()
    assert not any(asked.path == BULK_PATH for asked in nights.publisher.asked)
    assert nights.differences() == []
    assert nights.run().landed == ()


def test_a_kill_between_two_packs_of_a_window_loses_nothing(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs of a window bear its end only when the last of them is written; the next run brings the rest."""
    nights.run()
    nights.world.pass_a_day()
    nights.world.clock += dt.timedelta(minutes=5)
    nights.world.sick.clear()
    whole = Landing.pack
    written: list[str] = []

    def killed(landing: Landing, path: str, members: object) -> int:
        if len(written) == 1:
            raise KeyboardInterrupt
        written.append(path)
        return whole(landing, path, members)  # type: ignore[arg-type]

    monkeypatch.setattr(Landing, "pack", killed)
    with pytest.raises(KeyboardInterrupt):
        nights.run()
    assert nights.differences() != []
    monkeypatch.setattr(Landing, "pack", whole)
    nights.run()
    assert nights.differences() == []


def test_mischief_changes_nothing(tmp_path: Path) -> None:
    """Errors, cut and overlong answers, and archives rebuilt meanwhile delay a night; they do not alter what lands."""
    world = Judgments(records=40, page=15)
    mischief = Mischief(seed=5, share=0.4, kinds=("error", "busy", "cut", "overlong", "rebuilt"), most=2)
    with Publisher([world.site], mischief) as publisher:
        nights = Nights(tmp_path, world, publisher)
        for _ in range(3):
            nights.run()
            world.pass_a_day()
            world.clock += dt.timedelta(minutes=5)
            world.sick.clear()
        nights.run()
        assert nights.differences() == []


# --- mass updates and windows ------------------------------------------------------------------------


def test_a_second_with_more_than_a_page_is_read_whole(nights: Nights) -> None:
    """A mass update of one second is read page by page, though the order differs from one answer to the next."""
    nights.run()
    nights.world.mass_update(50)
    nights.run()
    assert nights.differences() == []


def test_a_second_that_moves_while_it_is_read_is_read_again(nights: Nights) -> None:
    """A judgment that leaves the second while it is read makes the totals differ: the window is read anew."""
    nights.run()
    nights.world.mass_update(50)
    nights.world.restless = 2
    nights.run()
    nights.world.clock += dt.timedelta(hours=1)
    nights.run()
    assert nights.differences() == []


def test_a_second_that_never_stands_still_is_a_loud_error(nights: Nights) -> None:
    """Where the totals move at every try, nothing is passed over silently."""
    nights.run()
    nights.world.mass_update(60)
    nights.world.restless = 1000
    with pytest.raises(PublisherError, match="did not stand still"):
        nights.run()
    nights.world.restless = 0
    nights.world.clock += dt.timedelta(hours=1)
    nights.run()
    assert nights.differences() == []


@settings(max_examples=25)
@given(st.lists(st.integers(0, 400), max_size=40), st.integers(1, 7), st.integers(0, 400))
def test_windows_cover_a_span_without_gap_and_hold_each_change_once(stamps: list[int], page: int, length: int) -> None:
    """Whatever the stamps and the page: windows follow each other to the second, and together hold all changes."""
    world = Judgments(records=len(stamps), page=page)
    start = dt.datetime(2026, 1, 1)
    for held, stamp in zip(world.held.values(), stamps, strict=True):
        held.stamp = start + stamp * SECOND
    site = RechtspraakSite(api="http://local", page=page)
    windows = list(walk(Direct(world), site, start, start + length * SECOND))  # type: ignore[arg-type]
    assert windows[0].first == start
    assert windows[-1].last == start + length * SECOND
    assert all(after.first == before.last + SECOND for before, after in pairwise(windows))
    assert all(_within(window) for window in windows)
    found = sorted(change.ecli for window in windows for change in window.changes)
    assert found == sorted(e for e, held in world.held.items() if held.stamp <= start + length * SECOND)


def _within(window: Window) -> bool:
    return all(window.first.isoformat() <= change.updated[:19] <= window.last.isoformat() for change in window.changes)


class Direct(Web):
    """A web of one world, without a wire."""

    def __init__(self, world: Judgments) -> None:
        super().__init__(QUICK)
        self.world = world

    def get(self, url, params=(), headers=None, *, limit=0):  # type: ignore[override]
        """The world's answer."""
        query: dict[str, list[str]] = {}
        for name, value in params:
            query.setdefault(name, []).append(value)
        answer = self.world.site(Asked("GET", url.removeprefix("http://local"), query, {}))
        assert answer
        return answer


# --- the index ---------------------------------------------------------------------------------------

FEED = (
    "\ufeff<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
    "<subtitle type='text'>Aantal gevonden ECLI's: {total}</subtitle>{entries}</feed>"
)


@pytest.mark.parametrize(
    ("entry", "ecli", "withdrawn"),
    [
        (
            "<entry><id>ECLI:NL:HR:2024:1</id><updated>2026-01-01T00:00:00Z</updated></entry>",
            "ECLI:NL:HR:2024:1",
            False,
        ),
        ("<entry deleted='doc'><id>ECLI:NL:HR:2024:1</id></entry>", "ECLI:NL:HR:2024:1", True),
        ("<entry xmlns:d='x' d:deleted='ecli'><id>ecli:nl:hr:2024:1</id></entry>", "ECLI:NL:HR:2024:1", True),
        ("<entry doc:deleted='ecli'><id>ECLI:NL:HR:2024:1</id></entry>", "ECLI:NL:HR:2024:1", True),
        ("<entry><id>none</id></entry>", "", False),
    ],
)
def test_entries_are_read_with_all_their_habits(entry: str, ecli: str, withdrawn: bool) -> None:
    """`deleted` counts by its local name, its prefix declared or not; an entry without ECLI is told as such."""
    page = read_page(FEED.format(total="1", entries=entry).encode())
    assert (page.total, page.changes[0].ecli, bool(page.changes[0].withdrawal)) == (1, ecli, withdrawn)


@pytest.mark.parametrize(("stated", "total"), [("0", 0), ("523", 523), ("12.345", 12_345)])
def test_the_total_stands_in_the_subtitle(stated: str, total: int) -> None:
    """The subtitle states how many there are in all."""
    assert read_page(FEED.format(total=stated, entries="").encode()).total == total


@pytest.mark.parametrize("body", [b"", ERROR_PAGE, b"<feed/>", FEED.format(total="", entries="").encode()])
def test_what_is_no_index_is_refused(body: bytes) -> None:
    """An error page, or a feed that states no total, is never taken for an empty index."""
    with pytest.raises(Unreadable):
        read_page(body)


# --- judgments that are not to be had ----------------------------------------------------------------


def test_an_error_page_is_never_landed_and_is_asked_for_again_later(nights: Nights) -> None:
    """What shows an error page or another judgment at every try is counted, and comes the next night."""
    nights.run()
    nights.world.pass_a_day()
    nights.world.clock += dt.timedelta(minutes=5)
    nights.world.sick.clear()
    ill = next(e for e in sorted(nights.world.changed) if not nights.world.held[e].deleted)
    nights.world.sick[ill] = nights.site.judgment_tries
    fetched = nights.run()
    assert fetched.missing == 1
    assert ill in fetched.notes[0]
    assert nights.differences() == [ill]
    nights.world.clock += dt.timedelta(days=1)
    assert nights.run().missing == 0
    assert nights.differences() == []


def test_what_is_missing_is_remembered_though_the_run_is_killed(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a pack lets the mark pass a judgment that was not to be had, the next runs know of it."""
    nights.run()
    nights.world.pass_a_day()
    nights.world.clock += dt.timedelta(minutes=5)
    nights.world.sick.clear()
    ill = next(e for e in sorted(nights.world.changed) if not nights.world.held[e].deleted)
    nights.world.sick[ill] = nights.site.judgment_tries
    whole = judgment_packs.write

    def killed(*wanted: object) -> None:
        whole(*wanted)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    for _ in range(2):
        monkeypatch.setattr(judgment_packs, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            nights.run()
        nights.world.clock += dt.timedelta(days=1)
    monkeypatch.setattr(judgment_packs, "write", whole)
    nights.run()
    assert nights.differences() == []


def test_a_publisher_that_is_down_stops_the_run_and_the_next_one_has_all(nights: Nights) -> None:
    """Many judgments in a row not to be had are no missing judgments: nothing is written off."""
    nights.site = replace(nights.site, patience=4)
    nights.run()
    nights.world.mass_update(15)
    nights.world.sick.update(dict.fromkeys(nights.world.held, 3))
    with pytest.raises(PublisherError, match="in a row"):
        nights.run()
    nights.world.sick.clear()
    nights.world.clock += dt.timedelta(days=1)
    nights.run()
    assert nights.differences() == []


def broken(world: Judgments, eclis: Collection[str]) -> Site:
    """A site that shows an error page for some judgments, and the world's answer for all else."""

    def site(asked: Asked) -> Answer | None:
        ill = asked.path == "/uitspraken/content" and asked.query["id"][0] in eclis
        return Answer(200, ERROR_PAGE) if ill else world.site(asked)

    return site


@pytest.mark.parametrize("of_a_window", [False, True])
def test_judgments_that_stay_broken_hold_up_nothing(tmp_path: Path, of_a_window: bool) -> None:
    """Many at once, in a window or long known: those that can be had land, and the others cost less and less."""
    world, ill = Judgments(records=40), set[str]()
    with Publisher([broken(world, ill)]) as publisher:
        nights = Nights(tmp_path, world, publisher, patience=4, judgment_tries=1)
        nights.run()
        asked = []
        for night in range(12):
            world.clock += dt.timedelta(days=1)
            if night < 6:
                eclis = sorted(world.held)[:18] if of_a_window and night == 0 else sorted(world.held)[3 * night :][:3]
                ill |= set(eclis)
                for ecli in [*eclis, sorted(world.held)[-1]]:
                    world.change(ecli, lambda held: None, world.clock - dt.timedelta(hours=3))
            nights.asked()
            fetched = nights.run()
            assert set(nights.differences()) == ill
            assert fetched.missing == len(ill) == 18 or night < 6
            asked.append(sum(one.query["id"][0] in ill for one in nights.asked("/uitspraken/content")))
        assert sum(asked[8:]) <= 2 * 18
        ill.clear()
        world.clock += dt.timedelta(days=60)
        assert "asked for 18 landed" in " ".join(nights.run().notes) or nights.differences() == []


def test_what_lies_here_damaged_and_is_not_to_be_had_is_noted_before_it_is_asked_for(tmp_path: Path) -> None:
    """More of them than the patience: the run goes on, and the next night does not ask for them as new ones."""
    world, ill = Judgments(records=20), set[str]()
    with Publisher([broken(world, ill)]) as publisher:
        nights = Nights(tmp_path, world, publisher, patience=3, judgment_tries=1)
        nights.run()
        ill |= set(sorted(world.held)[:8])
        asked = []
        for _ in range(4):
            nights.asked()
            nights.run(*(f"rechtspraak:{ecli}" for ecli in ill))
            asked.append(len(nights.asked("/uitspraken/content")))
            world.clock += dt.timedelta(days=1)
        assert asked == [8, 8, 0, 8]  # after one day, then after two


def test_a_judgment_that_is_always_damaged_is_landed_for_the_reading_to_refuse(tmp_path: Path) -> None:
    """Broken XML that names the ECLI first is the publisher's record; the night has nothing missing."""
    world = Judgments(records=20)
    ecli = next(ecli for ecli, held in sorted(world.held.items()) if held.has_text)

    def site(asked: Asked) -> Answer | None:
        ill = asked.path == "/uitspraken/content" and asked.query["id"] == [ecli]
        return Answer(200, world.held[ecli].xml()[:-30]) if ill else world.site(asked)

    with Publisher([site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        nights.run()
        world.clock += dt.timedelta(days=1)
        world.change(ecli, lambda held: None, world.clock - dt.timedelta(hours=3))
        assert nights.run().missing == 0
        assert nights.landed()[ecli] == world.held[ecli].xml()[:-30]


@pytest.mark.parametrize("count", [5, 35])
def test_a_total_that_is_wrong_at_every_reading_stops_nothing(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """One more than is shown, of one page or several: what is shown is taken, and the run says so."""
    nights.run()
    feed = nights.world._feed
    monkeypatch.setattr(nights.world, "_feed", lambda total, eclis: feed(total + bool(total), eclis))
    nights.world.mass_update(count)
    assert "another number than they state" in nights.run().notes[0]
    assert nights.differences() == []


def test_a_clock_ahead_for_one_night_loses_nothing(nights: Nights) -> None:
    """The publisher's clock bounds the mark, whatever the time is here."""
    nights.run()
    for skew in (3 * 86_400, 7, 7):
        nights.world.skew_s = skew
        nights.world.pass_a_day()
        nights.world.clock += dt.timedelta(minutes=5)
        nights.world.sick.clear()
        nights.run()
        assert nights.differences() == []


@pytest.mark.parametrize("skew", [7, 9 * 86_400])
def test_a_mark_that_no_clock_has_reached_is_told(nights: Nights, skew: int) -> None:
    """A pack stamped after the publisher's clock would hide changes: the sentence says what to remove."""
    nights.run()
    nights.landing.pack("2026/changes_20260210000000.zip", [("ECLI_NL_HR_2026_1.entry.xml", b"<entry/>")])
    nights.world.skew_s = skew
    with pytest.raises(SourceError, match="remove the packs"):
        nights.run()


def test_a_mass_update_is_packed_in_slices(nights: Nights) -> None:
    """A second with many changes is never held in memory at once: a pack has at most a page of them."""
    nights.run()
    nights.world.mass_update(50)
    packs = [path for path in nights.run().landed if path.startswith("2024/")]
    assert len(packs) > 1
    assert nights.differences() == []


def test_an_archive_without_a_date_is_not_fetched(tmp_path: Path) -> None:
    """Nobody would know from when on to ask for changes: the sentence comes before the download."""
    world = Judgments(records=4)
    world.bulk = replace(world.bulk, headers={})
    with Publisher([world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        with pytest.raises(SourceError, match="tells no date"):
            nights.run()
        assert len(nights.asked(BULK_PATH)) == 1


def test_another_judgment_is_told_from_the_one_asked_for() -> None:
    """Only the record of the ECLI itself passes."""
    one, other = list(Judgments(records=2).held.values())
    assert is_judgment(one.xml(), one.record.ecli)
    assert not is_judgment(other.xml(), one.record.ecli)
    assert not is_judgment(one.xml()[:-30], one.record.ecli)
    assert is_damaged(one.xml()[:-30], one.record.ecli)
    assert not is_damaged(other.xml()[:-30], one.record.ecli)
    assert not is_damaged(ERROR_PAGE + one.record.ecli.encode(), one.record.ecli)


# --- packs and the beginning -------------------------------------------------------------------------


def test_packs_are_named_so_that_the_newest_stamp_is_true(tmp_path: Path) -> None:
    """The last pack of a window bears its end, the others the mark; a taken name gets digits that sort behind."""
    landing = Landing(Folder(str(tmp_path)))
    members = [("ECLI_NL_HR_2026_1.xml", b"a"), ("ECLI_NL_HR_2024_1.xml", b"b")]
    mark, end = dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2)
    assert judgment_packs.write(landing, members, mark, end) == [
        "2024/changes_20260101000000.zip",
        "2026/changes_20260102000000.zip",
    ]
    again = judgment_packs.write(landing, members, mark, end)
    assert again == ["2024/changes_20260101000000001.zip", "2026/changes_20260102000000001.zip"]
    assert judgment_packs.mark(landing) == end


def test_without_the_archive_the_settings_tell_where_to_begin(nights: Nights) -> None:
    """`bulk = "never"` needs `since`; all that changed since then is landed by the index alone."""
    nights.site = replace(nights.site, bulk="never")
    with pytest.raises(SourceError, match="since"):
        nights.run()
    nights.site = replace(nights.site, since="2025-01-01T00:00:00")
    assert "OpenDataUitspraken.zip" not in nights.run().landed
    assert nights.differences() == []


@pytest.mark.parametrize(("rebuilt", "landed"), [(False, ()), (True, ("OpenDataUitspraken.zip",))])
def test_always_fetches_the_archive_when_it_was_built_anew(nights: Nights, rebuilt: bool, landed: tuple) -> None:
    """`bulk = "always"` asks for one byte, and fetches where the date differs."""
    nights.site = replace(nights.site, bulk="always")
    nights.run()
    nights.world.clock += dt.timedelta(days=1)
    if rebuilt:
        nights.world.rebuild()
    assert nights.run().landed == landed


def test_an_archive_that_is_none_is_refused(nights: Nights) -> None:
    """A page in the place of the archive is an error that says so; nothing of it stays."""
    nights.world.bulk = replace(nights.world.bulk, body=ERROR_PAGE)
    with pytest.raises(PublisherError, match="no sound archive"):
        nights.run()
    assert nights.landed() == {}


def test_the_hour_that_comes_twice_in_autumn_is_covered(nights: Nights) -> None:
    """A change stamped in the repeated hour, below the mark of a run in the first one, is still found."""
    nights.run()
    nights.world.pass_a_day()
    nights.world.clock += dt.timedelta(minutes=5)
    nights.world.sick.clear()
    nights.run()
    ecli = sorted(nights.world.held)[0]
    nights.world.change(ecli, lambda held: None, nights.world.clock - dt.timedelta(minutes=50))
    nights.world.clock += dt.timedelta(days=1)
    nights.run()
    assert nights.differences() == []


def test_what_lies_here_damaged_is_asked_for_again(tmp_path: Path) -> None:
    """A judgment that reading refused comes again in a later pack, at most once in `retry_days`."""
    world = Judgments(records=20)
    with Publisher([world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher, retry_days=3)
        nights.run()
        ecli = next(ecli for ecli, one in world.truth("2024").items() if one.status == "public")
        asked = []
        for _ in range(4):
            world.clock += dt.timedelta(days=1)
            nights.asked()
            nights.run(f"rechtspraak:{ecli}", "rechtspraak:nothing")
            asked.append([one.query["id"] for one in nights.asked("/uitspraken/content")])
        assert asked == [[[ecli]], [], [], [[ecli]]]
        assert nights.landed()[ecli] == world.truth("2024")[ecli].xml
