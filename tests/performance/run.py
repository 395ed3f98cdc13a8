"""Runs every benchmark beside this file, one after the other, each in a process of its own. `make bench` calls it.

A benchmark prints a table of its own, with ratios to a baseline measured in the same run. Name some to run only those:
``python tests/performance/run.py bench_list bench_suite``.
"""

import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Exit code 1 when a benchmark failed; the others still run."""
    chosen = sys.argv[1:] or sorted(path.stem for path in HERE.glob("bench_*.py"))
    print(f"{platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d %H:%M')}", flush=True)
    failed = []
    for name in chosen:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
