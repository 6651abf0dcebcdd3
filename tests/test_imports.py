"""The law of rooms: imports point one way."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOMS = ("kindred", "cogs", "bot", "playground", "tests", "benchmarks")

# Which modules of the project a module may import. A new module needs a line here: where does it belong?
MAY_IMPORT: dict[str, set[str]] = {
    "kindred.backup": {"kindred.database", "kindred.lock"},
    "kindred.blocks": set(),
    "kindred.cards": {"kindred.blocks", "kindred.entries"},
    "kindred.check": {"kindred.fields", "kindred.rules", "kindred.texts"},
    "kindred.clock": {"kindred.schedule"},
    "kindred.database": {"kindred.lock"},
    "kindred.delivery": {"kindred.rotation", "kindred.store"},
    "kindred.departures": {"kindred.database", "kindred.server_settings"},
    "kindred.draft": {"kindred.entries", "kindred.schedule"},
    "kindred.entries": set(),
    "kindred.fields": {"kindred.entries"},
    "kindred.library": {
        "kindred.cards",
        "kindred.entries",
        "kindred.fields",
        "kindred.settings",
        "kindred.support",
        "kindred.support_cards",
        "kindred.word_limits",
    },
    "kindred.lock": set(),
    "kindred.notes": {"kindred.check", "kindred.rules", "kindred.visible"},
    "kindred.notices": {"kindred.database"},
    "kindred.own_check": {"kindred.check", "kindred.own_texts"},
    "kindred.own_texts": {"kindred.database", "kindred.entries", "kindred.visible"},
    "kindred.preview": {
        "kindred.blocks",
        "kindred.cards",
        "kindred.library",
        "kindred.search",
        "kindred.support_cards",
    },
    "kindred.rotation": set(),
    "kindred.rules": set(),
    "kindred.schedule": set(),
    "kindred.search": set(),
    "kindred.server_settings": {"kindred.database"},
    "kindred.settings": set(),
    "kindred.store": {
        "kindred.database",
        "kindred.departures",
        "kindred.entries",
        "kindred.notices",
        "kindred.own_texts",
        "kindred.schedule",
    },
    "kindred.support": {"kindred.fields"},
    "kindred.support_cards": {"kindred.blocks", "kindred.cards", "kindred.entries", "kindred.support"},
    "kindred.texts": {"kindred.rules"},
    "kindred.visible": set(),
    "kindred.word_limits": set(),
    "kindred.zones": {"kindred.schedule"},
    "cogs.answers": set(),
    "cogs.channel_option": {"cogs.channels", "cogs.errors"},
    "cogs.channels": {"cogs.errors", "kindred.delivery"},
    "cogs.controls": {"cogs.answers", "cogs.errors", "cogs.server", "kindred.cards"},
    "cogs.errors": {"cogs.gallery", "kindred.blocks", "kindred.cards"},
    "cogs.gallery": {
        "kindred.blocks",
        "kindred.cards",
        "kindred.entries",
        "kindred.library",
        "kindred.server_settings",
        "kindred.support_cards",
    },
    "cogs.guide": {
        "cogs.answers",
        "cogs.controls",
        "cogs.errors",
        "cogs.server",
        "cogs.sharing",
        "kindred.entries",
        "kindred.search",
    },
    "cogs.kept": {"cogs.panels"},
    "cogs.notices": {
        "cogs.answers",
        "cogs.channels",
        "cogs.errors",
        "cogs.gallery",
        "cogs.reminder_panels",
        "cogs.reminder_views",
        "kindred.delivery",
        "kindred.store",
    },
    "cogs.own_text_views": {"cogs.answers", "cogs.gallery", "cogs.panels", "kindred.blocks", "kindred.own_texts"},
    "cogs.own_texts": {
        "cogs",
        "cogs.answers",
        "cogs.errors",
        "cogs.kept",
        "cogs.panels",
        "cogs.server",
        "kindred.entries",
        "kindred.own_check",
        "kindred.own_texts",
    },
    "cogs.panels": {"cogs.errors"},
    "cogs.posting": {"cogs.channels", "kindred.delivery", "kindred.entries", "kindred.rotation", "kindred.store"},
    "cogs.privacy": {"cogs.answers", "cogs.errors", "cogs.gallery", "cogs.kept", "cogs.panels"},
    "cogs.reminder_form": {
        "cogs.answers",
        "cogs.errors",
        "cogs.gallery",
        "cogs.panels",
        "kindred.clock",
        "kindred.draft",
        "kindred.entries",
        "kindred.schedule",
    },
    "cogs.reminder_panels": {
        "cogs",
        "cogs.answers",
        "cogs.channel_option",
        "cogs.channels",
        "cogs.errors",
        "cogs.gallery",
        "cogs.panels",
        "cogs.reminder_form",
        "cogs.reminder_views",
        "kindred.delivery",
        "kindred.draft",
        "kindred.entries",
        "kindred.rotation",
        "kindred.store",
    },
    "cogs.reminder_views": {
        "cogs.answers",
        "cogs.channels",
        "cogs.gallery",
        "cogs.panels",
        "kindred.clock",
        "kindred.delivery",
        "kindred.draft",
        "kindred.entries",
        "kindred.rotation",
        "kindred.schedule",
        "kindred.store",
    },
    "cogs.reminders": {
        "cogs",
        "cogs.answers",
        "cogs.channel_option",
        "cogs.channels",
        "cogs.controls",
        "cogs.errors",
        "cogs.notices",
        "cogs.own_texts",
        "cogs.posting",
        "cogs.reminder_panels",
        "kindred.clock",
        "kindred.delivery",
        "kindred.draft",
        "kindred.entries",
        "kindred.schedule",
        "kindred.store",
        "kindred.zones",
    },
    "cogs.server": {"cogs.answers", "kindred.server_settings"},
    "cogs.settings": {
        "cogs.answers",
        "cogs.channels",
        "cogs.errors",
        "cogs.kept",
        "cogs.panels",
        "cogs.reminder_views",
        "cogs.server",
        "cogs.settings_panel",
        "kindred.blocks",
        "kindred.delivery",
        "kindred.notes",
        "kindred.search",
        "kindred.server_settings",
        "kindred.support_cards",
    },
    "cogs.settings_panel": {
        "cogs.answers",
        "cogs.gallery",
        "cogs.panels",
        "kindred.blocks",
        "kindred.entries",
        "kindred.library",
        "kindred.server_settings",
        "kindred.support",
    },
    "cogs.sharing": {
        "cogs.answers",
        "cogs.channels",
        "cogs.errors",
        "cogs.gallery",
        "cogs.server",
        "kindred.blocks",
        "kindred.server_settings",
    },
    "cogs.slim": set(),
    "cogs.stale": {"cogs.errors"},
    "cogs.syncing": {"kindred.store"},
    "cogs.translation": {"kindred.entries", "kindred.library"},
}


def imports(file: Path) -> set[str]:
    """What a file imports at run time: not what stands under TYPE_CHECKING."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found.add(node.module or "")
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(file.read_text(encoding="utf-8")))
    return found


MODULES = {
    f"{room}.{file.stem}": file
    for room in ("kindred", "cogs")
    for file in sorted((PROJECT / room).glob("*.py"))
    if file.stem != "__init__"
}


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    ours = {name for name in imports(MODULES[module]) if name.split(".")[0] in ROOMS}
    assert ours <= MAY_IMPORT[module]


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("kindred.")])
def test_kindred_never_imports_discord(module: str) -> None:
    assert not {name for name in imports(MODULES[module]) if name.split(".")[0] == "discord"}


def test_no_arrow_comes_back_to_where_it_started() -> None:
    left = {module: set(arrows) for module, arrows in MAY_IMPORT.items()}
    while leaves := {module for module, arrows in left.items() if not arrows & left.keys()}:
        left = {module: arrows for module, arrows in left.items() if module not in leaves}
    assert left == {}


def test_kindred_works_where_discord_is_not_installed() -> None:
    code = (
        "import sys; sys.modules['discord'] = None\n"
        "from pathlib import Path\n"
        "from kindred.library import Library\n"
        "print(len(Library.load(Path('content')).catalogs['en'].causes))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 14


def test_no_cog_speaks_sql_or_reads_the_clock_of_the_machine() -> None:
    for module, file in MODULES.items():
        if module.startswith("cogs."):
            source = file.read_text(encoding="utf-8")
            for word in ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "datetime.now", "time.time"):
                assert word not in source, f"{module}: {word}"
