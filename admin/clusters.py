"""The clusters to choose from, as the groups of a select: by scheme, the newest first, each by code and name."""

from consultation.places.schemes import schemes


def clusters() -> list[tuple[str, list[tuple[str, str]]]]:
    """The title of each scheme with its clusters."""
    return [
        (of.title_th, [(each.code, f"{each.number}. {each.name_th}") for each in of.clusters])
        for of in schemes()[::-1]
    ]  # fmt: skip
