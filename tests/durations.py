"""Where a run's time went: seconds of each folder and the files that took longest, told before the summary."""

from collections import Counter
from collections.abc import Iterable

LONG = 60.0  # seconds of tests: what is shorter needs no account
FILES = 25


def account(reports: Iterable[object]) -> list[str]:
    """Return lines with the seconds of every folder and of the longest files; none where all was quick.

    reports: pytest's, of setting up, calling and ending each test. The seconds of all workers are added up.
    """
    folders: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for report in reports:
        path = getattr(report, "nodeid", "").partition("::")[0]
        seconds = getattr(report, "duration", 0.0)
        files[path] += seconds
        folders["/".join(path.split("/")[:-1][:3])] += seconds
    if sum(folders.values()) < LONG:
        return []
    told = [f"{seconds:8.0f} s  {folder}" for folder, seconds in folders.most_common()]
    return [*told, "", *(f"{seconds:8.0f} s  {path}" for path, seconds in files.most_common(FILES))]
