"""What servers, their guards and their forms say in place of a document, in Ukrainian, English and Dutch.

What belongs here: the sentences of such pages, for telling them. Not here: the overload page of the register, which
is known by its own phrases, and what becomes of a page (gates). A sentence is judged whole: «Скаргу повернути, бо
документ не знайдено» is law, and a long text may quote what it likes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

MOST_LETTERS = 600
"""Letters above which a text is not what a server says."""
SHARE = 0.5
"""Share of the letters that must be a server's."""

STATUS = (
    "bad gateway|service (?:temporarily )?unavailable|gateway time-?out|internal server error|forbidden|access denied"
    "|(?:page |file )?not found|too many requests|bad request|unauthorized|request time-?out"
)
"""Phrases of HTTP (RFC 9110, section 15, and RFC 6585), as servers write them."""
ENGLISH = (
    rf"(?:http(?:/[\d.]+)? |error |помилка |fout )*(?:[45]\d\d\W{{1,3}})?(?:{STATUS})(?:\W.{{0,40}})?",
    r"request rejected(?:\W.{0,40})?|just a moment|attention required.{0,20}|i'm not a robot|captcha",
    r"the (?:requested (?:url|resource)|server|page|service|upstream server).{0,80}"
    r"(?:was rejected|not found|unavailable|could not be found|invalid response|unable to|overloaded)(?: .{0,60})?",
    r"(?:please )?(?:verify|confirm|prove)(?: that)? you are (?:human|not a robot).{0,40}",
    r"(?:please )?(?:checking (?:your browser|if the site connection)|(?:enable|turn on) (?:javascript|cookies)"
    r"|complete the (?:captcha|security check)).{0,80}",
)
COURTESY = r"(?:(?:на жаль|вибачте|перепрошуємо|увага|sorry|helaas)\W{1,3})?"
"""How a server begins to speak."""
SITE = r"(?:(?:веб-?)?сайт|портал|сервіс|сервер|сторінка|(?:єдиний державний )?реєстр(?: судових рішень)?)"
NOW = r"(?:тимчасово |наразі |зараз )*"
ABSENT = r"(?:не знайден\w|не існує|відсутн\w+ (?:на сервері|в базі(?: даних)?|у реєстрі))"
CODE = r"(?:код|символи|текст|цифри) (?:з|із|на) (?:картинки|зображен\w+|малюнк\w+)"
UKRAINIAN = (
    rf"(?:{SITE} )?{NOW}(?:недоступн\w+|не працює|не відповідає|перевантажен\w+)(?: .{{0,60}})?",
    rf"(?:запитуван\w+ |вказан\w+ )?(?:документ|сторінк[ау]|файл|картк[ау] документа) {ABSENT}(?: .{{0,40}})?",
    r"(?:сталася|виникла) (?:внутрішня |технічна )?помилка(?: (?:сервера|на сервері|системи|під час обробки).{0,40})?",
    r"(?:доступ (?:заборонено|обмежено)|перевищено (?:ліміт|кількість) запитів|забагато запитів)(?: .{0,40})?",
    r"(?:на сайті )?(?:проводяться|ведуться|виконуються) (?:технічні|регламентні|профілактичні) роботи(?: .{0,60})?",
    rf"(?:будь ласка,? )?(?:підтверд\w+,? що ви не робот|введіть {CODE}).{{0,40}}|я не робот|капча",
)
DUTCH = (
    r"(?:de |deze )?(?:pagina|document|website|site|dienst)(?: (?:is|kan|kon|op dit moment|momenteel|tijdelijk))*"
    r" niet (?:worden )?(?:gevonden|bereikbaar|beschikbaar)(?: worden)?",
    r"er (?:is|heeft zich) (?:een )?(?:technische )?(?:fout|storing)(?: opgetreden| voorgedaan)?|toegang geweigerd",
)
"""Whole sentences that only a server says."""

BESIDE = (
    "(?:nginx|apache|cloudflare|openresty|microsoft-iis|varnish|haproxy).*|єдиний державний реєстр.{0,20}",
    "(?:(?:your )?(?:support id|ray id|request id|incident id)|(?:performance & security|ddos protection) by).*",
    r"(?:http )?(?:error|помилка|fout)[ \d]*|увага",
    "(?:please |будь ласка,? )?(?:consult with your|try again|contact|go back|back|reload).*|home|zoeken|contact",
    "(?:спробуйте|повторіть|поверніться|оновіть|перевірте|зачекайте|вибачте|просимо вибачення|приносимо вибачення).*",
    "(?:на )?головн(?:у|а)(?: сторінк[ау])?|назад|пошук|контакти|увійти|надіслати|оновити",
    "(?:probeer het|onze excuses|excuses|terug).*",
)
"""What stands beside such a sentence, and says nothing by itself."""

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|[\n\t|]+")
EDGES = " \r.!?…[]()«»\"'*:;,—–-"


def is_server_page(text: str, letters: int) -> bool:
    """Whether a text of so many letters is a server's message: it says so, and hardly anything else."""
    if letters > MOST_LETTERS:
        return False
    sentences = [sentence.strip(EDGES) for sentence in SENTENCE_END.split(text)]
    said = _letters(sentences, _sayings())
    return said > 0 and said + _letters(sentences, _beside()) >= SHARE * letters


def _letters(sentences: Sequence[str], pattern: re.Pattern[str]) -> int:
    """Letters of the sentences that are of a pattern."""
    return sum(char.isalpha() for sentence in sentences if pattern.fullmatch(sentence) for char in sentence)


@cache
def _sayings() -> re.Pattern[str]:
    """Compiled when first used."""
    return re.compile(rf"{COURTESY}(?:{'|'.join((*ENGLISH, *UKRAINIAN, *DUTCH))})", re.IGNORECASE)


@cache
def _beside() -> re.Pattern[str]:
    """Compiled when first used."""
    return re.compile("|".join(BESIDE), re.IGNORECASE)
