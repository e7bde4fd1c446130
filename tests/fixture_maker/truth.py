"""What the corpora hold, for tests that ask whether the product found it.

What belongs here: gathering the truth of the three sources. What does not: computing it (each source knows its own).
"""

from __future__ import annotations

import json

from tests.fixture_maker import edrsr, rada, rechtspraak


def written() -> bytes:
    """truth.json, by source.

    years: records, documents by status, `quarantined` by reason, `either` may be a document or refused;
    special: what is odd about a record and what should become of it; groups: see edrsr.Group;
    personal_data: strings planted in texts, `mask` or `keep`; traps: strings that look personal and are none;
    editions (rada): first day, file formats, numbers of the act's own articles, excluded ones.
    """
    truth = {"edrsr": edrsr.truth(), "rechtspraak": rechtspraak.truth(), "rada": rada.truth()}
    return (json.dumps(truth, ensure_ascii=False, indent=1) + "\n").encode()
