"""Whole conversations as data: a form, what a citizen does, every message that must come out.

`python -m tests.talks record [NAME …]` writes down what they say now; read the difference before committing it.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def files() -> list[Path]:
    """The scripts, by name."""
    return sorted(FOLDER.glob("*.json"))
