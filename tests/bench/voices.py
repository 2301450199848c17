"""How long comments take to be held against each other (`nlp.duplicates`), and how surely copies are found.

    python -m tests.bench.voices [10000 100000 1000000]

Comments of clauses put together, a tenth of them altered copies of messages sent round. Processor seconds, since a
machine may be busy with other things.
"""

import random
import resource
import sys
import time

from nlp.duplicates import duplicates
from tests.nlp.traits.alterations import ALTERATIONS, judge, sentences

SIZES = (10_000, 100_000)


def corpus(count: int) -> list[str]:
    """So many comments, always the same."""
    from pythainlp.corpus import thai_words

    chance, alterations = random.Random(3), list(ALTERATIONS.values())
    clauses = [part for text in sentences() for part in text.split()]
    words = sorted(word for word in thai_words() if 2 < len(word) < 8)
    calls = [" ".join(chance.sample(clauses, 4)) for _ in range(max(1, count // 5000))]

    def own(number: int) -> str:
        said = chance.choice(clauses) + " " + "".join(chance.choices(words, k=chance.randint(4, 22)))
        return f"{said} {chance.choice(clauses)}" if number % 3 else said

    return [
        chance.choice(alterations)(chance.choice(calls), chance) if number % 10 == 0 else own(number)
        for number in range(count)
    ]


def main() -> None:
    """Print what copies are found, then seconds and memory by size."""
    found = judge(duplicates)
    print("recall " + ", ".join(f"{name} {share:.2f}" for name, share in found.recall.items()))
    print(f"precision {found.precision:.4f}")
    for count in [int(given) for given in sys.argv[1:]] or SIZES:
        texts = corpus(count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        voices = len(set(duplicates(texts)))
        seconds = time.process_time() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"{count:>9,} comments {seconds:>7.1f} s {grown:>6.0f} MiB more, {voices:,} voices", flush=True)


if __name__ == "__main__":
    main()
