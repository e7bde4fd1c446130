"""The release for machines: croissant.json, a JSON-LD description of files, tables and origin.

What belongs here: Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html) with its
responsible-AI properties and PROV-O. What does not: counting (`summary`), words for people (`card`, `page`).
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from pipelines.registers import REGISTERS
from pipelines.report.datasets import DATASETS, Dataset, files_of, released
from pipelines.report.summary import ReleaseFile, Summary

_CROISSANT = "http://mlcommons.org/croissant/"

_OWN_TERMS = (
    "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract",
    "field", "fileProperty", "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath",
    "key", "md5", "parentField", "path", "recordSet", "references", "regex", "readLines", "repeated", "replace",
    "samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
)  # fmt: skip
"""Terms of the recommended context (specification, appendix 1) that live in Croissant's namespace."""

_SPLIT_TYPES = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}


def context() -> dict[str, Any]:
    """The recommended JSON-LD context, with the prefix of PROV-O.

    schema.org is named with https: the specification writes http, but its validator (mlcroissant 1.1) refuses that.
    """
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": _CROISSANT,
        "rai": f"{_CROISSANT}RAI/",
        "dct": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
    } | {term: f"cr:{term}" for term in _OWN_TERMS}


def croissant(summary: Summary) -> str:
    """croissant.json of a release."""
    day = summary.released
    described = {
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": [f"{_CROISSANT}1.1", f"{_CROISSANT}RAI/1.0"],
        "name": summary.name,
        "description": "Court decisions and legislation of Ukraine and the Netherlands, chosen, masked and annotated.",
        "url": summary.url,
        "version": f"{day.year}.{day.month}.{day.day}",
        "datePublished": str(day),
        "license": sorted({one.licence_url for one in REGISTERS if one.name in summary.sources}),
        "creator": {"@type": "sc:Organization", "name": summary.creator},
        "inLanguage": sorted({one.language for one in REGISTERS if one.name in summary.sources}),
        "citeAs": f"{summary.creator}: {summary.name}, {day}.",
        "keywords": ["law", "court decisions", "legislation"],
        "isLiveDataset": True,
        **_provenance(summary),
        **_responsibility(summary),
        "distribution": [*_file_sets(summary), *(_file_object(file) for file in summary.files)],
        "recordSet": [_splits(), *(_record_set(one, one.columns) for one in released(summary) if one.columns)],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _provenance(summary: Summary) -> dict[str, Any]:
    sources = [
        {
            "@type": "prov:Entity",
            "@id": register.url,
            "prov:label": register.title,
            "prov:wasAttributedTo": {"@type": "prov:Agent", "prov:label": register.publisher},
        }
        for register in REGISTERS
        if register.name in summary.sources
    ]
    made = {"@type": "prov:Activity", "prov:label": "Selection, masking and annotation by the lexcorpus pipeline"}
    return {"prov:wasDerivedFrom": sources, "prov:wasGeneratedBy": made}


def _responsibility(summary: Summary) -> dict[str, Any]:
    masked = ", ".join(f"{name} {count}" for name, count in summary.rows("mask").items()) or "none"
    return {
        "rai:dataCollection": "Bulk files and services by which the registers publish their texts.",
        "rai:dataCollectionTimeframe": list(summary.days or ()),
        "rai:personalSensitiveInformation": f"Personal data found by rules and replaced by typed tags: {masked}.",
        "rai:dataPreprocessingProtocol": "Plain text, near-duplicates labelled, quality measured, selection by policy.",
        "rai:dataLimitations": "Recognition of personal data is by rules and incomplete; registers are not all law.",
        "rai:dataReleaseMaintenancePlan": "Renewed from the registers; texts withdrawn there leave the next release.",
    }


def _file_object(file: ReleaseFile) -> dict[str, Any]:
    """A file with its checksum: files of a release never change, the next release has its own."""
    media_types = {one.suffix: one.media_type for one in DATASETS} | {".json": "application/json"}
    path = PurePosixPath(file.path)
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": path.name,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": media_types.get(path.suffix, "application/octet-stream"),
        "sha256": file.sha256,
    }


def _file_sets(summary: Summary) -> list[dict[str, Any]]:
    return [
        {
            "@type": "cr:FileSet",
            "@id": f"{dataset.name}-files",
            "name": dataset.title,
            "encodingFormat": dataset.media_type,
            "includes": [dataset.pattern(split) for split in files_of(summary, dataset)],
        }
        for dataset in released(summary)
    ]


def _splits() -> dict[str, Any]:
    names = {"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"}
    urls = {"@type": "cr:Field", "@id": "splits/url", "name": "url", "dataType": ["sc:URL", "cr:Split"]}
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [names, urls],
        "data": [{"splits/name": name, "splits/url": kind} for name, kind in _SPLIT_TYPES.items()],
    }


def _record_set(dataset: Dataset, columns: pa.Schema) -> dict[str, Any]:
    fields = [_field(dataset.name, column) for column in columns]
    for field in fields:
        field["source"] = {"fileSet": {"@id": f"{dataset.name}-files"}, "extract": {"column": field["name"]}}
        if field["name"] == "split":
            field["references"] = {"field": {"@id": "splits/name"}}
    return {"@type": "cr:RecordSet", "@id": dataset.name, "name": dataset.title, "field": fields}


def _field(parent: str, column: pa.Field) -> dict[str, Any]:
    kind = column.type.value_type if pa.types.is_list(column.type) else column.type
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{parent}/{column.name}",
        "name": column.name,
        "description": (column.metadata or {}).get(b"description", b"").decode(),
    }
    if pa.types.is_struct(kind):
        described["subField"] = [_field(described["@id"], inner) for inner in kind]
    else:
        described["dataType"] = _data_type(kind)
    return described | ({"isArray": True} if pa.types.is_list(column.type) else {})


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    return "sc:Date" if pa.types.is_date(kind) else "sc:Text"
