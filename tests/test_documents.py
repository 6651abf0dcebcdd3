"""The documents: what they name is there, and their tables are whole."""

import re
import tomllib
from pathlib import Path

import pytest

from kindred import VERSION

PROJECT = Path(__file__).parent.parent
DOCUMENTS = [*PROJECT.glob("*.md"), *sorted(PROJECT.glob("docs/*.md")), *sorted(PROJECT.glob("*/README.md"))]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(PROJECT).as_posix())
def test_each_row_of_a_table_has_as_many_cells_as_its_head(file: Path) -> None:
    cells = None
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|"):
            cells = None
            continue
        found = len(re.split(r"(?<!\\)\|", line.strip().strip("|")))
        cells = cells or found
        assert found == cells, f"line {number}"


def test_the_version_stands_in_pyproject_alone() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
    code = [*PROJECT.glob("*.py"), *(PROJECT / "kindred").rglob("*.py"), *(PROJECT / "cogs").rglob("*.py")]
    assert len(code) > 50
    assert [file for file in code if VERSION in file.read_text(encoding="utf-8")] == []
    newest = re.search(r"^## (\S+)", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == VERSION
