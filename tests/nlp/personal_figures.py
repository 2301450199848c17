"""What masking is worth, by kind: `python -m tests.nlp.personal_figures`.

Of whole spans: right only where start, end and kind are all what they should be. Leaks are letters of personal data
that stay readable; needless are letters of other text that a reader loses.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nlp.personal import mask

CASES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("personal_cases.toml").read_text(encoding="utf-8"))
_MARKED = re.compile(r"⟦(\w+):(.*?)⟧")

Wanted = tuple[int, int, str]


@dataclass
class Figures:
    """Counts over sentences: spans wanted, found and right by kind; letters wanted, left readable and lost."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)

    def recall(self, kind: str | None = None) -> float:
        return self._share(self.right, self.wanted, kind)

    def precision(self, kind: str | None = None) -> float:
        return self._share(self.right, self.found, kind)

    @staticmethod
    def _share(part: Counter[str], whole: Counter[str], kind: str | None) -> float:
        if kind:
            return part[kind] / whole[kind] if whole[kind] else 1.0
        return part.total() / whole.total()


def read(sentence: str) -> tuple[str, list[Wanted]]:
    """The sentence as somebody wrote it, and the spans that must be masked in it."""
    text, wanted, at = "", [], 0
    for marked in _MARKED.finditer(sentence):
        text += sentence[at : marked.start()]
        wanted.append((len(text), len(text) + len(marked[2]), marked[1]))
        text += marked[2]
        at = marked.end()
    return text + sentence[at:], wanted


def judged(sentences: list[str]) -> tuple[Figures, list[tuple[str, list[Wanted], list[Wanted]]]]:
    """Figures over sentences, and those with anything wrong in them: text, wanted, found."""
    figures, wrong = Figures(), []
    for sentence in sentences:
        text, wanted = read(sentence)
        found = [(span.start, span.end, str(span.kind)) for span in mask(text).spans]
        figures.wanted.update(kind for _, _, kind in wanted)
        figures.found.update(kind for _, _, kind in found)
        figures.right.update(kind for _, _, kind in set(wanted) & set(found))
        hidden, secret = _places(found), _places(wanted)
        figures.letters.update(
            all=len(text), secret=len(secret), leaked=len(secret - hidden), needless=len(hidden - secret)
        )
        if wanted != found:
            wrong.append((text, wanted, found))
    return figures, wrong


def _places(spans: list[Wanted]) -> set[int]:
    return {place for start, end, _ in spans for place in range(start, end)}


def main() -> None:
    """Print the figures of each part of the table and of all."""
    for part, sentences in [*CASES.items(), ("all", [row for rows in CASES.values() for row in rows])]:
        figures, _ = judged(sentences)
        print(f"{part}: {len(sentences)} sentences, {figures.wanted.total()} spans")
        for kind in sorted(figures.wanted | figures.found):
            counts = "".join(f"{which[kind]:6}" for which in (figures.wanted, figures.found, figures.right))
            print(f"  {kind:12}{counts}{figures.precision(kind):8.3f}{figures.recall(kind):8.3f}")
        print(f"  {'all':12}{'':18}{figures.precision():8.3f}{figures.recall():8.3f}  {dict(figures.letters)}")


if __name__ == "__main__":
    main()
