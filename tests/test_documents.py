"""The documents: what they name is there, and their tables are whole."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from benchmarks.resilience import PARTS
from kindred import VERSION

PROJECT = Path(__file__).parent.parent


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


DOCUMENTS = [*PROJECT.glob("*.md"), *sorted(PROJECT.glob("docs/**/*.md")), *sorted(PROJECT.glob("*/README.md"))]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(PROJECT).as_posix())
def test_each_row_of_a_table_has_as_many_cells_as_its_head(file: Path) -> None:
    cells = None
    for number, line in enumerate(_read(file).splitlines(), 1):
        if not line.startswith("|"):
            cells = None
            continue
        found = len(re.split(r"(?<!\\)\|", line.strip().strip("|")))
        cells = cells or found
        assert found == cells, f"line {number}"


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(PROJECT).as_posix())
def test_each_file_of_the_project_that_a_document_names_is_there(file: Path) -> None:
    named = re.findall(r"`((?:\.ci|\.github|cogs|kindred|content|docs|tests|benchmarks)/[\w./-]+)`", _read(file))
    if file.parent.name == "content":  # its examples are files that a writer makes
        named = [path for path in named if not path.startswith("content/")]
    assert [path for path in named if not (PROJECT / path).exists()] == []


def test_where_to_change_names_what_is_there() -> None:
    page = _read(PROJECT / "docs/where-to-change.md")
    questions = [row for row in page.splitlines() if row.startswith("| **")]
    assert len(questions) == 12
    names = 0
    for row in questions:
        for path, said in re.findall(r"`((?:cogs|kindred|content)/[\w./-]+\.\w+)`((?:(?!`\w+/)[^|])*)", row):
            for name in re.findall(r"`([^`]+)`", said):
                if not name.startswith(("{/", "/", "app_commands")):
                    names += 1
                    assert name in _read(PROJECT / path), f"{path} has no {name}"
    assert names > 20


def test_tests_readme_names_every_test_file() -> None:
    told = _read(PROJECT / "tests/README.md")
    assert [file.name for file in (PROJECT / "tests").glob("test_*.py") if f"`{file.name}`" not in told] == []


def test_the_version_stands_in_pyproject_alone() -> None:
    project = tomllib.loads(_read(PROJECT / "pyproject.toml"))["project"]
    assert project["version"] == VERSION
    code = [*PROJECT.glob("*.py"), *(PROJECT / "kindred").rglob("*.py"), *(PROJECT / "cogs").rglob("*.py")]
    assert len(code) > 50
    assert [file for file in code if VERSION in _read(file)] == []
    newest = re.search(r"^## (\S+)", _read(PROJECT / "CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert newest[1] == VERSION


def test_ci_runs_on_each_supported_python() -> None:
    project = tomllib.loads(_read(PROJECT / "pyproject.toml"))["project"]
    workflow = yaml.safe_load(_read(PROJECT / ".github/workflows/ci.yml"))
    versions = workflow["jobs"]["run"]["strategy"]["matrix"]["python"]
    assert project["requires-python"] == f">={versions[0]}"
    assert workflow["jobs"]["run"]["steps"][-1] == {"run": ".ci/run"}
    [loop] = re.findall(r"^for minor in (.*); do$", _read(PROJECT / ".ci/run"), re.MULTILINE)
    assert loop.split() == versions


def test_the_long_form_selects_tests_by_a_marker_that_is_there() -> None:
    options = tomllib.loads(_read(PROJECT / "pyproject.toml"))["tool"]["pytest"]["ini_options"]
    selected = {part[part.index("pytest") + 2] for part in PARTS if "pytest" in part}
    assert selected
    assert selected <= {marker.partition(":")[0] for marker in options["markers"]}


def test_pytest_runs_without_xdist() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "--collect-only"]
    run = subprocess.run(
        [*command, "tests/test_documents.py"], cwd=PROJECT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "test_pytest_runs_without_xdist" in run.stdout


def test_requirements_are_exact_for_everything_and_name_no_place_to_get_them_from() -> None:
    project = tomllib.loads(_read(PROJECT / "pyproject.toml"))["project"]
    text = _read(PROJECT / "requirements.txt")
    pins = re.findall(r"^([a-z0-9-]+)==[\w.]+(?: ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    for dependency in project["dependencies"]:
        assert re.split(r"[<>=]", dependency)[0].replace(".", "-") in pins, "run .ci/requirements"
    others = [line for line in text.splitlines() if not re.match(r"\s*(?:#|--hash=sha256:)", line)]
    assert len(others) == len(pins), "each line is a pin, a hash or a comment"
    assert "/" not in text.replace(".ci/requirements", ""), "no address and no path"


@pytest.mark.parametrize(
    "file", sorted((PROJECT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda file: file.stem
)
def test_an_issue_template_is_a_form_that_github_reads(file: Path) -> None:
    form = yaml.safe_load(_read(file))
    assert {"name", "description", "body"} <= set(form)
    ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(ids) == len(set(ids)) > 1
    for part in form["body"]:
        assert part["type"] in ("markdown", "input", "textarea", "dropdown", "checkboxes")
        assert "value" in part["attributes"] if part["type"] == "markdown" else "label" in part["attributes"]
