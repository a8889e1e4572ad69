from __future__ import annotations

from benchmarks.throughput import OURS, Run, Way, line, ratios

OWN = Way(OURS, "its own", (), 0)
PEER = Way("a peer", "its own", (), 0)


def run(seconds: float, pages: int = 100) -> Run:
    return Run(seconds, 4, pages, 200, 6000, 3, 512.0)


def test_ratios_are_of_the_same_round() -> None:
    rounds = [{OWN: run(10), PEER: run(40)}, {OWN: run(20), PEER: run(60)}, {PEER: run(50), OWN: run(10)}]
    assert ratios(PEER, rounds) == "4.00 (3.00 to 5.00)"
    assert ratios(OWN, rounds) == ""
    assert ratios(PEER, [{PEER: run(40)}]) == ""
    assert ratios(PEER, [{OWN: run(10), PEER: run(10, pages=0)}]) == ""


def test_a_row_has_medians() -> None:
    rounds = [{OWN: run(10)}, {OWN: run(20)}, {OWN: run(50)}]
    assert line(OWN, rounds) == "| lessons | its own | 4 | 20.0 | 5.0 | 10 | 300 | 30 | 3 | 512 |  |"
