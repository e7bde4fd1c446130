"""Wrong words on the command line, in the environment or on standard input: one sentence that says how to mend it.

What belongs here: what a person wrote. What does not: what lies in the files of the sources (`test_bad_input.py`).
Exit code 1 is something to mend, 2 is wrong use of the command.
"""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines import graph
from pipelines.cli import main
from pipelines.select import policy
from pipelines.select.policy_shape import PolicyError
from pipelines.sources.archive import ArchiveError
from tests.command_line import lay_out, run
from tests.fixture_maker import hostile

RUN = ("run", "--sources", "offer", "--root", "data", "--until", "documents", "--workers", "1")
NO_CREDENTIALS = {
    **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL")),
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "nowhere",
    "AWS_SHARED_CREDENTIALS_FILE": "nowhere",
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with an offer of one year, an empty folder, and a file."""
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, {"offer/edrsr/edrsr_data_2023.zip": hostile.good_year(), "file": b"precious"})
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*RUN, "--sources", "nowhere"), "There is no folder nowhere; create it or point CORPUS_SOURCES"),
        ((*RUN, "--sources", "file"), "There is no folder file; create it"),
        ((*RUN, "--sources", "empty"), "empty holds nothing to read: put edrsr/, rechtspraak/, rada/ there"),
        ((*RUN, "--cells", "nonsense"), "'nonsense' is no cell: write a source and a year from 1990 on"),
        ((*RUN, "--cells", "edrsr|1889"), "'edrsr|1889' is no cell"),
        ((*RUN, "--cells", "edrsr|2022"), "offer holds nothing of edrsr|2022: choose from edrsr|2023."),
        ((*RUN, "--cells", "rada"), "offer holds nothing to read: put rada/ there"),
        ((*RUN, "--root", "file"), "file/.*: Not a directory: see that the place is there"),
        ((*RUN, "--root", "file/data"), "file/.*: Not a directory"),
        (("trace", "edrsr:1", "--root", "data"), "No document 'edrsr:1' in data: ids look like edrsr:86740127"),
        (("trace", "nonsense", "--root", "data"), "No document 'nonsense' in data"),
        (("sweep", "--root", "nowhere"), "There is no corpus in nowhere, so nothing is removed"),
        (("sweep", "--root", "."), "There is no corpus in ., so nothing is removed"),
        (("sweep", "--root", "file"), "There is no corpus in file, so nothing is removed"),
    ],
)
def test_what_can_be_mended_is_said_in_a_sentence(desk: Path, words: tuple[str, ...], sentence: str) -> None:
    """Exit code 1, one line, nothing made, and nothing of the person's harmed."""
    result = run(*words)
    assert result.exit_code == 1
    assert re.search(f"^Error: {sentence}", result.output.strip().replace(f"{desk}/", "")), result.output
    assert len(result.output.strip().splitlines()) == 1
    assert (desk / "file").read_bytes() == b"precious"
    assert not (desk / "data").exists()


@pytest.mark.parametrize(
    ("words", "variables", "sentence"),
    [
        ((*RUN, "--until", "nonsense"), {}, "'nonsense' is no asset; there are source_files, documents, "),
        ((*RUN, "--workers", "0"), {}, "0 is not in the range"),
        (RUN[:-2], {"CORPUS_WORKERS": "abc"}, "'abc' is not a valid integer"),
        ((*RUN, "--root", "foo://x"), {}, "'--root'.*'foo://x' cannot be opened .*: write a folder or a URL such as"),
        ((*RUN, "--sources", "foo://x"), {}, "'--sources'.*'foo://x' cannot be opened"),
        (("trace", "edrsr:1"), {"CORPUS_ROOT": "foo://x"}, "'--root'.*'foo://x' cannot be opened"),
        (("sweep", "--root", "foo://x"), {}, "'foo://x' cannot be opened"),
        (("annotate", "beauty"), {}, "'beauty' is not one of 'sections', 'citations'"),
        (("annotate", "sections", "--input", "nowhere"), {}, "'nowhere': No such file"),
    ],
)
def test_wrong_use_is_told_with_the_option(
    desk: Path, words: tuple[str, ...], variables: dict[str, str], sentence: str
) -> None:
    """Exit code 2, the option or argument named, and nothing made."""
    result = run(*words, env=variables)
    assert result.exit_code == 2
    assert re.search(sentence, result.output), result.output
    assert not (desk / "data").exists()


@pytest.mark.parametrize("option", ["--root", "--sources"])
def test_an_object_store_without_credentials_is_said_in_a_sentence(desk: Path, option: str) -> None:
    """Whatever is missing for S3, it is told without a traceback, and without a request to anybody."""
    result = run(*RUN, option, "s3://bucket/corpus", env=NO_CREDENTIALS)
    assert result.exit_code == 1
    assert "Error: There are no credentials for s3://bucket: set AWS_PROFILE to one that is there" in result.output


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"no json", "is not JSON in UTF-8"),
        (b"[" * 100_000, "is not JSON in UTF-8"),
        ('{"id": "1", "text": "суд"}'.encode("cp1251"), "is not JSON in UTF-8"),
        (b'{"id": "1", "text": "\\ud800"}', "is not JSON in UTF-8"),
        (b'["id", "text"]', "lacks id or text: write {id, lang, kind, text}"),
        (b'{"id": "1"}', "lacks id or text"),
        (b'{"id": 1, "text": "a"}', "lacks id or text"),
        (b'{"id": "1", "text": "a", "lang": "xx"}', "has the lang 'xx': write uk, nl, ru."),
        (b'{"id": "1", "text": "a", "kind": ["decision"]}', "has the kind ['decision']: write decision, statute."),
        (b'{"id": "1", "text": "a", "date": "31.01.2024"}', "has the date '31.01.2024': write it as 2024-01-31."),
        (b'{"id": "1", "text": "a", "date": 1.5}', "has the date 1.5: write it"),
        (b'{"id": "1", "text": "a", "case_numbers": "7/24"}', "has the case_numbers '7/24': write a list of strings."),
    ],
)
@pytest.mark.parametrize("what", ["sections", "duplicates"])
def test_a_bad_line_is_named_and_the_lines_before_it_answered(what: str, line: bytes, sentence: str) -> None:
    """The sentence gives the number of the line; an annotator that goes line by line has answered those before."""
    good = json.dumps({"id": "0", "text": "УХВАЛА\nСуд ухвалив."}).encode()
    result = run("annotate", what, given=b"\n".join([good, b"", line, good]))
    assert result.exit_code == 1
    assert re.search(rf"^Error: Line 3 {re.escape(sentence)}", result.stderr), result.stderr
    assert len(result.stdout.splitlines()) == (what == "sections")


def test_an_archive_error_travels_home_from_a_worker() -> None:
    """Worker processes pickle what they raise; an error that cannot be pickled would break the pool."""
    error = pickle.loads(pickle.dumps(ArchiveError("bomb", "It is a bomb.")))
    assert (error.reason, error.detail, str(error)) == ("bomb", "It is a bomb.", "It is a bomb.")


def test_a_mistake_in_a_written_policy_is_one_sentence(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever edits a policy reads the line and the mend, and no traceback."""

    def mistaken() -> dict[str, object]:
        raise PolicyError("policy.yaml, line 3: there is no rule 'wihtdrawn'; write withdrawn.")

    graph.stages.cache_clear()
    monkeypatch.setattr(policy, "read_policy", mistaken)
    try:
        answer = CliRunner().invoke(main, [*RUN])
    finally:
        graph.stages.cache_clear()
    assert answer.exit_code == 1
    assert answer.output == "Error: policy.yaml, line 3: there is no rule 'wihtdrawn'; write withdrawn.\n"
