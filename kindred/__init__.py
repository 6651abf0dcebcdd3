"""Everything that is true without Discord: what the bot knows, keeps and decides.

config     the operator's settings, and what each may be
env_file   reads them from .env and the environment
heartbeat  a file that says whether the process is alive and ready
content    what content is, and how it becomes cards
wording    the rules for words, and what checks them
schedule   when a weekly post is due, and which text comes next
storage    the database: schedules, the ledger, settings, own texts
delivery   posts what is due, each occurrence once

An import of `discord` has no place here. `config < content < (wording, schedule) < storage < delivery`.
"""

import tomllib
from pathlib import Path


def _version() -> str:
    """The version, which stands in pyproject.toml alone."""
    project = Path(__file__).parent.parent / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


VERSION = _version()
