"""The face of themes: start a grouping, read it, edit it, sign it off. Units of work; values out.

Grouping and joining are jobs: `start`, `join_new` and what citizens send put them in, `work.handlers` does them.
"""

from consultation.themes.changed import JOIN_JOB
from consultation.themes.compare import compare
from consultation.themes.edits import add, lock, merge, nest, rename, sign_off, unlock, unnest
from consultation.themes.filters import ORDERS, Filter
from consultation.themes.guides import names as category_names
from consultation.themes.history import history, later, turns
from consultation.themes.placing import flag, move, relearnt, split, star
from consultation.themes.reading import chosen, comment, evidence, page, sample
from consultation.themes.searching import complete
from consultation.themes.starting import GROUP_JOB, TRIES, cancel, join_new, start
from consultation.themes.undoing import redo, undo
from consultation.themes.values import Scope
from consultation.themes.views import listing, progress, questions, summary, view
from consultation.themes.visits import visit

__all__ = [
    "GROUP_JOB",
    "JOIN_JOB",
    "ORDERS",
    "TRIES",
    "Filter",
    "Scope",
    "add",
    "cancel",
    "category_names",
    "chosen",
    "comment",
    "compare",
    "complete",
    "evidence",
    "flag",
    "history",
    "join_new",
    "later",
    "listing",
    "lock",
    "merge",
    "move",
    "nest",
    "page",
    "progress",
    "questions",
    "redo",
    "relearnt",
    "rename",
    "sample",
    "sign_off",
    "split",
    "star",
    "start",
    "summary",
    "turns",
    "undo",
    "unlock",
    "unnest",
    "view",
    "visit",
]
