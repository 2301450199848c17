"""Fetch other people's servers by their locks: `python -m tests.conformance.fetch [telegram] [prism]`; else both."""

import sys

from admin.assets import AssetsError, run_npm_ci
from tests.conformance import sources


def main(names: list[str]) -> int:
    """Bring what is named; 0 when all is there, else 1, having said what is missing and why."""
    for name in names or ["telegram", "prism"]:
        try:
            run_npm_ci(sources.HERE / name)
        except AssetsError as error:
            print(f"{name} could not be fetched, its tests will be skipped: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
