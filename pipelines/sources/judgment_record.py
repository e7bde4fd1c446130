"""What rechtspraak.nl states about one judgment: the RDF head of an open-rechtspraak document.

What belongs here: metadata to the columns of `schema.DOCUMENTS`. The text and its structure are read by
`pipelines.text.judgment`; archives and units by `rechtspraak.py`.
Format: Open Data van de Rechtspraak, technical documentation 1.15. Elements are addressed by namespace and
inside the right `rdf:Description`: the first is the metadata record, the second exists only with a text.
"""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DCTERMS = "{http://purl.org/dc/terms/}"
PSI = "{http://psi.rechtspraak.nl/}"

DEEPLINK = "https://deeplink.rechtspraak.nl/uitspraak?id="
"""Address of a text by its ECLI."""

_ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}")
_CASE_BORDER = re.compile(r"\s*;\s*|\s+/\s+|\s+en\s+")
_LINE_BREAK = re.compile(r"\s*[\r\n]\s*")


def ecli_of(text: str) -> str | None:
    """The first ECLI in a text, in capitals.

    >>> ecli_of("Eerste aanleg: ECLI:NL:RBOBR:2023:4455")
    'ECLI:NL:RBOBR:2023:4455'
    """
    found = _ECLI.search(text.upper())
    return found[0].rstrip(".") if found else None


def judgment_columns(root: etree._Element) -> dict[str, object] | None:
    """The metadata columns of a judgment; None where no record or no ECLI is stated.

    `edition` is the day of the record's last change; `status` tells nothing of the text yet but whether
    another ECLI replaces this one (`withdrawn`). `language` is the register's own, whatever a record or body
    declares (`en`, `fy`, `nl-NL`): what a text is really written in is found in the text.
    """
    descriptions = root.findall(f"{RDF}RDF/{RDF}Description")
    ecli = ecli_of(_text(descriptions[0], f"{DCTERMS}identifier")) if descriptions else None
    if ecli is None:
        return None
    record, published = descriptions[0], descriptions[-1]
    court, procedures = _text(record, f"{DCTERMS}creator"), _texts(record, f"{PSI}procedure")
    return {
        "id": f"rechtspraak:{ecli}",
        "source": "rechtspraak",
        "kind": "decision",
        "language": "nl",
        "title": _text(published, f"{DCTERMS}title") or None,
        "issuer": court or None,
        "issuer_code": next(iter(_resources(record, f"{DCTERMS}creator")), None),
        "instance": instance_of(court, procedures),
        "case_numbers": case_numbers(_texts(record, f"{PSI}zaaknummer")),
        "date": _day(_text(record, f"{DCTERMS}date")),
        "published": _day(_text(record, f"{DCTERMS}issued")),
        "edition": _day(modified(root)),
        "form": _text(record, f"{DCTERMS}type") or None,
        "category": _joined(_texts(record, f"{DCTERMS}subject")),
        "procedure": _joined(procedures),
        "status": "withdrawn" if record.find(f"{DCTERMS}isReplacedBy") is not None else "public",
        "url": f"{DEEPLINK}{ecli}",
        "references": _references(record),
    }


def modified(root: etree._Element) -> str:
    """The change stamp of the metadata record, ISO 8601 without a zone; empty where none is stated."""
    record = root.find(f"{RDF}RDF/{RDF}Description")
    return _text(record, f"{DCTERMS}modified") if record is not None else ""


def case_numbers(stated: list[str]) -> list[str]:
    """Case numbers one by one: an element may hold several, joined by ` / `, `;` or ` en `.

    >>> case_numbers(["21/917 / 21/918", "98/140;11230", "AWB 1 en AWB 2"])
    ['21/917', '21/918', '98/140', '11230', 'AWB 1', 'AWB 2']
    """
    numbers = [number.strip() for text in stated for number in _CASE_BORDER.split(text)]
    return list(dict.fromkeys(number for number in numbers if number))


def instance_of(court: str, procedures: list[str]) -> str | None:
    """The instance, where the stated procedure or the court leaves no doubt.

    A court of appeal also sits in first instance, and councils sit in both, so their names tell nothing.
    """
    for opening, instance in (("cassatie", "cassation"), ("hoger beroep", "appeal"), ("eerste", "first")):
        if any(procedure.lower().startswith(opening) for procedure in procedures):
            return instance
    for opening, instance in (("hoge raad", "cassation"), ("rechtbank", "first")):
        if court.lower().startswith(opening):
            return instance
    return None


def _joined(stated: list[str]) -> str | None:
    """Values as one, each named once: subjects repeat their branch of law, `A; A; B` for `A` and `A; B`."""
    return "; ".join(dict.fromkeys(part for text in stated for part in text.split("; "))) or None


def _references(record: etree._Element) -> list[str]:
    """Laws by their opaque identifiers, then related and replacing or replaced judgments by ECLI."""
    laws = _resources(record, f"{DCTERMS}references")
    related = [_resources(record, f"{DCTERMS}relation"), _texts(record, f"{DCTERMS}relation")]
    related += [_texts(record, f"{DCTERMS}{name}") for name in ("isReplacedBy", "replaces")]
    eclis = [ecli for stated in related for text in stated if (ecli := ecli_of(text))]
    return list(dict.fromkeys([*laws, *eclis]))


def _texts(record: etree._Element, name: str) -> list[str]:
    found = (" ".join("".join(map(str, element.itertext())).split()) for element in record.findall(name))
    return [text for text in found if text]


def _text(record: etree._Element, name: str) -> str:
    return next(iter(_texts(record, name)), "")


def _resources(record: etree._Element, name: str) -> list[str]:
    """Values of `resourceIdentifier` in whatever namespace, without line breaks; inner spaces are theirs."""
    return [
        _LINE_BREAK.sub("", value).strip()
        for element in record.findall(name)
        for key, value in element.attrib.items()
        if etree.QName(key).localname == "resourceIdentifier"
    ]


def _day(stamp: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(stamp[:10])
    except ValueError:
        return None
