"""The tile map: every province once, no tile twice, clusters in one piece where the country is."""

import pytest

from consultation.places.schemes import cluster, provinces
from consultation.places.tiles import grid


def test_every_province_has_a_tile_of_its_own() -> None:
    found = grid(province.iso for province in provinces())
    assert len(found.tiles) == 77 == len(set(found.tiles.values()))
    assert (found.columns, found.rows) == (9, 18)


def test_a_cluster_is_moved_to_the_corner_and_stays_in_shape() -> None:
    upper = grid(cluster("current:10").isos)
    assert (upper.columns, upper.rows) == (4, 2)
    assert upper.tiles["TH-43"] == (2, 0) and upper.tiles["TH-41"] == (2, 1), "หนองคาย lies north of อุดรธานี"
    assert grid(()).tiles == {}
    with pytest.raises(KeyError):
        grid(["TH-00"])
