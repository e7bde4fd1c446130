"""Lays real Dutch judgments out as the bulk archive.

What belongs here: XML files by month, and plain texts put back into XML. What does not: the XML form.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.fixture_maker import archive, judgment_xml
from tests.fixture_maker.judgment_xml import Record
from tests.fixture_maker.sample_files import Layout

DAY = re.compile(rb"<dcterms:date\b[^>]*>\s*(\d{4})-(\d{2})-(\d{2})")
YEAR = re.compile(rb"ECLI:[A-Z]{2}:\w+:(\d{4}):")
UNKNOWN_MONTH = "190501"
"""The oldest month of the archive, for files that name no day."""


def lay_out(layout: Layout) -> None:
    """Adds the bulk archive to the layout."""
    months: dict[str, dict[str, bytes]] = {}

    def put(group: str, stem: str, body: bytes) -> None:
        month = months.setdefault(month_of(body), {})
        name = f"{stem}.xml"
        month[f"{group}/{name}" if name in month else name] = body

    for pattern in ("rechtspraak/xml/*/*.xml", "rechtspraak/xml_altered_annotated/*.xml"):
        for path in layout.take(pattern):
            put(path.parent.name, path.stem, path.read_bytes())
    for path in layout.take("rechtspraak/json_text/*/*.json"):
        put("text", *from_json(path))
    layout.skip("rechtspraak/api/*", "pages of the service, no judgments")
    layout.skip("rechtspraak/csv_text/*", "passages cut out of judgments")
    layout.skip("rechtspraak/ecli/*", "lists of identifiers")
    layout.skip("rechtspraak/schema/**/*", "schema")
    inner = [
        (f"{month[:4]}/{month}.zip", archive.zipped(sorted(files.items()))) for month, files in sorted(months.items())
    ]
    layout.files["rechtspraak/OpenDataUitspraken.zip"] = archive.zipped(inner)


def month_of(body: bytes) -> str:
    """Month of the decision, yyyymm; the year of the ECLI when no day is given."""
    if day := DAY.search(body):
        return (day[1] + day[2]).decode()
    year = YEAR.search(body)
    return f"{year[1].decode()}01" if year else UNKNOWN_MONTH


def from_json(path: Path) -> tuple[str, bytes]:
    """A plain text with metadata as a flat judgment."""
    record = json.loads(path.read_text(encoding="utf-8"))
    lines = tuple(line for line in record["text"].split("\n") if line.strip() and not line.startswith("==="))
    ecli = record["ecli"]
    made = Record(
        ecli,
        record["court"],
        f"http://standaarden.overheid.nl/owms/terms/{record['court'].replace(' ', '_')}",
        record["date"],
        record.get("modified") or f"{record['date']}T12:00:00",
        (record.get("case_number") or record["title"].rsplit(",", 1)[-1].rsplit("/ ", 1)[-1].strip(),),
        record.get("subject") or "",
        record.get("procedure") or "",
        abstract=record.get("summary") or "-",
        lines=lines,
        style="flat",
    )
    return ecli.replace(":", "_"), judgment_xml.written(made)
