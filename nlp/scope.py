"""How far a comment reaches: one spot, a village or tambon, a district, a province, several provinces, or unsaid.

A cluster's plan is for what concerns more than one province; what concerns one lamp post goes elsewhere. Suggested from
the words of the comment and the places it mentions (`nlp.mentions`), for a person to confirm or change.
"""

from collections.abc import Collection

from nlp.cues import Suggestion, Weights, best, plain, weigh

__all__ = ["SCOPES", "UNKNOWN", "scope_of", "scope_weights"]

SCOPES = ("spot", "local", "district", "province", "provinces", "unknown")
UNKNOWN = "unknown"


def scope_of(text: str, provinces: Collection[str] = (), districts: Collection[str] = ()) -> Suggestion:
    """Suggest the scope of a raw comment. provinces, districts: codes of those that it mentions by name."""
    return best(scope_weights(text, provinces, districts))


def scope_weights(text: str, provinces: Collection[str] = (), districts: Collection[str] = ()) -> Weights:
    """What each scope weighs; `scope_of` takes the heaviest."""
    told = {
        "district": len(districts) > 0,
        "province": len(provinces) == 1 and not districts,
        "provinces": len(provinces) > 1,
    }
    return weigh("scope", plain(text), told)
