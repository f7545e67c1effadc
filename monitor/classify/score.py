"""What the weight of signs is worth: the share of labels that were right when rules met unseen notices."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def worth(weight: float, points: Sequence[tuple[float, float]]) -> float:
    """The share of right labels at a weight, from points (weight, share) in rising order. Without points
    the weight itself.
    """
    if not points:
        return weight
    index = bisect_right(points, weight, key=lambda point: point[0])
    if index == 0:
        return points[0][1]
    if index == len(points):
        return points[-1][1]
    (low, least), (high, most) = points[index - 1], points[index]
    return least + (most - least) * (weight - low) / (high - low)
