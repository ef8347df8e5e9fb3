"""Reads the flat files in which a bench hands zones and parcels to its peers.

Little endian: the magic TKFLAT01; u32 features, rings, points; u32 first ring of
each feature and one more; u32 first point of each ring and one more; f64 x, y in
metres (EPSG:3826); u32 number of each feature. Rings are closed; the first ring
of a feature is its shell, the others are its holes. Anything else is refused.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

MAGIC = b"TKFLAT01"
HEAD_BYTES = len(MAGIC) + 3 * 4
# What one block of a big file holds at a time.
BLOCK_FEATURES = 50_000


class NotFlat(Exception):
    """The file is not laid out as the head of this module says."""


class Flat(NamedTuple):
    feature_ring: np.ndarray
    ring_point: np.ndarray
    xy: np.ndarray
    number: np.ndarray

    def polygons(self, first: int, end: int) -> np.ndarray:
        """Features first to end - 1 as shapely polygons, in the order of the file."""
        rings = self.feature_ring[first : end + 1].astype(np.int64)
        points = self.ring_point[rings[0] : rings[-1] + 1].astype(np.int64)
        xy = self.xy[points[0] : points[-1]]
        return shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (points - points[0], rings - rings[0]))

    def all_polygons(self) -> np.ndarray:
        return self.polygons(0, len(self.number))

    def blocks(self) -> Iterator[tuple[int, np.ndarray]]:
        """The polygons in blocks, each with the place of its first one in the file."""
        for first in range(0, len(self.number), BLOCK_FEATURES):
            yield first, self.polygons(first, min(first + BLOCK_FEATURES, len(self.number)))


def read(path: str) -> Flat:
    data = Path(path).read_bytes()
    if len(data) < HEAD_BYTES or not data.startswith(MAGIC):
        raise NotFlat(f"{path} does not begin with {MAGIC.decode()}")
    features, rings, points = (int(count) for count in np.frombuffer(data, "<u4", 3, len(MAGIC)))
    expected = HEAD_BYTES + 4 * (features + 1) + 4 * (rings + 1) + 16 * points + 4 * features
    if len(data) != expected or features == 0:
        raise NotFlat(f"{path} has {len(data)} bytes; its counts ask for {expected}")
    at = HEAD_BYTES

    def take(kind: str, count: int) -> np.ndarray:
        nonlocal at
        part = np.frombuffer(data, kind, count, at)
        at += part.nbytes
        return part

    flat = Flat(
        feature_ring=take("<u4", features + 1),
        ring_point=take("<u4", rings + 1),
        xy=take("<f8", 2 * points).reshape(-1, 2),
        number=take("<u4", features),
    )
    for name, offsets, end in [("ring", flat.feature_ring, rings), ("point", flat.ring_point, points)]:
        if offsets[0] != 0 or offsets[-1] != end or np.any(offsets[1:] <= offsets[:-1]):
            raise NotFlat(f"{path}: the {name} offsets do not rise from 0 to {end}")
    return flat
