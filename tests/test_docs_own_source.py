"""The how-to of a fourth register, followed word by word in a copy of the project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "own-source.md"
LINES = 100
"""A register should not take more."""

BLOCK = re.compile(r"```python\n# (?P<inside>in )?(?P<file>\S+)\n(?P<code>.*?)```", re.DOTALL)
OPINION = {
    "number": "2024/7",
    "date": "2024-02-03",
    "title": "Про строки",
    "text": "До палати звернувся орендар із питанням, від якого дня рахувати строк повідомлення.\n"
    "Договір мовчить, тому діє загальне правило: перебіг починається з наступного дня після події.\n"
    "Якщо останній день припадає на вихідний, строк спливає першого робочого дня за ним.\n"
    "Палата радить сторонам записати це в угоді, щоб надалі не сперечатися.\n",
}
GONE = {
    "number": "2024/8",
    "date": "2024-02-04",
    "title": "Про межі",
    "text": "Сусіди розійшлися в тому, де проходить межа двох садиб уздовж струмка.\n"
    "Плану землеустрою не збереглося, а свідки пам'ятають паркан, якого вже немає.\n"
    "За таких обставин межею слід вважати середину русла, як його бачили обидва власники.\n"
    "Палата просить спершу запросити землевпорядника, а вже потім іти до суду.\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with the register of the page, and with the kernels that are compiled already."""
    for name in ("pipelines", "sectionizer", "tokenizer"):
        shutil.copytree(ROOT / name, tmp_path / name)
    registers, module, listed = BLOCK.finditer(PAGE.read_text(encoding="utf-8"))
    edit(tmp_path / registers["file"], '\n)\n"""In the order', "\n" + registers["code"] + ')\n"""In the order')
    (tmp_path / module["file"]).write_text(module["code"], encoding="utf-8")
    importing, offering = (part.strip("\n") + "\n" for part in listed["code"].split("\n\n"))
    last = "    from pipelines.sources.rada import Rada\n"
    edit(tmp_path / listed["file"], last, importing + last)
    edit(tmp_path / listed["file"], "    offered: tuple[Source, ...] = (Edrsr(), Rechtspraak(), Rada())\n", offering)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    """Replace what a person who follows the page would look for, which is there once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def lexcorpus(project: Path, *words: str) -> str:
    """What the command line of the copy says."""
    command = [sys.executable, "-m", "pipelines.cli", *words, "--root", str(project / "data")]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def offer(project: Path, *lines: object) -> None:
    """Lay out what the house publishes."""
    folder = project / "sources" / "opinions"
    folder.mkdir(parents=True, exist_ok=True)
    told = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "2024.jsonl").write_text("\n".join(told), encoding="utf-8")


def passport(project: Path, name: str) -> dict:
    """The last word on a document."""
    return json.loads(lexcorpus(project, "trace", name, "--json"))[-1]


def test_the_module_is_short() -> None:
    """A person reads it in one sitting."""
    (module,) = (block["code"] for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if not block["inside"])
    assert module.count("\n") < LINES


@pytest.mark.slow
def test_a_fourth_register_goes_all_the_way(project: Path) -> None:
    """Read, quarantined, chosen, released; and what vanishes from the offer leaves the corpus."""
    offer(project, OPINION, GONE, "no opinion at all")
    words = ("run", "--sources", str(project / "sources"), "--cells", "opinions", "--workers", "1")
    lexcorpus(project, *words)
    assert passport(project, "opinions:2024/7")["selection"]["decision"] == "keep"
    assert (project / "data" / "release" / "main" / "README.md").read_text(encoding="utf-8").count("Our house")
    (refused,) = (project / "data" / "documents").rglob("quarantine-*.parquet")
    assert "malformed_line" in str(refused.read_bytes())
    offer(project, OPINION)
    lexcorpus(project, *words)
    assert passport(project, "opinions:2024/7")["selection"]["decision"] == "keep"
    assert passport(project, "opinions:2024/8")["documents"]["status"] == "vanished"
