"""What an act calls itself."""

from __future__ import annotations

import pytest

from pipelines.dedup.act_names import ActName, act_name, same_told

BODY = "Стаття 1. Держава охороняє джерела. " * 20
DECREE = "Про порядок догляду за джерелами\n1. Затвердити Порядок.\n" + BODY
AMENDED = "{Із змінами, внесеними згідно із Законом № 9-IX від 1.02.2022}\n"


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        (f"ЗАКОН УКРАЇНИ\nПро джерела\n{BODY}\nм. Київ\n20 червня 2022 року\n№ 77-IX", "77-IX", "про джерела"),
        (f"ЗАКОН УКРАЇНИ Про джерела. {BODY}м. Київ 20 червня 2022 року № 77-IX", "77-IX", "про джерела"),
        (f"ЗАКОН УКРАЇНИ\nПро джерела\n{AMENDED}{BODY}", "", "про джерела"),
        (f"ЗАКОН УКРАЇНИ\nПро внесення змін до Закону України «Про джерела»\n{BODY}\n№ 9-IX", "9-IX", ""),
        (f"НАКАЗ\n{BODY}\nЗміни внесено згідно із Законом від 1 лютого 2022 року № 9-IX", "", ""),
        (f"ПРОЕКТ\nЗАКОН УКРАЇНИ\nПро джерела\n{BODY}", "", ""),
        (f"КАБІНЕТ МІНІСТРІВ УКРАЇНИ\nПОСТАНОВА\nвід 13 грудня 2019 р. № 1182\nКиїв\n{DECREE}", "1182/2019", ""),
        (f"КАБІНЕТ МІНІСТРІВ УКРАЇНИ ПОСТАНОВА від 13 грудня 2019 р. № 1182 Київ {DECREE}", "1182/2019", ""),
        (f"НАКАЗ\n13.12.2019 № 55-к\n{DECREE}", "55-К/2019", ""),
        (f"РІШЕННЯ виконавчого комітету Криничної ради від 5 травня 2020 р. № 41 {DECREE}", "41/2020", ""),
        (f"НАКАЗ\nПро скасування наказу від 5 травня 2020 р. № 41\n{BODY}", "", ""),
        (f"НАКАЗ\n№ 55\n{DECREE}", "", ""),
        (f"Закон бронбеheer\n{BODY}", "", ""),
        ("Bronnenwet\nArtikel 1\nDe bron is van allen.", "", "bronnenwet"),
        ("Regeling beheer bronnen\nDe Minister van Water besluit:\nArtikel 1", "", "regeling beheer bronnen"),
        ("Regeling tot wijziging van de Regeling beheer bronnen\nArtikel 1", "", ""),
        ("", "", ""),
    ],
)
def test_an_act_names_itself(text: str, number: str, title: str) -> None:
    """By the number it is signed with, never by that of an act it speaks of; by its title where no other has it."""
    assert act_name(text) == ActName(number, title)


@pytest.mark.parametrize(
    ("one", "other", "same"), [("7", "7", True), ("7", "8", False), ("", "7", None), ("", "", None)]
)
def test_what_is_not_told_is_no_name(one: str, other: str, same: bool | None) -> None:
    """It tells neither one act nor two."""
    assert same_told(one, other) is same is same_told(other, one)
