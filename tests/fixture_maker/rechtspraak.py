"""The Dutch corpus: the bulk archive with one archive a month, and the truth about it.

What belongs here: which judgments there are, their faults, how the archive is nested. What does not: the XML form
(see judgment_xml.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.fixture_maker import archive, draw, judgment_xml, leaks
from tests.fixture_maker import identifiers as ids
from tests.fixture_maker.days import dutch
from tests.fixture_maker.judgment_xml import Record, Relation
from tests.fixture_maker.leaks import Planted
from tests.fixture_maker.templates import template

OWMS = "http://standaarden.overheid.nl/owms/terms/"
COURTS: Mapping[str, tuple[str, str, str]] = {
    "rechtbank": ("RBMNE", "Rechtbank Midden-Nederland", "Rechtbank_Midden-Nederland"),
    "hof": ("GHARL", "Gerechtshof Arnhem-Leeuwarden", "Gerechtshof_Arnhem-Leeuwarden"),
    "hr": ("HR", "Hoge Raad", "Hoge_Raad_der_Nederlanden"),
    "phr": ("PHR", "Parket bij de Hoge Raad", "Parket_bij_de_Hoge_Raad"),
    "crvb": ("CRVB", "Centrale Raad van Beroep", "Centrale_Raad_van_Beroep"),
}
PLAN: Mapping[int, Mapping[str, int]] = {
    1998: {"tax": 6, "civil_old": 5},
    2012: {"crvb": 5, "civil_old": 3, "hof_criminal": 3, "loan": 3},
    2019: {
        "theft": 5,
        "hof_criminal": 3,
        "hr_criminal": 3,
        "conclusion": 3,
        "loan": 5,
        "hof_civil": 3,
        "social": 4,
        "crvb": 3,
    },
    2024: {
        "theft": 5,
        "hof_criminal": 3,
        "hr_criminal": 3,
        "conclusion": 3,
        "loan": 5,
        "hof_civil": 3,
        "social": 4,
        "crvb": 3,
    },
}
MINOR = re.compile(r"(\d+)\.\d+(\.?) ")
JUDGES = ("A. van Dromenland", "B.C. Bedacht", "D.E. Luchtfietser", "F. de Verteller", "G.H. Nergenshuizen")
RICH_LINES = (
    '<para>Zie ook de noot<footnote-ref linkend="voetnoot_1"/> en de brief<!-- tussenvoegsel -->, waarin staat:'
    "<?linebreak?>regel na de regeleinde-instructie.</para>",
    '<informaltable><tgroup cols="2"><colspec colname="1"/><tbody><row><entry><para>Post</para></entry>'
    "<entry><para>Bedrag</para></entry></row><row><entry><para>Salaris</para></entry><entry><para>€ 563,-</para>"
    "</entry></row></tbody></tgroup></informaltable>",
    '<para>Het gaat om 12 m<superscript>2</superscript>, aldus <emphasis role="bold">het</emphasis> plan.</para>',
    "<potentialnr>7</potentialnr><quote><text>Woorden in een element dat het schema niet kent.</text></quote>",
    '<mediaobject><imageobject><imagedata fileref="0000-1111" format="image/png"/></imageobject></mediaobject>',
    '<footnote id="voetnoot_1" label="1"><para>Tekst van de voetnoot.</para></footnote>',
)


@dataclass(frozen=True, slots=True)
class File:
    """One XML file: where it lies, its bytes, what should become of it, and what was planted."""

    month: str
    name: str
    body: bytes
    ecli: str
    outcome: str
    what: str
    planted: tuple[Planted, ...] = ()
    traps: tuple[str, ...] = ()


def fields(kind: str, year: int, index: int, day: dt.date) -> dict[str, str]:
    """Every field a Dutch template may ask for; a conclusion and its judgment share the case number."""
    key = ("hr_criminal" if kind == "conclusion" else kind, year, index)
    serial = 1_000 + draw.number(8_000, "serial", *key)
    court = template("judgments", kind).head["court"]
    cases = {
        "hr": f"{year % 100:02d}/{serial:05d}",
        "phr": f"{year % 100:02d}/{serial:05d}",
        "crvb": f"{year % 100:02d}/{serial}",
    }
    hearing = day - dt.timedelta(60 + draw.number(300, "hearing", *key))
    bench = draw.several(JUDGES, 2, "bench", *key)
    return {
        "case": cases.get(court, f"C/16/{draw.number(900_000, 'roll', *key):06d} / HA ZA {year % 100}-{serial % 900}"),
        "parket": f"16-{draw.number(10**6, 'parket', *key):06d}-{year % 100:02d}",
        "day": dutch(day),
        "hearing": dutch(hearing),
        "judge": bench[0],
        "clerk": bench[1],
        "months": str(3 + draw.number(40, "m", *key)),
        "sum": f"{1 + draw.number(90, 'sum', *key)}.{draw.number(1000, 'sum2', *key):03d},00",
        "costs": f"{1 + draw.number(3, 'costs', *key)}.{draw.number(1000, 'costs2', *key):03d},00",
        "kvk": ids.digits(8, "kvk", *key),
        "place_upper": COURTS[court][1].partition(" ")[2].upper(),
    }


def day_of(kind: str, year: int, index: int) -> dt.date:
    """Day of the judgment, in one of four months so that archives hold several; a conclusion comes first."""
    if kind == "conclusion":
        return day_of("hr_criminal", year, index) - dt.timedelta(20)
    month = draw.pick((2, 5, 9, 12), "month", kind, year, index)
    return dt.date(year, month, 1 + draw.number(28, "day", kind, year, index))


def ordinal(kind: str, year: int, index: int) -> str:
    """The last part of the ECLI: a national number before 2013, a plain number later; all invented."""
    place = list(PLAN[year]).index(kind) * 10 + index
    return f"{'ZY' if year < 2000 else 'BY'}{9000 + place}" if year < 2013 else str(90_000 + place)


def ecli_of(kind: str, year: int, index: int) -> str:
    """ECLI of the judgment of this kind, year and number."""
    return f"ECLI:NL:{COURTS[template('judgments', kind).head['court']][0]}:{year}:{ordinal(kind, year, index)}"


def record(kind: str, year: int, index: int) -> tuple[Record, tuple[Planted, ...], tuple[str, ...]]:
    """The judgment, what was planted in it, and its traps."""
    source, key, day = template("judgments", kind), (kind, year, index), day_of(kind, year, index)
    values = fields(kind, year, index, day)
    chosen = leaks.chosen(leaks.dutch(*key), *key)
    lines = renumbered(source.fill(values, *key, leaks=[leak.sentence for leak in chosen]))
    court = COURTS[source.head["court"]]
    references = [law.strip().partition(" ") for law in source.head["references"].split(";")]
    abstract = source.blocks["abstract"][0].format_map(values)
    made = Record(
        ecli_of(*key),
        court[1],
        OWMS + court[2],
        day.isoformat(),
        f"{day + dt.timedelta(9)}T10:11:{index:02d}",
        (values["case"],),
        source.head["area"],
        source.head["procedure"],
        tuple((uri, name) for uri, _, name in references),
        relations(kind, year, index),
        ordinal(*key) if year < 2013 else "",
        "",
        abstract,
        tuple(lines),
        source.head["style"],
    )
    whole = "\n".join([abstract, *lines])
    traps = [value for name in ("case", "parket", "kvk") if (value := values[name]) in whole]
    return made, tuple(leaks.found(whole, [leak.planted for leak in chosen])), tuple(traps)


def renumbered(lines: list[str]) -> list[str]:
    """Numbered paragraphs without the gaps that the draw left: 3.1, 3.4 become 3.1, 3.2."""
    last: Counter[str] = Counter()
    made = []
    for line in lines:
        if match := MINOR.match(line):
            last[match[1]] += 1
            line = f"{match[1]}.{last[match[1]]}{match[2]} {line[match.end() :]}"
        made.append(line)
    return made


def relations(kind: str, year: int, index: int) -> tuple[Relation, ...]:
    """A judgment of the Hoge Raad points to its conclusion, the conclusion back."""
    other = {
        "hr_criminal": ("conclusion", "conclusie", "eerdereAanleg"),
        "conclusion": ("hr_criminal", "arrest", "latereAanleg"),
    }.get(kind)
    return (Relation(ecli_of(other[0], year, index), other[1], other[2]),) if other else ()


def file_of(made: Record, body: bytes, outcome: str, what: str) -> File:
    """The record's file in the archive of its month."""
    month = made.day[:7].replace("-", "")
    return File(month, f"{made.ecli.replace(':', '_')}.xml", body, made.ecli, outcome, what)


def judgments() -> list[File]:
    """All good judgments, some with a peculiarity of the live data."""
    made = []
    for year, kinds in PLAN.items():
        for kind, count in kinds.items():
            for index in range(count):
                judgment, planted, traps = record(kind, year, index)
                judgment, body, what = peculiar(judgment, kind, year, index)
                made.append(replace(file_of(judgment, body, "text", what), planted=planted, traps=traps))
    return made


def peculiar(judgment: Record, kind: str, year: int, index: int) -> tuple[Record, bytes, str]:
    """The judgment in its own form, or with the peculiarity its place asks for."""
    match kind, year, index:
        case "loan", 2019, 0:
            rich = replace(judgment, lines=(*judgment.lines[:-1], *RICH_LINES, judgment.lines[-1]))
            return rich, judgment_xml.written(rich), "rich markup, unknown elements, instructions with tails"
        case "loan", 2019, 1:
            return judgment, b"\xef\xbb\xbf" + judgment_xml.written(judgment), "byte-order mark"
        case "loan", 2024, 0:
            odd = replace(judgment, procedure_uri="procedure#&#xA;tussenbeschikking&#xA;")
            return odd, judgment_xml.written(odd), "line breaks in an attribute"
        case "loan", 2024, 1:
            several = replace(judgment, cases=(f"{judgment.cases[0]} en C/16/000001", "200.1/02; 200.1/03"))
            return several, judgment_xml.written(several), "several case numbers"
        case "loan", 2024, 2:
            island = replace(
                judgment, court="Gerecht in eerste aanleg van Verzoneiland", court_attribute="psi:resourceIdentifier"
            )
            return island, judgment_xml.written(island), "court named by a psi attribute"
    return judgment, judgment_xml.written(judgment), ""


def faults() -> list[File]:
    """Records without text and files that cannot be read, one of each kind."""
    bare = [record("tax", 1998, index)[0] for index in range(3)]
    none = [
        replace(old, ecli=f"ECLI:NL:HR:1998:ZG99{place:02d}", replaces=f"ZG99{place:02d}", lines=(), abstract="")
        for place, old in enumerate(bare)
    ]
    none[1] = replace(none[1], replaced_by=bare[1].ecli)
    made = [
        file_of(
            one,
            judgment_xml.written(one),
            *(("withdrawn", "replaced") if one.replaced_by else ("metadata_only", "no text")),
        )
        for one in none
    ]
    good, spare, third, fourth = (
        replace(record("social", 2024, index)[0], ecli=f"ECLI:NL:RBMNE:2024:9900{index}") for index in range(4)
    )
    body = judgment_xml.written(good)
    bomb = b'<!DOCTYPE open-rechtspraak [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<open-rechtspraak>'
    older = replace(record("theft", 2024, 0)[0], modified="2024-01-01T00:00:00")
    repeated = replace(
        file_of(older, judgment_xml.written(older), "superseded", "older file of an ECLI"),
        name="ouder/" + older.ecli.replace(":", "_") + ".xml",
    )
    return [
        *made,
        file_of(good, body[: len(body) // 2], "malformed_xml", "truncated XML"),
        file_of(
            spare,
            judgment_xml.written(spare).replace(b"<open-rechtspraak>", bomb, 1),
            "entity_expansion",
            "entity declaration",
        ),
        file_of(third, b"\n" + judgment_xml.written(third), "either", "blank line before the declaration"),
        file_of(fourth, b"", "malformed_xml", "no bytes"),
        repeated,
    ]


def files() -> dict[str, bytes]:
    """The bulk archive; one month of it holds nothing."""
    months: dict[str, list[tuple[str, bytes]]] = {"199811": []}
    for one in [*judgments(), *faults()]:
        months.setdefault(one.month, []).append((one.name, one.body))
    inner = [(f"{month[:4]}/{month}.zip", archive.zipped(content)) for month, content in sorted(months.items())]
    return {"OpenDataUitspraken.zip": archive.zipped(inner)}


def truth() -> dict[str, object]:
    """What a reader of the corpus should find."""
    everything = [*judgments(), *faults()]
    years = sorted({one.month[:4] for one in everything})
    return {
        "years": {year: counts([one for one in everything if one.month[:4] == year]) for year in years},
        "special": [
            {"id": f"rechtspraak:{one.ecli}", "what": one.what, "outcome": one.outcome}
            for one in everything
            if one.what
        ],
        "personal_data": [
            {"id": f"rechtspraak:{one.ecli}", "type": p.type, "text": p.text, "action": p.action}
            for one in everything
            for p in one.planted
        ],
        "traps": [{"id": f"rechtspraak:{one.ecli}", "text": trap} for one in everything for trap in one.traps],
    }


def counts(year: list[File]) -> dict[str, object]:
    """Files, documents by status and quarantine by reason."""
    outcomes = Counter(one.outcome for one in year)
    kept = {name: outcomes.pop(name, 0) for name in ("text", "metadata_only", "withdrawn", "either")}
    return {
        "records": len(year),
        "documents": len(year) - kept["either"] - outcomes.total(),
        **kept,
        "quarantined": dict(sorted(outcomes.items())),
    }
