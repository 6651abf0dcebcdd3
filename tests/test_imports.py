"""The law of the packages: imports point one way. pyproject.toml has it, under [tool.importlinter]."""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent


def test_imports_point_one_way() -> None:
    # In a process of its own: import-linter sets up logging anew, and that silences every logger of this one.
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_kindred_works_where_discord_is_not_installed() -> None:
    code = (
        "import sys; sys.modules['discord'] = None\n"
        "from pathlib import Path\n"
        "from kindred.content.library import Library\n"
        "print(len(Library.load(Path('content')).catalogs['en'].causes))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 14


def test_no_cog_speaks_sql_or_reads_the_clock_of_the_machine() -> None:
    files = sorted((PROJECT / "cogs").rglob("*.py"))
    assert len(files) > 20
    for file in files:
        source = file.read_text(encoding="utf-8")
        for word in ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "datetime.now", "time.time"):
            assert word not in source, f"{file}: {word}"


def test_every_package_says_what_each_of_its_files_is_for() -> None:
    for package in ("kindred", "cogs"):
        for init in sorted((PROJECT / package).rglob("__init__.py")):
            told = init.read_text(encoding="utf-8")
            for file in sorted(init.parent.iterdir()):
                inner = file.is_dir() and (file / "__init__.py").exists()
                if inner or (file.suffix == ".py" and file != init):
                    assert re.search(rf"^{file.stem} {{2,}}\S", told, re.MULTILINE), f"{init} does not name {file.stem}"
