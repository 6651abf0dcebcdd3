"""Two weeks of hard weather. The long form, 52 weeks, is `python -m benchmarks.soak`."""

from pathlib import Path

import pytest

from benchmarks.soak import Life

pytestmark = pytest.mark.slow


async def test_two_weeks_with_a_fault_every_hour_lose_and_double_nothing(tmp_path: Path) -> None:
    life = Life(tmp_path, weeks=2, log=tmp_path / "week.log", week_of_log=2)
    await life.live()
    assert life.results["sent"] > 60
    assert life.results["failed: channel-gone"] >= 1
    assert not {result for result in life.results if "unexpected" in result}
    assert all(tasks < 30 and views == 0 for _, _, tasks, views in life.figures)
    log = (tmp_path / "week.log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    refused = [line for line in log.splitlines() if " ERROR " in line]
    assert all("The new content was refused" in line for line in refused), "nothing else is an error"
    assert log.count("The database is not available") < 168 // 11 * 2, "told once for each time, not at every try"
