"""What a published result tells of people, and what it keeps to itself."""

from consultation.lifecycle import results
from consultation.responses.service import Count


def test_no_small_number_of_a_published_result_can_be_worked_out_from_its_total() -> None:
    def told(*numbers: int) -> list[list[object]]:
        return results._shown(Count(key=str(n), name=str(n), n=n) for n in numbers)

    assert told(40, 3, 12) == [["40", 40], ["3", None], ["12", None]]  # 55 in all: the 3 alone would be 55 - 52
    assert told(40, 1, 1, 9) == [["40", 40], ["1", None], ["1", None], ["9", None]]
    assert told(40, 0, 12) == [["40", 40], ["12", 12]]
    assert told(3) == told(2, 1) == []
