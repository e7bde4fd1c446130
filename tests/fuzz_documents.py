"""Documents written for the fuzzing of sections: every unit of every grammar in a few lines, and single headings.

What belongs here: the words. What does not: what is done to them (`fuzz_mutations`). No real document has so many
units so close together, and an input of a few thousand characters should meet all rules of its grammar.
"""

from __future__ import annotations

PIECES = (
    "\n", "\nВСТАНОВИВ:", "\nу х в а л и в :", "\nКеруючись ст. 5 ЦПК, суд", "\nСуддя О. Коваль", "\nУХВАЛА\n",
    "\nОКРЕМА ДУМКА", "\nСуть спору: борг", "\nЩодо строку\n", "\nСтаття 1. Мета", "\nСтаття 2 - 1 . А", "{", "}",
    '"Стаття 7. Чужа', "{Статтю 3 виключено}", "\nРозділ II", "\nГлава 1.", "\n1. Перше", "\n1) пункт;", "\nа) б",
    "\n1.1. В.", "\nПримітка.", "\nДодаток 1", "\nПОРЯДОК", " такого змісту:", '";', "\n1. De feiten", "«", "»",
    "\nOverwegingen", "\n3.1. Het hof", "\nBESLISSING", "\nI. Conclusie inzake", "\nArtikel 1", "\nHoofdstuk 1",
    "\na. onder", "\n1°. x", "\nBijlage", "\0", "\u00a0", " " * 40, "В С Т А Н О В И В", "а", "I", "1", ".", "(",
    "\tб\nв\tг\n", "\n| а | б |\n| в | г |", "\n2) доповнити статтею такого змісту:\n«Стаття 9-1. Нова\n1. Так.»;",
    "\nПРИКІНЦЕВІ ПОЛОЖЕННЯ", "\nПрезидент України\nА.ПЕРША", "\nМОТИВУВАЛЬНА ЧАСТИНА", "\n{Абзац\nдругий змінено}",
    "\nСтаття 31. Є\nСтаття 311. Є\nСтаття 32. Є", "\nГоловуючий", "\nможе бути оскаржена", "\n4.1.\n", "**", "## ",
    "\n[Vervallen per 01-01-2010]", "\nBewezenverklaring", "\nA\n", "\nВ Ы Р О К", "\nрешил:", "\r\n", "''",
)  # fmt: skip
"""What may be put into any of the documents, at any place."""

WRITTEN = (
    "Постанова\nІменем України\n5 травня 2020 року\nм. Київ\nсправа № 1/2/20\nУчасники справи:\nпозивач - ОСОБА_1,\n"
    "ВСТАНОВИВ:\nОПИСОВА ЧАСТИНА\nКороткий зміст позовних вимог\n1. Позивач просив.\n2. Суд відмовив.\n"
    "Короткий зміст рішень судів\n3. Рішенням суду.\nАргументи учасників справи\nДоводи касаційної скарги\n4. Скарга.\n"
    "Позиція інших учасників\n5. Відзив.\nМОТИВУВАЛЬНА ЧАСТИНА\nПозиція Верховного Суду\n6. Суд.\n6.1. Далі.\n"
    "Щодо строку\n7. Строк.\nВисновки за результатами розгляду\n8. Отже.\nЩодо судових витрат\n9. Витрати.\n"
    "Керуючись статтями 400, 409 ЦПК України, Верховний Суд\nПОСТАНОВИВ:\n1. Скаргу задовольнити.\n2. Скасувати.\n"
    "Постанова набирає законної сили.\nГоловуючий А. Б. Перша\nСудді: В. Г. Друга\nОКРЕМА ДУМКА\n"
    "судді\n1. Не згоден.\n",
    "В И Р О К\nІ М Е Н Е М  У К Р А Ї Н И\nСуд розглянув\nобвинуваченого ОСОБА_1,\n"
    "в с т а н о в и в:\nСуть спору: є.\n"
    "Мотивувальна частина\nСуд вважає.\nНа підставі викладеного, керуючись ст. 374 КПК,\nз а с у д и в:\n"
    "ОСОБА_1 визнати винуватим.\n1. Міра.\n2. Докази.\nВирок може бути оскаржений.\nСуддя А. Б.\n\nУХВАЛА\n"
    "Суддя розглянула,\nВСТАНОВИЛА:\nЗаяву.\nКеруючись ст. 9,\nУХВАЛИЛА:\nВідкрити.\nСуддя В. Г.\n",
    "КОДЕКС УКРАЇНИ\nЦей Кодекс визначає засади.\nКНИГА ПЕРША\nЗАГАЛЬНІ ПОЛОЖЕННЯ\nРозділ I\nОСНОВИ\nГлава 1. Засади\n"
    "§ 1. Дім\nСтаття 1. Мета\n1. Так:\n1) а;\n1-1) б;\n2) в:\nа) г;\nб) ґ.\nЩе абзац.\n"
    "{Частину першу змінено}\n2. Ні.\n"
    "{Статтю 1 змінено}\nСтаття 2. Терміни\n2.1. Є:\n2.1.1. одне;\n2.1.2. друге.\n{Статтю 3 виключено}\nСтаття 3-1.\n"
    "Усі вільні.\nПрава є:\n1) одне;\n2) інше.\nПримітка. 1. Це.\n2. Те.\nПідрозділ 2. Речі\nСтаття 129. А\nТак.\n"
    "Стаття 1291. Б\nТак.\nСтаття 130. (Втратила чинність)\nРозділ II\nПЕРЕХІДНІ ПОЛОЖЕННЯ\n1. Чинність.\n2. Внести:\n"
    "1) у Кодексі:\nа) доповнити статтями такого змісту:\n«Стаття 5-1. Нова\n1. А.\nСтаття 5-2. Ще\n"
    "Б»;\nб) слова «в» ні;\n"
    "2) у Законі.\nПрезидент України\nА.ПЕРША\nДодаток 1\nдо Кодексу\nПЕРЕЛІК\nТовар\tСтавка\n"
    "1. Зерно\t5\n2. Сіль\t6\n",
    "КАБІНЕТ МІНІСТРІВ УКРАЇНИ\nПОСТАНОВА\nВідповідно до закону Кабінет Міністрів постановляє:\n1. Затвердити:\n"
    "Порядок;\nзміни.\n2. Діє.\nПрем'єр-міністр А. ПЕРШИЙ\nЗАТВЕРДЖЕНО\nпостановою\nвід 5 травня\nПОРЯДОК\nроботи\n"
    "Загальні питання\n1. Цей Порядок.\n2. Є:\n1) а;\nб;\n2) в.\nПрава водіїв\n3. Їхати.\nДодаток\n"
    "до Порядку\n| а | б |\n"
    "| в | г |\nІ. ПЕРША\n1.1. Так.\n1.2. Ні.\n1.2.1. Отже.\n2. ДРУГА\n2.1. Є.\n",
    "ECLI:NL:RBX:2020:1\nRECHTBANK X\nvonnis van 5 mei 2020\nin de zaak van\nA,\neiseres,\n1. De procedure\n"
    "1.1. Het verloop.\n1.2. Vonnis.\n2. De feiten\n2.1. Eiser.\n2.2. Gedaagde.\n3. Het geschil\n3.1. Eiser vordert.\n"
    "4. De beoordeling\nBevoegdheid\n4.1. De rechtbank.\n4.1.1. Dan.\n4.1.2. Dus.\n4.2. Slot.\n5. De beslissing\n"
    "De rechtbank\n5.1. wijst af,\n5.2. veroordeelt.\nRechtsmiddel\nHoger beroep.\nBijlage\n1. Lijst.\n",
    "RECHTBANK Y\nStrafrecht\nTenlastelegging\nAan verdachte.\nVoorvragen\nGeldig.\n"
    "Waardering van het bewijs\nBewijs.\n"
    "Bewezenverklaring\nHij.\nStrafbaarheid van verdachte\nJa.\nMotivering van de straf\nErnst.\nBeslag\nGeld.\n"
    "De benadeelde partij\nSchade.\nToepasselijke wettelijke voorschriften\nArtikel 9.\nBESLISSING\nVeroordeelt.\n"
    "Informatie over hoger beroep\nBinnen.\n",
    "Hoge Raad der Nederlanden\nArrest\n1 Geding in cassatie\nBeroep.\n2 Beoordeling van het middel\n2.1 Het middel.\n"
    "2.2 Het hof.\n3 Proceskosten\nGeen.\n4 Beslissing\nDe Hoge Raad verwerpt.\nNr. 20/1\nConclusie van de A-G inzake\n"
    "1 Inleiding\n1.1 Deze zaak.\n2 Bespreking\n2.1 Het middel.\n3 Conclusie\nVerwerping.\n",
    "Wet van 5 mei\nWij Willem\nBoek 7. Overeenkomsten\nTitel 10. Arbeid\nHoofdstuk 1. Algemeen\nAfdeling 1.1. Begrip\n"
    "Paragraaf 1\nArtikel 7:610\n1 De overeenkomst.\n2 Zijn:\na. een;\nb. twee:\n1°. x;\n2°. y.\n3. Slot.\n"
    "Artikel 7:610a [Vervallen per 01-01-2010]\nArtikel 7:611. Goed\nDe werkgever.\n"
    "Bijlage 1 als bedoeld in artikel 2\n"
    "a\tb\nc\td\n",
    "Wet tot wijziging\nArtikel I\nDe Wet X wordt gewijzigd:\nA\nArtikel 5 komt te luiden:\nArtikel 5\n1. Nieuw.\nB\n"
    "Na artikel 6 wordt ingevoegd:\nArtikel 6a\nEerste lid.\nArtikel II\nDeze wet treedt in werking.\n",
)  # fmt: skip
"""Decisions, acts and judgments of every kind."""
