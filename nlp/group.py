"""Themes: comments that speak of the same matter put together, named, and later comments joined to them.

Method and figures: docs/decisions/0006-grouping.md.
"""

from collections.abc import Callable, Sequence

from nlp.finding import Asked, Embed, find
from nlp.grouped import FEWEST, Grouping, Placed, SubTheme, Theme, TooFewComments, Why
from nlp.taxonomy import Taxonomy

__all__ = ["FEWEST", "Grouping", "Placed", "SubTheme", "Theme", "TooFewComments", "Why", "group"]

Progress = Callable[[str, float], None]


def group(
    comments: Sequence[str],
    *,
    groups: int | None = None,
    seed: int = 0,
    taxonomy: Taxonomy | None = None,
    previous: Sequence[int | None] | None = None,
    embed: Embed | None = None,
    progress: Progress | None = None,
) -> Grouping:
    """Put comments that speak of the same matter into one theme.

    comments: raw Thai text, one opinion each. groups: how many themes; chosen by stability where None. taxonomy:
    matters that officers have named: comments go there where they belong, new ones become themes beside them. previous:
    the earlier theme of each comment (None for new ones), so that what was together stays together as the data grow
    (with a taxonomy it is left aside). embed: sentence embeddings of texts without personal data, as one more view
    (`nlp.embeddings`). progress is told a step and a share of the whole (0 … 1). Deterministic for a seed, independent
    of the order of the comments; near duplicates count but do not pull. Personal data never enters labels. Raises
    TooFewComments below 10 usable comments, ValueError for groups below 1 or a previous of another length.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if groups is not None and groups < 1:
        raise ValueError("groups must be 1 or more")
    if previous is not None and len(previous) != len(comments):
        raise ValueError("previous must have one entry for each comment")
    told = progress or (lambda step, share: None)
    with threadpool_limits(limits=1):  # sums over threads differ in their last digits from run to run
        return find(comments, Asked(groups, seed, taxonomy, previous, embed), told)
