"""What a judgment states, by a reading of its own: XPath over the first description, and nothing of the pipeline.

What belongs here: the second opinion that the documents are held against. What does not: tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcterms": "http://purl.org/dc/terms/",
    "psi": "http://psi.rechtspraak.nl/",
}
STATED = {
    "date": "dcterms:date",
    "published": "dcterms:issued",
    "changed": "dcterms:modified",
    "issuer": "dcterms:creator",
    "form": "dcterms:type",
    "category": "dcterms:subject",
    "procedure": "psi:procedure",
    "case_numbers": "psi:zaaknummer",
}
"""Columns, and the elements of the first description that they come from."""


def stated(body: bytes) -> dict[str, str]:
    """What a judgment states, read by XPath alone: the values of each column once each, joined, blanks closed."""
    root = etree.fromstring(body)
    first = "/open-rechtspraak/rdf:RDF/rdf:Description[1]"
    read = {name: root.xpath(f"{first}/{element}", namespaces=SPACES) for name, element in STATED.items()}
    values = {name: [" ".join("".join(node.itertext()).split()) for node in nodes] for name, nodes in read.items()}
    values["case_numbers"] = [n for value in values["case_numbers"] for n in re.split(r"; ?| / | en ", value)]
    (ecli,) = root.xpath(f"{first}/dcterms:identifier/text()", namespaces=SPACES)
    parts = {name: dict.fromkeys("; ".join(found).split("; ")) for name, found in values.items()}
    return {"id": f"rechtspraak:{ecli}"} | {name: "; ".join(once) for name, once in parts.items() if any(once)}


def told(document: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """What a document says under these names, in the form of `stated`."""
    said = {name: document[name] for name in names}
    values = {name: value if isinstance(value, list) else [value] for name, value in said.items() if value}
    return {name: "; ".join(map(str, each)) for name, each in values.items()}
