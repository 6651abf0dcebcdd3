"""Everything that must not break, in its long form: `python -m benchmarks.resilience`. It takes about an hour.

Each part runs by itself, prints its figures, and ends with 1 if a promise was broken; so does the whole.
"""

import subprocess
import sys

PARTS = (
    ("-m", "pytest", "-m", "slow", "--hypothesis-profile=long"),
    ("-m", "benchmarks.contract"),
    ("-m", "benchmarks.crashes"),
    ("-m", "benchmarks.load"),
    ("-m", "benchmarks.flat"),
    ("-m", "benchmarks.soak"),
)

if __name__ == "__main__":
    broken = []
    for part in PARTS:
        name = " ".join(part).removeprefix("-m ")
        print(f"\n{name}", flush=True)
        if subprocess.run((sys.executable, *part)).returncode:
            broken.append(name)
    print(f"\nBroken: {', '.join(broken)}" if broken else "\nNothing is broken.")
    sys.exit(bool(broken))
