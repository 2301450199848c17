"""Thai wording of comparisons: what may not be compared, and why."""

from consultation.wording import wording

WORDS = "consultation.rounds"


def say(table: str, key: str, **values: object) -> str:
    """A text of this subject's catalogue with its blanks filled."""
    return str(wording(WORDS)[table][key]).format(**values)
