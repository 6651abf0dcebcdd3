"""What operators run the bot with, through the linter that knows it: skipped where that one cannot be had."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parent.parent / "deploy"
UNIT = DEPLOY / "kindred.service"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_dockerfile_has_no_fault() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = run(hadolint if hadolint.exists() else "hadolint", DEPLOY / "Dockerfile")
    assert done.returncode == 0, done.stdout


def test_the_image_gets_everything_that_the_bot_runs_from_and_no_more() -> None:
    wanted = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"}
    copied = {
        word
        for line in (DEPLOY / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    }
    assert wanted == copied == {"bot.py", "pyproject.toml", "requirements.txt", "kindred", "cogs", "content"}


def test_the_compose_file_is_one(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    compose = shutil.copy(DEPLOY / "compose.yaml", tmp_path / "deploy")
    (tmp_path / ".env").write_text("DISCORD_TOKEN=x\n")
    done = run("docker-compose", "-f", compose, "config")
    assert done.returncode == 0, done.stderr


def test_the_unit_is_one_and_leaves_the_process_little(tmp_path: Path) -> None:
    unit = tmp_path / "kindred.service"
    unit.write_text(UNIT.read_text().replace("/opt/kindred/.venv/bin/python", sys.executable))
    verified = run("systemd-analyze", "verify", unit)
    assert (verified.returncode, verified.stderr) == (0, "")
    rated = run("systemd-analyze", "security", "--offline=true", "--threshold=20", UNIT)
    assert rated.returncode == 0, rated.stdout.splitlines()[-1]
