"""A fixed piece of plain Python, by which figures of two machines, or of a quiet and a busy one, can be compared.

What an answer costs is mostly the interpreter's work: dictionaries, texts, JSON, small objects. So is this. It measures
nothing of ours and must stay as it is.
"""

import json
import statistics
import time
from dataclasses import dataclass

ROUNDS, RUNS = 400, 9


@dataclass(frozen=True)
class _Piece:
    name: str
    value: str | None
    number: int


def milliseconds() -> float:
    """Processor time that the piece takes here and now, in milliseconds; the median of some runs."""
    return statistics.median(_run() for _ in range(RUNS))


def _run() -> float:
    began = time.thread_time()
    for round in range(ROUNDS):
        pieces = [_Piece(f"question_{n}", "ตอบแล้ว" if n % 3 else None, n * round) for n in range(20)]
        kept = {piece.name: piece.value for piece in pieces if piece.number % 7}
        again = json.loads(json.dumps({"answers": kept, "path": sorted(kept), "turn": round}))
        " ".join(f"{name}={value}" for name, value in again["answers"].items()).split()
    return 1000 * (time.thread_time() - began)
