"""Where an answer stands: a question, and the number of each repeat around it."""

import re
from dataclasses import dataclass
from functools import cached_property

from consultation.forms.form import Question

Numbers = tuple[int, ...]

_KEY = re.compile(r"([^\[\]]+)(?:\[(\d{1,6}(?:\.\d{1,6})*)\])?", re.ASCII)


@dataclass(frozen=True)
class Slot:
    """One question at one place. numbers: of each repeat around it, outermost first, from 1.

    more: it asks whether there is one more of a repeat; the question is made of the repeat, the last of `numbers` is
    how many there are so far, and the answer is "yes" or "no".
    """

    question: Question
    numbers: Numbers = ()
    more: bool = False

    @cached_property
    def key(self) -> str:
        """The key of its answer: `name`, `name[2]`, `name[2.1]`."""
        return key_of(self.question.name, self.numbers)


def key_of(name: str, numbers: Numbers) -> str:
    """The key of an answer."""
    return f"{name}[{'.'.join(map(str, numbers))}]" if numbers else name


def parse_key(key: str) -> tuple[str, Numbers]:
    """The name and the numbers of a key: `age[2.1]` is ("age", (2, 1)); what is no key is a name as it stands."""
    found = _KEY.fullmatch(key)
    if found is None:
        return key, ()
    return found[1], tuple(map(int, found[2].split("."))) if found[2] else ()
