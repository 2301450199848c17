"""The face of learning and checking. Units of work; values out. The job is `relearning.handlers`."""

from consultation.themes.learning.checking import answer, deal, draw, sample, samples
from consultation.themes.learning.deciding import decide
from consultation.themes.learning.relearning import RELEARN_JOB, ask, learning, queue

__all__ = ["RELEARN_JOB", "answer", "ask", "deal", "decide", "draw", "learning", "queue", "sample", "samples"]
