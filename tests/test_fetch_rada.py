"""The legislation portal over HTTP: access, lists, recent changes, cards, editions, and what goes wrong."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.fetch import NOTHING, Fetched, act_paths
from pipelines.fetch.act_paths import Text
from pipelines.fetch.landing import Landing
from pipelines.fetch.rada import fetch_rada
from pipelines.fetch.settings import RadaSite
from pipelines.fetch.web import PublisherError, Web
from pipelines.sources.folder import Folder
from tests.fixture_maker import act_pages, rada
from tests.publisher.acts import Acts
from tests.publisher.server import Answer, Asked, Mischief, Publisher, Site

FORMS = {"xml": act_pages.portal, "txt": act_pages.plain}


class Nights:
    """A landing, and the runs that fill it from a world."""

    def __init__(self, folder: Path, world: Acts, publisher: Publisher, **wanted: object) -> None:
        self.landing, self.world, self.publisher = Landing(Folder(str(folder))), world, publisher
        site = RadaSite(portal=publisher.url, per_second=100_000.0, pause_s=0.0, timeout_s=5.0)
        self.site = replace(site, **wanted)

    def run(self, refetch: Mapping[str, str] = NOTHING) -> Fetched:
        """One run, at the world's time."""
        now = self.world.now
        with Web(self.site.manners) as web:
            return fetch_rada(self.landing, self.site, web, today=now().date(), refetch=refetch, now=now)

    def asked(self, start: str = "/") -> list[str]:
        """What was asked since the last call."""
        found = [asked.path for asked in self.publisher.asked if asked.path.startswith(start)]
        self.publisher.asked.clear()
        return found

    def texts(self) -> dict[str, bytes]:
        """The texts that lie here, by path."""
        root = Path(self.landing.folder.url)
        found = (path for path in (root / "laws" / "show").rglob("*") if path.is_file())
        return {str(path.relative_to(root)): path.read_bytes() for path in found}

    def differences(self) -> list[str]:
        """Paths of texts that lie here otherwise than the portal has them.

        The standing of an act on its pages aside: the card tells it, and no page is fetched anew for it.
        """
        expected = {
            Text(nreg, day, form).path(): _without_standing(write(one.act, one.edition))
            for (nreg, day), one in self.world.truth().items()
            for form, write in FORMS.items()
            if one.has_text
        }
        landed = {path: _without_standing(body) for path, body in self.texts().items()}
        return sorted(p for p in expected.keys() | landed.keys() if expected.get(p) != landed.get(p))

    def is_superfluous(self, path: str, nregs: Collection[str]) -> bool:
        """Whether a path is a text of an edition that these acts have no more."""
        days = {(act_paths.key(nreg), day) for nreg, day in self.world.truth()}
        nreg, _, rest = path.removeprefix("laws/show/").rpartition("/ed")
        return nreg in map(act_paths.key, nregs) and (nreg, rest[:8]) not in days

    def cards(self) -> list[str]:
        """Acts whose card lies here otherwise than the portal has it."""
        return sorted(
            nreg
            for nreg, held in self.world.held.items()
            if not self.landing.folder.is_file(act_paths.card_path(nreg))
            or self.landing.folder.read(act_paths.card_path(nreg)) != self.world.card(held)
        )


def _without_standing(body: bytes) -> list[bytes]:
    return [line for line in body.splitlines() if b'"Stan"' not in line and not line.startswith(b"<h4>")]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    """A small world, its server, and a landing where nothing was fetched yet."""
    world = Acts(records=20)
    with Publisher([world.site]) as publisher:
        yield Nights(tmp_path / "rada", world, publisher)


# --- nights ------------------------------------------------------------------------------------------


def test_first_night_lands_lists_cards_and_every_edition(nights: Nights) -> None:
    """The lists, then every act of `doc.txt` with all its editions, future ones included."""
    fetched = nights.run()
    assert (nights.differences(), nights.cards()) == ([], [])
    lists = {"doc.txt", "typ.txt", "org.txt"}
    assert {f"{rada.LISTS}/{name}" for name in lists} <= set(fetched.landed)
    assert any(day > "20261102" for _, day in nights.world.truth()) or nights.world.day == 0


def test_nights_bring_what_changed_and_only_that(nights: Nights) -> None:
    """New, amended, corrected, announced, dated anew, repealed: after each night the landing is as the portal."""
    nights.run()
    redated = set[str]()
    for _ in range(8):
        nights.world.pass_a_day()
        nights.asked()
        confirmed = redated
        redated = {nreg for nreg, what in nights.world.changed.items() if what == "redated"}
        nights.run()
        assert nights.cards() == []
        assert all(nights.is_superfluous(path, redated) for path in nights.differences())
        cards = {path.removeprefix("/laws/card/").removesuffix(".json") for path in nights.asked("/laws/card/")}
        silent = {nreg for nreg, held in nights.world.held.items() if held.silent}
        assert cards <= nights.world.changed.keys() | silent | confirmed
    nights.world.clock += dt.timedelta(days=1)
    nights.run()
    assert nights.differences() == []


def test_an_unchanged_night_asks_for_lists_and_one_page_of_changes(nights: Nights) -> None:
    """Lists are not sent again, a page of known changes ends the reading, nothing is landed."""
    nights.run()
    nights.asked()
    assert nights.run().landed == ()
    assert Counter(nights.asked()) == Counter(
        [*(f"/{rada.LISTS}/{name}" for name in ("doc.txt", "typ.txt", "org.txt")), "/laws/main/r.json"]
    )


def test_only_the_changed_edition_is_fetched(nights: Nights) -> None:
    """A corrected old edition costs its card and its own texts, not those of the other editions."""
    nights.run()
    held = nights.world.held["435-15"]
    nights.world.clock += dt.timedelta(days=1)
    nights.world.correct(held)
    nights.world.note(held, "corrected")
    nights.asked()
    nights.run()
    day = held.act.editions[0].day
    assert nights.asked("/laws/") == [
        "/laws/main/r.json",
        "/laws/card/435-15.json",
        f"/laws/show/435-15/ed{day}.xml",
        f"/laws/show/435-15/ed{day}.txt",
    ]
    assert nights.differences() == []


def test_an_edition_dated_anew_leaves_no_text_under_its_old_date(nights: Nights) -> None:
    """The texts of a date that the cards of two nights do not list are removed, and the run says so."""
    nights.run()
    held = nights.world.held["254к/96-вр"]
    old = held.act.editions[-1].day
    nights.world.clock += dt.timedelta(days=1)
    nights.world.redate(held)
    nights.world.note(held, "redated")
    for _ in range(2):  # twice in one night is one card
        nights.run()
        assert all(nights.is_superfluous(path, ["254к/96-вр"]) for path in nights.differences())
        assert len(nights.differences()) == 2
    nights.world.clock += dt.timedelta(days=1)
    fetched = nights.run()
    assert nights.differences() == []
    assert any(f"ed{old}.xml" in note for note in fetched.notes)


def test_a_text_that_is_not_there_is_asked_for_again_after_some_days(nights: Nights) -> None:
    """403 for an edition is no ban: it is asked for again when `retry_days` are over, then after twice as long."""
    edition = nights.world.held["435-15"].act.editions[0]
    nights.world.held["435-15"].silent.add(edition.day)
    path = f"/laws/show/435-15/ed{edition.day}"
    fetched = nights.run()
    assert fetched.missing >= 2
    for days, asked in ((1, False), (nights.site.retry_days, True)):
        nights.world.clock += dt.timedelta(days=days)
        nights.asked()
        nights.run()
        assert any(one.startswith(path) for one in nights.asked("/laws/show")) is asked
    nights.world.held["435-15"].silent.clear()
    nights.world.clock += dt.timedelta(days=2 * nights.site.retry_days)
    nights.run()
    assert nights.differences() == []


def test_a_lost_state_costs_one_walk_and_loses_nothing(nights: Nights) -> None:
    """Without hints the recent changes are read anew; texts whose card says the same are not fetched again."""
    nights.run()
    nights.world.pass_a_day()
    Path(nights.landing.folder.url, ".fetch", "rada.json").unlink()
    nights.asked()
    nights.run()
    assert (nights.differences(), nights.cards()) == ([], [])
    days = {day for nreg, day in nights.world.truth() if nreg in nights.world.changed}
    texts = [path for path in nights.asked("/laws/show") if not any(held.silent for held in nights.world.held.values())]
    assert all(path.rpartition("/ed")[2][:8] in days for path in texts)


def test_a_day_that_is_spent_ends_in_good_order_and_the_next_goes_on(nights: Nights) -> None:
    """With few requests a day every run brings some acts, two runs of one day share them, and at last all is here."""
    nights.site = replace(nights.site, requests_a_day=25)
    first = nights.run()
    assert first.requests == 25
    assert "used up" in first.notes[0]
    assert nights.run().requests == 0
    for _ in range(12):
        nights.world.clock += dt.timedelta(days=1)
        assert nights.run().requests <= 25
    assert (nights.differences(), nights.cards()) == ([], [])


def test_an_act_larger_than_a_day_is_finished_over_several(nights: Nights) -> None:
    """Texts fetched for a card that is not landed yet are not fetched again the next day."""
    nights.site = replace(nights.site, acts=("435-15",), requests_a_day=8)
    for _ in range(4):
        nights.run()
        nights.world.clock += dt.timedelta(days=1)
    texts = nights.asked("/laws/show")
    assert len(texts) == len(set(texts)) == 6
    assert nights.cards() == sorted(nights.world.held.keys() - {"435-15"})


def test_mischief_changes_nothing(tmp_path: Path) -> None:
    """Errors, cut and overlong answers delay a night; they do not alter what lands."""
    world = Acts(records=10)
    with Publisher([world.site], Mischief(seed=3, share=0.4, kinds=("error", "busy", "cut", "overlong"))) as publisher:
        nights = Nights(tmp_path, world, publisher)
        for _ in range(3):
            nights.run()
            world.pass_a_day()
        nights.run()
        world.clock += dt.timedelta(days=1)
        nights.run()  # the second card that does not list the former date of an edition
        assert (nights.differences(), nights.cards()) == ([], [])


def test_a_kill_between_texts_and_card_is_made_good(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    """The card is landed last: a run killed before it leaves an act that the next run finishes."""
    whole = Landing.put

    def killed(landing: Landing, path: str, body: bytes) -> None:
        if path == act_paths.card_path("435-15"):
            raise KeyboardInterrupt
        whole(landing, path, body)

    monkeypatch.setattr(Landing, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        nights.run()
    monkeypatch.setattr(Landing, "put", whole)
    nights.run()
    assert (nights.differences(), nights.cards()) == ([], [])


# --- access ------------------------------------------------------------------------------------------


def test_agent_and_token_are_as_the_portal_wants_them(nights: Nights) -> None:
    """Pages are asked for as `OpenData`, JSON with the token as agent; one token serves a day, also over runs."""
    nights.run()
    nights.run()
    agents = {asked.headers["user-agent"] for asked in nights.publisher.asked if asked.path.endswith(".json")}
    others = {asked.headers["user-agent"] for asked in nights.publisher.asked if not asked.path.endswith(".json")}
    assert (agents, others) == (set(nights.world.tokens), {"OpenData"})
    assert nights.asked("/api/token") == ["/api/token"]
    nights.world.clock += dt.timedelta(hours=25)
    nights.run()
    assert nights.asked("/api/token") == ["/api/token"]


def test_a_token_that_is_refused_is_replaced_once(nights: Nights) -> None:
    """A kept token that the portal no longer knows is no lasting refusal."""
    nights.run()
    nights.world.tokens.clear()
    nights.world.clock += dt.timedelta(hours=1)
    nights.asked()
    assert nights.run().missing == 0
    assert nights.asked("/api/token") == ["/api/token"]


def test_a_foreign_agent_is_a_loud_error(nights: Nights) -> None:
    """With another agent the portal denies everything: the run says where to look."""
    nights.site = replace(nights.site, user_agent="Mozilla/5.0")
    with pytest.raises(PublisherError, match="is no list of acts"):
        nights.run()


def test_a_redirect_to_the_host_that_forbids_robots_is_a_loud_error(tmp_path: Path) -> None:
    """The other host is never asked, and the run stops at once."""
    world = Acts(records=4)

    def sent_away(asked: Asked) -> Answer | None:
        away = asked.path.startswith("/laws/show/")
        return Answer(302, b"", {"Location": "https://zakon.example/laws"}) if away else None

    with Publisher([sent_away, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher, shunned=("zakon.example",))
        with pytest.raises(PublisherError, match=r"zakon\.example"):
            nights.run()
        assert len(nights.asked("/laws/show")) == 1


# --- what is no text ---------------------------------------------------------------------------------


def test_an_error_page_in_the_place_of_a_text_is_not_landed(tmp_path: Path) -> None:
    """A page with status 200 that is no act keeps back that text only, which is asked for again the next day."""
    world, ill = Acts(records=10), [True]
    day = world.held["435-15"].act.editions[0].day

    def page(asked: Asked) -> Answer | None:
        shown = ill[0] and asked.path == f"/laws/show/435-15/ed{day}.xml"
        return Answer(200, "<html>Технічні роботи</html>".encode()) if shown else None

    with Publisher([page, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        fetched = nights.run()
        assert f"/laws/show/435-15/ed{day}.xml" in fetched.notes[0]
        assert (nights.differences(), nights.cards()) == ([f"laws/show/435-15/ed{day}.xml"], [])
        ill[0] = False
        world.clock += dt.timedelta(days=1)
        nights.run()
        assert (nights.differences(), nights.cards()) == ([], [])


def test_acts_with_an_unreadable_page_do_not_end_the_night(tmp_path: Path) -> None:
    """Only connections that fail are counted in a row: pages that are no acts, however many, hold up nothing else."""
    world = Acts(records=20)

    def page(asked: Asked) -> Answer | None:
        shown = asked.path.startswith("/laws/show/") and asked.path.endswith(".xml")
        return Answer(200, b"<html><p>Text is not published</p></html>") if shown else None

    with Publisher([page, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        nights.run()
        assert nights.cards() == []
        assert {path[-4:] for path in nights.texts()} == {".txt"}


@pytest.mark.parametrize("has_landed", [False, True])
def test_denials_in_a_row_are_a_ban_where_nothing_is_given_any_more(tmp_path: Path, has_landed: bool) -> None:
    """Twenty cards denied in a row stop the run, and count for nothing; the next run has them all."""
    world, shut = Acts(records=60), [not has_landed]
    denied = [f"/laws/card/{nreg}.json" for nreg in world.held]

    def site(asked: Asked) -> Answer | None:
        return Answer(403, b"no") if shut[0] and asked.path in denied else None

    with Publisher([site, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        if has_landed:
            nights.run()
            for held in world.held.values():
                world.correct(held)
                world.note(held, "corrected")
            world.clock, shut[0] = world.clock + dt.timedelta(days=1), True
        with pytest.raises(PublisherError, match="denied 20 cards in a row"):
            nights.run()
        shut[0] = False
        world.clock += dt.timedelta(days=1)
        nights.run()
        assert (nights.differences(), nights.cards()) == ([], [])


def test_denied_cards_are_no_ban_where_others_are_given(tmp_path: Path) -> None:
    """A row of acts without cards is passed over once the portal gives a card that it gave before."""
    world = Acts(records=60)
    denied = {f"/laws/card/{nreg}.json" for nreg in list(world.held)[20:50]}
    with Publisher([lambda asked: Answer(403) if asked.path in denied else None, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        nights.run()
        assert len(nights.cards()) == 30


# --- what is removed, and what is not -----------------------------------------------------------------


@pytest.mark.parametrize("listed", [0, 1])
def test_a_card_that_lists_too_little_removes_nothing(tmp_path: Path, listed: int) -> None:
    """No edition, or fewer than the card itself counts: nothing is removed, and another night's card is believed."""
    world, ill = Acts(records=10), [False]

    def thin(asked: Asked) -> Answer | None:
        if not ill[0] or asked.path != "/laws/card/435-15.json":
            return None
        card = json.loads(world.card(world.held["435-15"]))
        return Answer(200, json.dumps(card | {"eds": card["eds"][:listed], "eds_dates": {}, "history": ""}).encode())

    with Publisher([thin, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        nights.run()
        before = {path for path in nights.texts() if "/435-15/" in path}
        world.clock, ill[0] = world.clock + dt.timedelta(days=1), True
        world.note(world.held["435-15"], "noted")
        for _ in range(3):
            nights.run()
            assert before <= nights.texts().keys()
            world.clock += dt.timedelta(days=1)
        ill[0] = False
        world.clock += dt.timedelta(days=4)
        nights.run()
        assert (nights.differences(), nights.cards()) == ([], [])


def test_an_edition_stays_until_what_came_in_its_place_lies_here(nights: Nights) -> None:
    """Of an edition dated anew whose text is denied under the new date, the old text is all there is."""
    nights.run()
    held = nights.world.held["254к/96-вр"]
    old = held.act.editions[-1].day
    nights.world.clock += dt.timedelta(days=1)
    nights.world.redate(held)
    held.silent.add(held.act.editions[-1].day)
    nights.world.note(held, "redated")
    for _ in range(4):
        nights.run()
        nights.world.clock += dt.timedelta(days=1)
    assert f"laws/show/254к/96-вр/ed{old}.xml" in nights.texts()
    held.silent.clear()
    nights.world.note(held, "text")
    for _ in range(20):
        nights.run()
        nights.world.clock += dt.timedelta(days=1)
    assert nights.differences() == []


def test_the_operators_own_text_stays_while_the_portal_has_none(nights: Nights) -> None:
    """A text under no date goes only when the current edition lies here in that form."""
    held = nights.world.held["435-15"]
    days = {edition.day for edition in held.act.editions}
    held.silent |= days
    nights.landing.put("laws/show/435-15.txt", "Стаття 1. Своє.".encode())
    for _ in range(3):
        nights.run()
        nights.world.clock += dt.timedelta(days=1)
    assert "laws/show/435-15.txt" in nights.texts()
    held.silent.clear()
    nights.world.note(held, "text")
    for _ in range(3):
        nights.run()
        nights.world.clock += dt.timedelta(days=1)
    assert nights.differences() == []


# --- recent changes, and the order of work ------------------------------------------------------------


def test_a_page_of_recent_changes_that_is_refused_is_read_the_next_night(tmp_path: Path) -> None:
    """What the list counts and does not show is no end of it: the run says so, and reads as far back again."""
    world, shut = Acts(records=30, feed_page=5), [False]
    frozen = dict[str, Answer | None]()

    def site(asked: Asked) -> Answer | None:
        if asked.path.endswith("/doc.txt"):  # so that only the recent changes tell of anything
            return frozen.setdefault("doc", world.site(asked))
        return Answer(403, b"no") if shut[0] and asked.path == "/laws/main/r/page2.json" else None

    with Publisher([site, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        nights.run()
        world.clock += dt.timedelta(days=1)
        for held in list(world.held.values())[:9]:
            world.correct(held)
            world.note(held, "corrected")
        shut[0] = True
        assert "Page 2 of recent changes is not to be had" in nights.run().notes[0]
        assert nights.differences() != []
        shut[0] = False
        assert nights.run().notes == ()
        assert nights.differences() == []


def test_recent_changes_beyond_the_most_pages_are_told(tmp_path: Path) -> None:
    """Where `feed_pages` cuts the list off, the run says so."""
    world = Acts(records=12, feed_page=2)
    for held in world.held.values():
        world.note(held, "noted")
    with Publisher([world.site]) as publisher:
        assert "raise rada.feed_pages" in Nights(tmp_path, world, publisher, feed_pages=3).run().notes[0]


def test_texts_that_were_not_there_do_not_hold_up_the_first_load(tmp_path: Path) -> None:
    """What is asked for again comes last and has a tenth of the day; the notes show how far the load is."""
    world = Acts(records=60)
    for held in world.held.values():
        held.silent |= {edition.day for edition in held.act.editions}
    with Publisher([world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher, requests_a_day=40, retry_days=1)
        left = []
        for _ in range(12):
            left.append(len(nights.cards()))
            notes = nights.run().notes
            assert any("acts wait for another run" in note for note in notes) is bool(nights.cards())
            world.clock += dt.timedelta(days=1)
        assert all(later < earlier for earlier, later in pairwise(left) if earlier)
        assert nights.cards() == []
        nights.asked()
        world.clock += dt.timedelta(days=30)
        nights.run()
        assert 0 < len(nights.asked("/laws/")) <= 40 // 10 + 12


def test_several_acts_in_a_row_that_fail_stop_the_run(tmp_path: Path) -> None:
    """A portal that is down is not taken for acts that are missing."""
    world = Acts(records=10)

    def down(asked: Asked) -> Answer | None:
        return Answer(500) if asked.path.startswith("/laws/show/") else None

    with Publisher([down, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher, tries=1, patience=3)
        with pytest.raises(PublisherError, match="left to another run"):
            nights.run()
        assert len(nights.asked("/laws/show")) == 3


def test_pages_of_a_long_act_are_landed_together_and_old_ones_removed(tmp_path: Path) -> None:
    """The site's form is cut into pages, told by the pager; fewer pages than before leave none behind."""
    world = Acts(records=14, cut=40)
    with Publisher([world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher, forms=("html",), acts=("435-15",))
        nights.run()
        days = [edition.day for edition in world.held["435-15"].act.editions]
        pages = [f"laws/show/435-15/ed{days[0]}{page}.html" for page in ("", "/page2", "/page3")]
        assert set(pages) <= nights.texts().keys()
        world.cut = 1000
        world.clock += dt.timedelta(days=1)
        world.correct(world.held["435-15"])
        world.note(world.held["435-15"], "corrected")
        nights.run()
        assert [path for path in pages if path in nights.texts()] == pages[:1]


# --- lists and cards ---------------------------------------------------------------------------------


def test_a_page_in_the_place_of_a_list_leaves_the_good_one(tmp_path: Path) -> None:
    """The last good list stays, the run goes on and says so."""
    world, ill = Acts(records=4), [False]

    def page(asked: Asked) -> Answer | None:
        return Answer(200, b"<html>502</html>") if ill[0] and asked.path.endswith("/doc.txt") else None

    with Publisher([page, world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        nights.run()
        before = nights.landing.folder.read(f"{rada.LISTS}/doc.txt")
        ill[0] = True
        assert "doc.txt is no list today" in nights.run().notes[0]
        assert nights.landing.folder.read(f"{rada.LISTS}/doc.txt") == before


def test_a_changed_row_of_the_list_renews_its_act(nights: Nights) -> None:
    """What the recent changes do not tell is seen by its row in `doc.txt`."""
    nights.run()
    held = nights.world.held["435-15"]
    nights.world.repeal(held)
    nights.world.lists_changed += dt.timedelta(hours=1)
    nights.world.clock += dt.timedelta(days=1)
    held.changed -= dt.timedelta(days=400)
    nights.run()
    assert nights.cards() == []


@pytest.mark.parametrize(
    ("card", "days"),
    [
        ({"eds": [{"datred": 20200101, "podid": 0}, {"datred": "20190101"}]}, ["20190101", "20200101"]),
        ({"eds": None, "eds_dates": {"20070531": 1, "20260302": None}}, ["20070531", "20260302"]),
        ({"eds": 0, "history": "20070531:4:|20070621:1:|20100209:0:1804-17"}, ["20070531", "20100209"]),
        ({"eds": [{"datred": 0}], "datred": 0}, [""]),
        ({}, [""]),
    ],
)
def test_editions_are_told_by_whatever_the_card_has(card: dict, days: Sequence[str]) -> None:
    """`eds`, else its dates, else the history without mere entries into force; an act without editions has one text."""
    assert list(act_paths.editions(card)) == list(days)


def test_a_statement_tells_a_corrected_edition_from_the_old_one() -> None:
    """Another size is another statement; the order of names is none."""
    old, same, new = ({"eds": [{"datred": 20200101, "size": size}]} for size in (10, 10, 11))
    assert act_paths.editions(old) == act_paths.editions(same) != act_paths.editions(new)


@pytest.mark.parametrize(
    ("nreg", "sound"),
    [
        ("254к/96-вр", True),
        ("1306-2001-п", True),
        ("995_015", True),
        ("../../etc", False),
        ("a//b", False),
        ("/abs", False),
        ("", False),
        (17, False),
    ],
)
def test_identifiers_that_would_leave_the_folder_are_none(nreg: object, sound: bool) -> None:
    """An identifier becomes part of a path: only what looks like one does."""
    assert act_paths.is_nreg(nreg) is sound


def test_addresses_and_paths_of_a_text() -> None:
    """Addresses are percent-encoded as the portal wants, paths are plain, in lower case, slashes kept."""
    text = Text("254К/96-ВР", "20200101", "xml")
    assert text.address() == f"/laws/show/{quote('254К')}/{quote('96-ВР')}/ed20200101.xml"
    assert text.path() == "laws/show/254к/96-вр/ed20200101.xml"
    assert Text("1-15", "", "html").address(2) == "/laws/show/1-15/page2"
    assert Text("1-15", "", "html").path(2) == "laws/show/1-15/page2.html"
    assert act_paths.day_of(text.path(3), "254к/96-вр") == "20200101"
    assert act_paths.day_of("laws/show/1-15.txt", "1-15") == ""
    assert act_paths.day_of("laws/show/1-150.txt", "1-15") is None


def test_the_current_text_without_a_date_will_do(tmp_path: Path) -> None:
    """Where the portal has the current edition only under the plain address, it is landed under its date."""
    world = Acts(records=10)

    def undated(asked: Asked) -> Answer | None:
        return Answer(403) if "/ed2" in asked.path else None

    sites: list[Site] = [undated, world.site]
    with Publisher(sites) as publisher:
        nights = Nights(tmp_path, world, publisher, forms=("xml",))
        nights.run()
        held = [path for path in nights.texts() if "1618-15" in path or "435-15" in path]
        card = json.loads(nights.landing.folder.read("laws/card/435-15.json"))
        assert f"laws/show/435-15/ed{card['datred']}.xml" in held


def test_what_lies_here_damaged_is_fetched_again(tmp_path: Path) -> None:
    """A text that reading refused leaves the landing and comes again with its act, at most once in `retry_days`."""
    world = Acts(records=6)
    with Publisher([world.site]) as publisher:
        nights = Nights(tmp_path, world, publisher)
        nights.run()
        path = next(path for path in sorted(nights.texts()) if path.endswith(".xml"))
        sound = nights.texts()[path]
        nights.landing.put(path, b"<html>cut")
        nreg = path.removeprefix("laws/show/").rpartition("/ed")[0]
        asked = []
        for _ in range(2):
            nights.run({f"rada:{nreg}": path})
            asked.append(nights.texts()[path] == sound)
            nights.landing.put(path, b"<html>cut")
        assert asked == [True, False]
