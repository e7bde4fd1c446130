"""Writes a judgment as rechtspraak.nl does: RDF metadata in one or two Descriptions, abstract, body.

What belongs here: the XML form. What does not: the words, and which judgments there are (see rechtspraak.py).
Lines of a body: `! text` a bridgehead, `# role | number | title` opens a section, `3.1. text` a numbered paragraph,
`- text` an item of a list, anything else a paragraph. Elements in angle brackets are passed on as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ecli="https://e-justice.europa.eu/ecli" '
    'xmlns:tr="http://tuchtrecht.overheid.nl/" xmlns:eu="http://publications.europa.eu/celex/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bwb="bwb-dl" '
    'xmlns:cvdr="http://decentrale.regelgeving.overheid.nl/cvdr/" xmlns:psi="http://psi.rechtspraak.nl/" '
    'xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"'
)
BODY = 'lang="nl" xml:space="preserve" xmlns="http://www.rechtspraak.nl/schema/rechtspraak-1.0"'
NUMBERED = re.compile(r"(\d+(?:\.\d+)*\.?) (?=\S)(.*)", re.DOTALL)
CODES = "http://psi.rechtspraak.nl"


@dataclass(frozen=True, slots=True)
class Relation:
    """A formal relation to another judgment."""

    ecli: str
    type: str
    stage: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything an XML file says."""

    ecli: str
    court: str
    court_uri: str
    day: str
    modified: str
    cases: tuple[str, ...]
    area: str
    procedure: str
    references: tuple[tuple[str, str], ...] = ()
    relations: tuple[Relation, ...] = ()
    replaces: str = ""
    replaced_by: str = ""
    abstract: str = ""
    lines: tuple[str, ...] = ()
    style: str = "sections"
    court_attribute: str = "resourceIdentifier"
    procedure_uri: str = ""

    @property
    def root(self) -> str:
        """Name of the body's element."""
        return "conclusie" if self.style == "conclusion" else "uitspraak"


def written(record: Record) -> bytes:
    """The XML file of the record; without lines, a metadata-only record with one Description."""
    second = description_of_text(record) if record.lines else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<open-rechtspraak>\n  <rdf:RDF {NAMESPACES}>\n'
        f"{description(record)}{second}  </rdf:RDF>\n{text(record) if record.lines else ''}</open-rechtspraak>\n"
    ).encode()


def description(record: Record) -> str:
    """The first Description: the metadata record, whose `modified` is the change stamp."""
    kind = "conclusie" if record.style == "conclusion" else "uitspraak"
    procedure = record.procedure_uri or f"procedure#{record.procedure.lower().replace(' ', '')}"
    parts = [
        f"<dcterms:identifier>{record.ecli}</dcterms:identifier>",
        "<dcterms:format>text/xml</dcterms:format>",
        "<dcterms:accessRights>public</dcterms:accessRights>",
        f"<dcterms:modified>{record.modified}</dcterms:modified>",
        f'<dcterms:issued rdfs:label="Publicatiedatum">{record.modified[:10]}</dcterms:issued>',
        '<dcterms:publisher resourceIdentifier="http://rechtspraak.nl/">Raad voor de Rechtspraak</dcterms:publisher>',
        "<dcterms:language>nl</dcterms:language>",
        *[f'<dcterms:replaces rdfs:label="Vervangt">{ljn}</dcterms:replaces>' for ljn in [record.replaces] if ljn],
        *[f"<dcterms:isReplacedBy>{ecli}</dcterms:isReplacedBy>" for ecli in [record.replaced_by] if ecli],
        f'<dcterms:creator rdfs:label="Instantie" {record.court_attribute}="{record.court_uri}" '
        f'scheme="overheid.RechterlijkeMacht">{record.court}</dcterms:creator>',
        f'<dcterms:date rdfs:label="Uitspraakdatum">{record.day}</dcterms:date>',
        *[f'<psi:zaaknummer rdfs:label="Zaaknr">{case}</psi:zaaknummer>' for case in record.cases],
        f'<dcterms:type rdf:language="nl" resourceIdentifier="{CODES}/{kind}">{kind.capitalize()}</dcterms:type>',
        f'<psi:procedure rdf:language="nl" rdfs:label="Procedure" resourceIdentifier="{CODES}/{procedure}">'
        f"{record.procedure}</psi:procedure>",
        "<dcterms:coverage>NL</dcterms:coverage>",
        f'<dcterms:subject rdfs:label="Rechtsgebied" resourceIdentifier="{CODES}/rechtsgebied#'
        f'{record.area.lower().replace("; ", "_").replace(" ", "")}">{record.area}</dcterms:subject>',
        *map(relation, record.relations),
        *map(reference, record.references),
        '<dcterms:hasVersion rdfs:label="Vindplaatsen" resourceIdentifier="http://psi.rechtspraak.nl/vindplaats">'
        "<rdf:list><rdf:li>Rechtspraak.nl</rdf:li></rdf:list></dcterms:hasVersion>",
    ]
    return "    <rdf:Description>\n" + "".join(f"      {part}\n" for part in parts) + "    </rdf:Description>\n"


def relation(link: Relation) -> str:
    """A formal relation; its consequence is a `URI` with spaces and brackets, as published."""
    return (
        f'<dcterms:relation rdfs:label="Formele relatie" ecli:resourceIdentifier="{link.ecli}" '
        f'psi:type="{CODES}/{link.type}" psi:aanleg="{CODES}/{link.stage}" '
        f'psi:gevolg="{CODES}/gevolg#(Gedeeltelijke) vernietiging en zelf afgedaan">'
        f"{link.type}: {link.ecli}</dcterms:relation>"
    )


def reference(law: tuple[str, str]) -> str:
    """A reference to a law, of the Basiswettenbestand."""
    return (
        f'<dcterms:references rdfs:label="Wetsverwijzing" bwb:resourceIdentifier="{escape(law[0])}">'
        f"{law[1]}</dcterms:references>"
    )


def description_of_text(record: Record) -> str:
    """The second Description: about the web page, with stamps of its own."""
    link = f"http://deeplink.rechtspraak.nl/uitspraak?id={record.ecli}"
    year, month, day = record.day.split("-")
    title = f"{record.ecli} {record.court} , {day}-{month}-{year} / {record.cases[0]}"
    return f"""    <rdf:Description rdf:about="{link}">
      <dcterms:identifier>{link}</dcterms:identifier>
      <dcterms:format>text/html</dcterms:format>
      <dcterms:modified>{record.day}T08:00:00</dcterms:modified>
      <dcterms:issued rdfs:label="Publicatiedatum">{record.day}</dcterms:issued>
      <dcterms:title rdf:language="nl">{title}</dcterms:title>
      <dcterms:abstract resourceIdentifier="../../rs:inhoudsindicatie" />
    </rdf:Description>
"""


def text(record: Record) -> str:
    """Abstract and body."""
    inner = flat(record.lines) if record.style == "flat" else sections(record.lines, record.root)
    return (
        f'  <inhoudsindicatie id="{record.ecli}:INH" {BODY}>\n      <para>{words(record.abstract)}</para>\n'
        f"    </inhoudsindicatie>\n"
        f'  <{record.root} id="{record.ecli}:DOC" {BODY}>\n{inner}  </{record.root}>\n'
    )


def flat(lines: Sequence[str]) -> str:
    """A body before about 2013: paragraphs in blocks, numbers typed as text, empty paragraphs between."""
    return "".join(
        f"      <parablock>\n        <para>{words(line)}</para>\n      </parablock>\n      <para/>\n" for line in lines
    )


def sections(lines: Sequence[str], root: str) -> str:
    """A modern body: an info part, then sections."""
    parts, opened = [f"    <{root}.info>\n"], f"{root}.info"
    for line in lines:
        if line.startswith("#"):
            role, number, title = (part.strip() for part in line[1:].split("|"))
            attribute = f' role="{role}"' if role else ""
            label = f"<nr>{number}</nr>" if number else ""
            parts.append(f"    </{opened}>\n    <section{attribute}>\n      <title>{label}{words(title)}</title>\n")
            opened = "section"
        else:
            parts.append(paragraph(line))
    return "".join([*parts, f"    </{opened}>\n"])


def paragraph(line: str) -> str:
    """One line of a modern body."""
    if line.startswith("! "):
        return f'      <bridgehead role="bold">{words(line[2:])}</bridgehead>\n      <para/>\n'
    if line.startswith("- "):
        return f'      <itemizedlist mark="dash"><listitem><para>{words(line[2:])}</para></listitem></itemizedlist>\n'
    if line.startswith("<"):
        return f"      {line}\n"
    if match := NUMBERED.fullmatch(line):
        return (
            f"      <paragroup>\n        <nr>{match[1]}</nr>\n        <para>{words(match[2])}</para>\n"
            "      </paragroup>\n      <para/>\n"
        )
    return f"      <parablock>\n        <para>{words(line)}</para>\n      </parablock>\n"


def words(line: str) -> str:
    """The words with markup characters escaped."""
    return escape(line, quote=False)
