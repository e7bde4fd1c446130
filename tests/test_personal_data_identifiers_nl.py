"""The Netherlands: every written form of an identifier, address and birth date, and the traps beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.nl import bsn

from tests.found_identifiers import found

FORMS = [
    ("BSN {}", "BSN", "111222333"),
    ("BSN: {}", "BSN", "111.222.333"),
    ("burgerservicenummer {}", "BSN", "1112.22.333"),
    ("BURGERSERVICENUMMER {}", "BSN", "111 222 333"),
    ("sofinummer {}", "BSN", "11122\n2333"),
    ("(BSN {})", "BSN", "l11222333"),
    ("(8SN {})", "BSN", "111222333"),
    ("sociaal-fiscaalnummer {}", "BSN", "111222333"),
    ("burgerservicеnиmmer {}", "BSN", "111222333"),
    ("rekening {}", "IBAN", "NL91ABNA0417164300"),
    ("rekening {}", "IBAN", "NL91 ABNA 0417 1643 00"),
    ("rekening {}", "IBAN", "NL91\u00a0ABNA\u00a00417\u00a01643\u00a000"),
    ("rekening {}", "IBAN", "NL91 ABNA 0417\n1643 00"),
    ("rekening {}", "IBAN", "NL9l ABNA O417 1643 OO"),
    ("rekening {}", "IBAN", "nl91abna0417164300"),
    ("rekening {}", "IBAN", "NL91.ABNA.0417.1643.00"),
    ("rekening {}", "IBAN", "NL91-ABNA-0417-1643-00"),
    ("gestort op{} en", "IBAN", "NL91ABNA0417164300"),
    ("rekeningnummer {}", "ACCOUNT", "41.71.64.300"),
    ("op bankrekening met nummer {}", "ACCOUNT", "417164300"),
    ("rek.nr. {}", "ACCOUNT", "41.71.64.300"),
    ("girorekening {}", "ACCOUNT", "1234567"),
    ("Postbankrekeningnummer {}", "ACCOUNT", "12345"),
    ("pas {}", "CARD", "5168 7512 3456 7894"),
    ("telefoonnummer {}", "PHONE", "06-12345678"),
    ("belt met {}", "PHONE", "06 - 12 34 56 78"),
    ("belt met {}", "PHONE", "06.12.34.56.78"),
    ("mobiel {}", "PHONE", "0612345678"),
    ("het nummer ({})", "PHONE", "06-12345678"),
    ("het nummer {}", "PHONE", "+31 6 12345678"),
    ("het nummer {}", "PHONE", "+31 (0)6 12345678"),
    ("het nummer {}", "PHONE", "0031 6 12 34 56 78"),
    ("het nummer {}", "PHONE", "O6-l2345678"),
    ("tel. {}", "PHONE", "020-1234567"),
    ("tel. {}", "PHONE", "(0172) 12 34 56"),
    ("tel. {}", "PHONE", "0172 – 123456"),
    ("TELEFOON: {}", "PHONE", "0201234567"),
    ("De griffier.\ntel. {}", "PHONE", "06-12345678"),
    ("de gemeente Ede\nde gebruiker van {}", "PHONE", "06-123-456-78"),
    ("telefoontap op {}", "PHONE", "+420 602 118 442"),
    ("via {}", "EMAIL", "jan_b@voorbeeld.nl"),
    ("via {}. Daarna", "EMAIL", "j.de.vries@mail.voorbeeld.com"),
    ("wonende te {}", "ADDRESS", "Zwolle aan de Lange Kerkstraat 12a"),
    ("wonende te {}, thans", "ADDRESS", "Wijk aan Zee, aan het Zeepad 12/3"),
    ("ingeschreven op het adres {}", "ADDRESS", "Voorstreek 12-2"),
    ("op het  adres {} ,", "ADDRESS", "Plein 1813 12 bis"),
    ("adres: {}", "ADDRESS", "Plein 1813 nr. 12, 3511 AB Utrecht"),
    ("de woning {}", "ADDRESS", "3511 AB Utrecht, Plein 1813 12"),
    ("wonende te {}", "ADDRESS", "3511 AB Utrecht, aan de Kerkstraat 12"),
    ("wonende aan de {}", "ADDRESS", "Kerkstraat 12 (3511 AB) te Utrecht"),
    ("het perceel {}", "ADDRESS", "Plein 1813 12 te Ede"),
    ("wonend te {},", "ADDRESS", "Utrecht (3511AB), Singel 12"),
    ("adres: {}", "ADDRESS", "Kerkstraat 200-2, postcode 3511 AB Utrecht"),
    ("op het adres {}", "ADDRESS", "Kerkstraat 60 2, 3511 AB te Utrecht"),
    ("in de gemeentelijke basisadministratie op het adres {}", "ADDRESS", "Hoge Zijldijk 12 bis"),
    ("in het gerechtsgebouw te\n2514 EN Den Haag\nadres: {}", "ADDRESS", "Kerkstraat 12"),
    ("wonende aan de {}", "ADDRESS", "Lange Kerkstraat 12a, 3511 AB Utrecht"),
    ("WONENDE TE {}", "ADDRESS", "ZWOLLE AAN DE LANGE KERKSTRAAT 12A"),
    ("woonachtig {}", "ADDRESS", "Eikenlaan 7 te Zwolle"),
    ("verblijft aan de {}", "ADDRESS", "1e Oosterparkstraat 12-III"),
    ("woont {}", "ADDRESS", "Burgemeester van der Lindenstraat 5 bis"),
    ("in de woning {}", "ADDRESS", "Laan van Meerdervoort 312"),
    ("wonende aan het {}", "ADDRESS", "Rokin 12"),
    ("adres: {}", "ADDRESS", "Achter de Hoven 50, 1012 AB Amsterdam"),
    ("wonende te {}", "ADDRESS", "1012 AB Amsterdam, Kerkpad 14"),
    ("wonend te {}", "ADDRESS", "Parkzicht 177-3 te Almere"),
    ("woont {}", "ADDRESS", "Kerkstraat\n12, 3511AB Utrecht"),
    ("bezit: {}", "ADDRESS", "Dorp 5, 7771 AB Hardenberg"),
    ("hypotheek gevestigd ten laste van {}", "ADDRESS", "Dorpstraat 5, 7771 AB Hardenberg"),
    ("OP 12 APRIL 1981 TE DELFT, INGESCHREVEN OP HET ADRES {}", "ADDRESS", "KERKSTRAAT 14"),
    ("auto met kenteken {}", "PLATE", "12-BGH-3"),
    ("een Volvo, {}", "PLATE", "GH-482-K"),
    ("kenteken {}", "PLATE", "12 BGH 3"),
    ("kentekennummer: {}", "PLATE", "12BGH3"),
    ("kenteken {},", "PLATE", "12BGHK"),
    ("kentekennr. {}", "PLATE", "12.BGH.3"),
    ("een Volvo met kent. {}.", "PLATE", "12 34 BG"),
    ("de auto ({})", "PLATE", "FG-08O-F"),
    ("V-nummer {}", "V_NUMBER", "123.456.7890"),
    ("V-nr. {}", "V_NUMBER", "1234567890"),
    ("vreemdelingennummer {}", "V_NUMBER", "123 456 7890"),
    ("V-пиmmer {}", "V_NUMBER", "1234567890"),
    ("рaspoort met nummer {}", "PASSPORT", "XR1001R58"),
    ("pasp00rt, documentnummer{},", "PASSPORT", "XR1001R58"),
    ("paspoort met nummer {}", "PASSPORT", "XR1001R58"),
    ("identiteitskaart {}", "PASSPORT", "IY12345B7"),
    ("paspoort {}", "PASSPORT", "XR1OO1R58"),
    ("paspoort met nummer {}", "PASSPORT", "P01188245"),
    ("geboren te Delft op {}", "BIRTH_DATE", "3 mei 1981"),
    ("geboren op {} te Delft", "BIRTH_DATE", "3 mei 1981"),
    ("GEBOREN OP {} TE DELFT", "BIRTH_DATE", "3 NOVEMBER 1981"),
    ("geboortedatum: {}", "BIRTH_DATE", "03-05-1981"),
    ("geboortedatum {}", "BIRTH_DATE", "O3-05-198l"),
    ("geb. {}", "BIRTH_DATE", "3-5-1981"),
    ("geboren in Delft op {}", "BIRTH_DATE", "31 dec. 1988"),
    ("geboren te [geboorteplaats] op {}", "BIRTH_DATE", "03/05/1981"),
    ("geboren {}", "BIRTH_DATE", "1981-05-03"),
    ("de op {} geboren minderjarige", "BIRTH_DATE", "3 mei 2011"),
    ("Uit dit huwelijk is op {} [kind] geboren", "BIRTH_DATE", "3 mei 2011"),
    ("Op {} is te Delft hun zoon geboren", "BIRTH_DATE", "3-5-2011"),
    ("die op {} uit deze relatie is geboren", "BIRTH_DATE", "3 mei 2011"),
    ("[getuige] (geb. {})", "BIRTH_DATE", "03-05-81"),
    ("geboortedatum en -plaats: {} te Delft", "BIRTH_DATE", "3 mei 1981"),
    ("geb.{}", "BIRTH_DATE", "03-05-81"),
    ("geboren [geboorteland] op {}", "BIRTH_DATE", "3 mei 1981"),
    ("geboren te [geboorteplaats 2] (Marokko) op {}", "BIRTH_DATE", "3 mei 1981"),
    ("geboren volgens eigen opgave ter zitting in [geboorteland] op {}", "BIRTH_DATE", "3 mei 1981"),
    ("ge6oren te Delft 0p {}", "BIRTH_DATE", "3 mеi 1981"),
    ("9eboren oр {}", "BIRTH_DATE", "18 apri1 1981"),
    ("gеboreп op {}", "BIRTH_DATE", "20 janиari 1981"),
    ("geboren op {}", "BIRTH_DATE", "21november 1981"),
    ("(geboren: {})", "BIRTH_DATE", "3.5.1981"),
]


@pytest.mark.parametrize(("words", "kind", "value"), FORMS)
def test_a_form_is_found_whole_and_masked(words: str, kind: str, value: str) -> None:
    """Every written form, in running text, in capitals and as a scanner leaves it."""
    assert found(words.format(value), "nl") == [(kind, value, "mask")]


TRAPS = [
    "parketnummer 16-123456-12 en 05/123456-12, parketnummer 04-865229-11",
    "zaaknummer 201512345/1/A2, rolnummer 200.123.456/01, zaak C/13/123456",
    "ECLI:NL:HR:2024:309, LJN AB1234, NJ 2012/345, Stb. 2010, 350",
    "BSN 111222334, zaaknummer 111222333, KvK-nummer 12345678, RSIN 111222333",
    "proces-verbaal PL0834-2012123456, mutatienummer 0612345678",
    "In 1984 DE rechtbank; Postbus 20301, 2500 EH Den Haag",
    "advocaat te Amsterdam, Postbus 75999, 1070 AZ Amsterdam",
    "kenteken AA-11-AA, kenteken AB-12-CD, [AA-00-BB]",
    "op 3 mei 1981 heeft de rechtbank, op 12-05-2010 gehuwd",
    "geboren te Ede. Op 3 mei 2019 heeft hij, geboren te Ede, wonende te Ede, heeft op 3 mei 2019",
    "de rechtbank heeft op 3 mei 2019 bepaald dat het nog niet geboren kind",
    "perceel A-STRAAT 1/3 te Z, plaatselijk bekend a-straat 1",
    "V-nummer 123456789, polisnummer 9698350929, factuur 1234567890",
    "op 12 mei 2010 zijn zij gehuwd en uit dit huwelijk is een kind geboren",
    "rekeningnummer 123456788, rekening 12345, giro 2014, € 1234567",
    "geve5tigd te Delft, Po5tbus 16002, 3500 DA Utrecht",
    "geboren uit het huwelijk dat op 12-05-2010 is gesloten",
    "overleden te Ede op 11-12-2021, geboren te Ede",
    "de artikelen 12, 13 en 14 van de Wegenverkeerswet 1994",
    "Artikel 12 Herstructurering 1, het Weekoverzicht 1992/26",
    "op de snelweg 12 kilometer, in de Kerkstraat 3 mei 2010",
    "het gerechtshof 12 en de rechtbank Zwolle 2012",
    "€ 123.456.789,00 en € 1.234.567,89 en 1234567890",
    "TZ-nummer 2012123456, dossier 123 456 789",
    "[verdachte] [slachtoffer 1] [adres] [geboortedatum] 1970",
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps_are_left_alone(text: str) -> None:
    """Numbers of cases, companies and laws, fictive plates, boxes, sums and dates of events are nobody's."""
    assert found(text, "nl") == []


KEPT = [
    ("de rechtbank, telefoon 088-3612000", "PHONE"),
    ("info@rechtspraak.nl. Bezoekadres: IJdok", "EMAIL"),
    ("gevestigd te Rotterdam aan de Coolsingelstraat 12", "ADDRESS"),
    ("rekening NL91ABNA0417164300 ten name van Ministerie van Justitie", "IBAN"),
    ("op rekeningnummer NL91ABNA0417164300 van de Belastingdienst", "IBAN"),
    ("op rekening NL91ABNA0417164300 t.n.v. Bakker Bouw B.V.", "IBAN"),
    ("girorekening 1234567 van Stichting Hulp", "ACCOUNT"),
    ("in het gerechtsgebouw, Kneuterdijk 22, 2514 EN Den Haag", "ADDRESS"),
    ("de winkel (vestiging Nieuwendijk 106)", "ADDRESS"),
    ("de Openbare Bibliotheek (Oosterdokskade 5)", "ADDRESS"),
    ("de vereniging van eigenaars Kerkstraat 12-48", "ADDRESS"),
    ("het Paleis van Justitie aan de Leeghwaterlaan 8 te 's-Hertogenbosch", "ADDRESS"),
    ("gedetineerd in de penitentiaire inrichting, Holstmeerweg 7", "ADDRESS"),
]


@pytest.mark.parametrize(("text", "kind"), KEPT)
def test_bodies_and_companies_are_kept(text: str, kind: str) -> None:
    """Courts, public bodies and companies stay as they are."""
    assert [(each, action) for each, _, action in found(text, "nl")] == [(kind, "keep")]


def test_values_side_by_side_are_all_found() -> None:
    """The word for one number does not disown the next."""
    text = "rekening NL91 ABNA 0417 1643 00, BSN 111222333, +31 (0)6 12345678, kenteken 12-BGH-3"
    assert [kind for kind, _, _ in found(text, "nl")] == ["IBAN", "BSN", "PHONE", "PLATE"]


@settings(max_examples=40)
@given(st.integers(10_000_000, 999_999_999))
def test_a_bsn_needs_the_eleven_test(number: int) -> None:
    """Beside its name, exactly the numbers that pass the eleven-test are found."""
    assert bool(found(f"BSN {number:09d}", "nl")) == bsn.is_valid(f"{number:09d}")
