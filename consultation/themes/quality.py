"""How good a theme is, in words that a planner can act on."""

from consultation.themes.models import Theme
from consultation.themes.values import QualityView
from consultation.themes.wording import said

SURE, UNSURE = 0.8, 0.6  # stability from which a theme is called steady, and below which shaky
TIGHT, LOOSE = 0.5, 0.3  # tightness in the same way
NEAR = 0.1  # margin below which comments are hardly nearer to their own theme than to the next


def quality(theme: Theme, rival: Theme | None) -> QualityView:
    """The quality of a theme. rival: the living theme nearest to it, when there is one."""
    words = []
    if theme.stability is not None:
        steady = said("quality", _band("steady", theme.stability, SURE, UNSURE), n=round(10 * theme.stability))
        words.append(said("quality", "before", steady=steady) if theme.acts else steady)  # it was of other comments
    if theme.tightness is not None:
        words.append(said("quality", _band("tight", theme.tightness, TIGHT, LOOSE)))
    if rival is not None and theme.margin is not None and theme.margin < NEAR:
        words.append(said("quality", "near", label=rival.label))
    return QualityView(
        stability=theme.stability,
        tightness=theme.tightness,
        margin=theme.margin,
        rival=(rival.number, rival.label) if rival is not None else None,
        words=tuple(words),
    )


def shaky(theme: QualityView) -> bool:
    """Whether a planner should read this theme before trusting it."""
    return theme.stability is not None and theme.stability < UNSURE


def _band(name: str, value: float, high: float, low: float) -> str:
    return f"{name}_{'high' if value >= high else 'low' if value < low else 'middle'}"
