"""Everything that is compared, as one table: `python -m benchmarks`. Ends with 1 if a limit is not held."""

import asyncio
import sys

from benchmarks import answers, blocking, content, due, memory, start
from benchmarks.table import show

if __name__ == "__main__":
    sys.exit(
        asyncio.run(
            show(start.measure, answers.measure, blocking.measure, due.measure, content.measure, memory.measure)
        )
    )
