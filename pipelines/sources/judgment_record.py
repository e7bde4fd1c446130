"""What rechtspraak.nl states about one judgment: the RDF head of an open-rechtspraak document.

What belongs here: metadata to the columns of `schema.DOCUMENTS`, and the whole document in one reading. The text and
its structure are read by `pipelines.text.judgment`; archives by `rechtspraak.py`.
Format: Open Data van de Rechtspraak, technical documentation 1.15. Elements are addressed by namespace and
inside the right `rdf:Description`: the first is the metadata record, the second exists only with a text.
"""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from pipelines.text.judgment import judgment_of, safe_xml

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DCTERMS = "{http://purl.org/dc/terms/}"
PSI = "{http://psi.rechtspraak.nl/}"

DEEPLINK = "https://deeplink.rechtspraak.nl/uitspraak?id="
"""Address of a text by its ECLI."""

NAMED_UNKNOWN = 8
"""Unknown elements named in `repairs`; a file may hold any number of them."""

Fields = dict[str, list[etree._Element]]

_ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}")
_CASE_BORDER = re.compile(r"\s*;\s*|\s+/\s+|\s+en\s+")
_LINE_BREAK = re.compile(r"[\r\n]")


def ecli_of(text: str) -> str | None:
    """The first ECLI in a text, in capitals.

    >>> ecli_of("Eerste aanleg: ECLI:NL:RBOBR:2023:4455")
    'ECLI:NL:RBOBR:2023:4455'
    """
    found = _ECLI.search(text.upper())
    return found[0].rstrip(".") if found else None


def read_judgment(body: bytes) -> dict[str, object] | None:
    """All columns of a judgment but where it lies; None where the file states no record or no ECLI.

    A record without a body is ``metadata_only``, unless it was withdrawn. `repairs` names the elements that the
    schema does not know, ``unknown_element:…``, whose text was kept: at most the first `NAMED_UNKNOWN`.
    Raises Unreadable as `parse_judgment` does.
    """
    root = safe_xml(body)
    columns = judgment_columns(root)
    if columns is None:
        return None
    found = judgment_of(root, body)
    if columns["status"] == "public" and not found.text:
        columns["status"] = "metadata_only"
    return columns | {
        "text": found.text,
        "markup": found.markup if found.text else None,
        "abstract": found.abstract,
        "text_format": "xml" if found.text else None,
        "repairs": [f"unknown_element:{name}" for name in found.unknown[:NAMED_UNKNOWN]],
    }


def judgment_columns(root: etree._Element) -> dict[str, object] | None:
    """The metadata columns of a judgment; None where no record or no ECLI is stated.

    `edition` is the day of the record's last change, `changed` its stamp; `status` tells nothing of the text yet but
    whether another ECLI replaces this one (`withdrawn`). `language` is the register's own, whatever a record or body
    declares (`en`, `fy`, `nl-NL`): what a text is really written in is found in the text.
    """
    descriptions = _descriptions(root)
    record, published = (_by_name(descriptions[place]) if descriptions else {} for place in (0, -1))
    ecli = ecli_of(_text(record, "identifier"))
    if ecli is None:
        return None
    court, procedures, stamp = _text(record, "creator"), _texts(record, PSI + "procedure"), _text(record, "modified")
    return {
        "id": f"rechtspraak:{ecli}",
        "source": "rechtspraak",
        "kind": "decision",
        "language": "nl",
        "title": _text(published, "title") or None,
        "issuer": court or None,
        "issuer_code": next(iter(_resources(record, "creator")), None),
        "instance": instance_of(court, procedures),
        "case_numbers": case_numbers(_texts(record, PSI + "zaaknummer")),
        "date": _day(_text(record, "date")),
        "published": _day(_text(record, "issued")),
        "edition": _day(stamp),
        "changed": stamp or None,
        "form": _text(record, "type") or None,
        "category": _joined(_texts(record, "subject")),
        "procedure": _joined(procedures),
        "status": "withdrawn" if "isReplacedBy" in record else "public",
        "url": f"{DEEPLINK}{ecli}",
        "references": _references(record),
    }


def modified(root: etree._Element) -> str:
    """The change stamp of the metadata record, ISO 8601 without a zone; empty where none is stated."""
    descriptions = _descriptions(root)
    return _text(_by_name(descriptions[0]), "modified") if descriptions else ""


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


def _references(record: Fields) -> list[str]:
    """Laws by their opaque identifiers, then related and replacing or replaced judgments by ECLI."""
    related = [*_resources(record, "relation"), *_texts(record, "relation")]
    related += [*_texts(record, "isReplacedBy"), *_texts(record, "replaces")]
    eclis = [ecli for text in related if (ecli := ecli_of(text))]
    return list(dict.fromkeys([*_resources(record, "references"), *eclis]))


def _descriptions(root: etree._Element) -> list[etree._Element]:
    """The records of the head: first that of the metadata, then, with a text, that of its publication."""
    heads = (child for child in root if child.tag == f"{RDF}RDF")
    return [child for head in heads for child in head if child.tag == f"{RDF}Description"]


def _by_name(description: etree._Element) -> Fields:
    """The elements of a record by their names, those of Dublin Core without namespace."""
    fields: Fields = {}
    for element in description.iterchildren("*"):
        fields.setdefault(element.tag.removeprefix(DCTERMS), []).append(element)
    return fields


def _texts(record: Fields, name: str) -> list[str]:
    found = (" ".join(_words(element).split()) for element in record.get(name, ()))
    return [text for text in found if text]


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def _text(record: Fields, name: str) -> str:
    return next(iter(_texts(record, name)), "")


def _resources(record: Fields, name: str) -> list[str]:
    """Values of `resourceIdentifier` in whatever namespace, without line breaks; inner spaces are theirs."""
    return [
        "".join(line.strip() for line in _LINE_BREAK.split(value))
        for element in record.get(name, ())
        for key, value in element.items()
        if key.rpartition("}")[2] == "resourceIdentifier"
    ]


def _day(stamp: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(stamp[:10])
    except ValueError:
        return None
