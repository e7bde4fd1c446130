"""What must not enter the corpus, told by content: overload pages, shells, wrong code pages, another case's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.convert import to_text
from pipelines.text.gates import OVERLOAD_PHRASES, REFETCH, belongs, check
from pipelines.text.mojibake import WRONG_READINGS, mend, misread
from pipelines.text.unreadable import Unreadable

TITLE, HIDDEN, BUSY = OVERLOAD_PHRASES
PAGE = f"<HTML><HEAD><TITLE>{TITLE}</TITLE></HEAD><BODY><H1>{TITLE}</H1><P>{HIDDEN}<P>{BUSY}</BODY></HTML>"
RULING = (
    "УХВАЛА\nСуд у складі судді Іваненка, розглянувши справу за позовом Петренка до Івченка, постановив відмовити.\n"
    "Инший довід скаржника Судова палата відхиляє, бо його спростовано доказами, що їх зібрав слідчий.\n"
)
DUTCH = (
    "De rechtbank heeft geoordeeld dat één van de geïnterviewden – voor € 645,54 – geen beroep toekomt op de "
    "coördinatieregeling. Daarom verklaart zij het beroep ongegrond en wijst zij het verzoek af.\n"
)


def reason_of(text: str) -> str | None:
    """Why a text is refused; None when it passes."""
    try:
        check(text)
    except Unreadable as refused:
        return refused.reason
    return None


def damaged(text: str, reading: tuple[str, ...]) -> str:
    """The text in a wrong reading, U+FFFD where a page has no letter, as converters write it."""
    for written, read in zip(reading[::2], reading[1::2], strict=True):
        text = text.encode(written, "replace").decode(read, "replace")
    return text


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(OVERLOAD_PHRASES),
        f"Меню\nПошук\n{TITLE}\nГоловна сторінка | Контакти\n{HIDDEN}\n{BUSY}\nСпробуйте пізніше\n© 2006-2026",
        f"{TITLE}\n{HIDDEN}",
        f"{TITLE}\n{HIDDEN[:15]}",
        f"{HIDDEN}\nСервер пере",
        TITLE,
        BUSY,
        TITLE.upper() + "\n" + BUSY.upper(),
        "Сервер\nперевантажений\u00a0\u00a0запитами\n\nПерегляд  сторінки недоступний",
    ],
)
def test_the_overload_page_is_known_however_it_is_cut(text: str) -> None:
    """Whole, cut short, in other markup or in capitals, it is no decision."""
    assert reason_of(text) == "overload_page"


UKRAINIAN = [reading for reading in WRONG_READINGS if reading[0] in ("utf-8", "cp1251", "koi8-u")]
"""Pages that Ukrainian can be written in: cp866 and cp1252 lack its letters."""


@pytest.mark.parametrize("reading", UKRAINIAN, ids="-".join)
def test_the_overload_page_is_known_in_every_code_page(reading: tuple[str, ...]) -> None:
    """Also where the way back is lost, and whoever misread it."""
    assert reason_of(mend(damaged("\n".join(OVERLOAD_PHRASES), reading))[0]) == "overload_page"
    with pytest.raises(Unreadable) as refused:
        to_text(misread(PAGE, reading).encode("utf-8"))
    assert refused.value.reason == "overload_page"


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n{RULING}",
        f"{RULING}\n{TITLE}",
        RULING + f"Позивач додав знімок екрана: «{HIDDEN}. {BUSY}». Суд бере його до уваги. " + RULING * 8,
        RULING * 20 + f"{HIDDEN}. {BUSY}.",
        "Сервер позивача зазнав пошкоджень.",
    ],
)
def test_a_decision_may_speak_of_the_register(text: str) -> None:
    """A quoted phrase makes no overload page."""
    assert reason_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_____ \n\n ***",
        "815/1796/16",
        "УХВАЛА",
        "П О С Т А Н О В А\nІ М Е Н Е М   У К Р А Ї Н И",
        "Справа № 815/1796/16\nПровадження № 2-а/815/77/16\n________",
        "Липівський районний суд Вигаданої області\n01021, м. Липове, вул. Садова, 5, тел. 22-33-44\nУХВАЛА",
        "ВЕРХОВНИЙ СУД\nПостанова\nІменем України\nСправа № 1/2/3\ninbox@lp.court.example",
    ],
)
def test_a_letterhead_alone_is_an_empty_shell(text: str) -> None:
    """Nothing but a title, a number, an address or a rule decides nothing."""
    assert reason_of(text) == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "04.01.22",
        "Інформація заборонена для оприлюднення згідно з пунктом 4 статті 7 Закону",
        "УХВАЛА\nПозов залишити без руху.",
        "Верховний Суд задовольнив скаргу",
        "12500 грн. стягнути",
        "01021, м. Липове, вул. Садова, 5, звільнити",
        "Справа № 815/1796/16\n04.01.2022",
        "Справу закрито",
        "De één-op-één coördinatie à la carte",
        "ТОВ «АГРО» — СТОВ «ГЛОБУС»",
        "┌──────┬─────┐\n│ Сума │ Дата │\n├──────┼─────┤\n│ сто  │ 1999 │",
        "Російською: съёмный подъезд, объявление, выезд, мышь",
        RULING,
        DUTCH,
        DUTCH + "Betrokkene heet Тарас Шевченко (“Кобзар”), zijn broer Ђорђе Живојиновић.",
        DUTCH + "500 м² SÃ» РЈ",
        "Oppervlakte 500 м²",
        "Назва\tкг\tмм\tшт.\n" + "кг\tмм\tшт.\n" * 30,
        "".join(f"{row}\tкг\t{row * 7},{row % 3}\tмм\tшт.\t№ {row}-{row + 4}\n" for row in range(30)),
        "ХХХХ ХХХ\n" * 20,
        "РЈЕШЕЊЕ",
        "РЕПУБЛИКА СРПСКА\nРЈЕШЕЊЕ О ИЗВРШЕЊУ\nСЈЕДИШТЕ СУДА, ЊЕГОВО ОВЛАШЋЕЊЕ И МЈЕСТО ЖИВЉЕЊА\n" * 3,
        "Суд ухвалио је решење о извршењу на основу веродостојне исправе, јер је тужени дужан да плати камату.",
        "вул. Лісова, 5 перейменовується на вулицю Садову",
        "вул. Лісову, 5 перейменовано",
        "тел. рахунок № 123 арештований",
        "ÅÄÖ: José Muñoz-Peña, naïve façade, Ångström, «Père Noël»",
    ],
)
def test_short_and_odd_documents_pass(text: str) -> None:
    """A date, an operative part, a table or a foreign name is a document."""
    assert reason_of(text) is None
    assert mend(text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "502 Bad Gateway\nnginx/1.18.0 (Ubuntu)",
        "502 Bad Gateway nginx",
        "503 Service Temporarily Unavailable",
        "HTTP Error 404. The requested resource is not found.",
        "Request Rejected\nThe requested URL was rejected. Please consult with your administrator.\n"
        "Your support ID is: 1234567890\n[Go Back]",
        "Attention Required! | Cloudflare\nPlease complete the security check to access court.example\nRay ID: 1a2b",
        "Just a moment...\nEnable JavaScript and cookies to continue",
        "Підтвердіть, що Ви не робот\nВведіть код з картинки\nНадіслати",
        "Документ не знайдено",
        "Документ не знайдено.\nНа головну",
        "Помилка 404\nЗапитувана сторінка не існує",
        "Вибачте, сталася внутрішня помилка сервера. Спробуйте пізніше.",
        "Сайт тимчасово недоступний",
        "На сайті ведуться технічні роботи. Приносимо вибачення за незручності.",
        "De pagina kan niet worden gevonden",
        "Er is een fout opgetreden. Probeer het later opnieuw.",
    ],
)
def test_a_message_of_a_server_is_no_document(text: str) -> None:
    """Whatever status it came with: its words are those of servers, guards and forms."""
    assert reason_of(text) == "server_page"


def test_the_register_out_of_order_is_no_document() -> None:
    """Its name is most of what the page says, so it is an overload page as any other."""
    assert reason_of("Єдиний державний реєстр судових рішень тимчасово недоступний") == "overload_page"


@pytest.mark.parametrize(
    "text",
    [
        "Скаргу повернути, бо документ не знайдено.",
        "Документ не знайдено, а тому у задоволенні заяви про видачу його копії відмовити.",
        "УХВАЛА\nКлопотання про повернення сторінки справи, якої не знайдено, відхилити. Документ не знайдено.",
        "Доступ до правосуддя не може бути обмежено.",
        "Сервер повернути власникові.",
        "De website is niet beschikbaar, zodat verweerder is tekortgeschoten. Het beroep is gegrond.",
        DUTCH + "De pagina kan niet worden gevonden. Er is een fout opgetreden. 502 Bad Gateway.",
        RULING * 4 + "Сайт тимчасово недоступний. Документ не знайдено. Спробуйте пізніше. " * 9,
    ],
)
def test_a_decision_may_speak_of_servers(text: str) -> None:
    """What a server says is law once a court says more."""
    assert reason_of(text) is None


@pytest.mark.parametrize("text", ["Х" * 80, "ЗГПК ЦПК ЖКГ ФГВФО ДФС ПФУ ДП ЖБК ФОП " * 3])
def test_what_is_no_words_is_never_turned(text: str) -> None:
    """Shares of letters say nothing of crosses and abbreviations, so no way back is tried on them."""
    assert mend(text) == (text, ())


@pytest.mark.parametrize("reading", WRONG_READINGS, ids="-".join)
def test_ukrainian_misread_is_mended_or_refused(reading: tuple[str, ...]) -> None:
    """By whatever pair of code pages, and lossy or not, a damaged ruling never passes as it is."""
    if reading[0] == "cp1252":
        return
    original = RULING.encode(reading[0], "replace").decode(reading[0])
    text, repairs = mend(damaged(original, reading))
    assert reason_of(text) == "mojibake" or (text, repairs) == (original, ("mojibake",))


LOSSLESS = [reading for reading in WRONG_READINGS if reading != ("utf-8", "cp1252") and reading[1:] != ("cp1251",)]


@pytest.mark.parametrize("reading", [*LOSSLESS, ("utf-8", "cp1251"), ("koi8-u", "cp1251")], ids="-".join)
def test_what_is_lossless_comes_back(reading: tuple[str, ...]) -> None:
    """Where the page has a letter for every byte, or lacks but one, nothing is lost and nothing refused."""
    text = DUTCH if reading[0] == "cp1252" else RULING.replace("И", "Й") if len(reading) > 2 else RULING
    assert mend(damaged(text, reading)) == (text, ("mojibake",))


@pytest.mark.parametrize(
    "damage",
    [
        damaged(DUTCH, ("utf-8", "cp1252")),
        damaged(DUTCH, ("utf-8", "latin-1")),
        damaged(DUTCH, ("utf-8", "cp1251")),
        damaged(DUTCH, ("cp1252", "cp1251")),
        damaged(DUTCH, ("cp1252", "latin-1")),
        DUTCH.replace("coör", "coцr") * 2,
    ],
)
def test_dutch_misread_is_mended_or_refused(damage: str) -> None:
    """Few letters of Dutch have accents, so two wrong ones inside words are sign enough."""
    text, _ = mend(damage)
    assert text == DUTCH or reason_of(text) == "mojibake"


SPOKEN = "суд справа позов рішення скарга закон стаття України Київ Інший вважає об'єкт № 12 «так» — 2019 року м."
WORDS = st.sampled_from(SPOKEN.split())
SENTENCES = st.lists(WORDS, min_size=25, max_size=60).map(lambda words: " ".join([*words, *SPOKEN.split()[:8]]))
"""Of some variety, since one word said thirty times is a table as well."""
READINGS = st.sampled_from([reading for reading in WRONG_READINGS if reading[0] != "cp1252"])


@given(SENTENCES, READINGS)
def test_no_damaged_sentence_passes(text: str, reading: tuple[str, ...]) -> None:
    """Any Ukrainian in any wrong reading is the original again, or refused."""
    original = text.encode(reading[0], "replace").decode(reading[0])
    turned, _ = mend(damaged(original, reading))
    assert turned == original or reason_of(turned) == "mojibake"


@given(SENTENCES, st.sampled_from(["utf-8", "cp1251", "utf-16"]))
def test_sound_sentences_pass(text: str, page: str) -> None:
    """Whatever they are made of, sound words are neither mended nor refused."""
    found = to_text(text.encode(page))
    assert (found.text, found.repairs) == (text, ())


@pytest.mark.parametrize(
    ("title", "text", "numbers", "told"),
    [
        ("815/1796/16", RULING, ["815/1796/16"], True),
        ("2-А-10600/11", RULING, ["2-a-10600/11"], True),
        ("815/1796/16", RULING, ["243/5/19"], False),
        ("815/1796/16", f"Справа № 243/5/19\n{RULING}", ["243/5/19"], None),
        ("815/1796/16", RULING, ["243/5/19", " 815 / 1796 / 16"], True),
        ("815/1796/16", RULING, [""], None),
        ("815/1796/16", RULING, [], None),
        ("Рішення суду", RULING, ["243/5/19"], None),
        ("", RULING, ["243/5/19"], None),
    ],
)
def test_a_page_says_whose_text_it_is(title: str, text: str, numbers: list[str], told: bool | None) -> None:
    """Only the page's own title contradicts a row, and only when the row's number stands nowhere in the text."""
    body = f"<HTML> <HEAD> <TITLE>{title}</TITLE> </HEAD><BODY>{text}</BODY></HTML>".encode("cp1251")
    assert belongs(body, text, numbers) is told
    assert belongs(text.encode(), text, numbers) is None


def test_what_a_second_look_may_cure_is_fetched_again() -> None:
    """A page cut, misread or of another case may come whole next time; a bomb or an oversized file will not."""
    assert {"overload_page", "server_page", "empty", "truncated_rtf", "mojibake", "another_document"} <= REFETCH
    assert not {"too_big", "entity_expansion", "malformed_html"} & REFETCH
