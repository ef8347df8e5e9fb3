"""Reads the flat files in which a bench hands zones and parcels to its peers.

Little endian: the magic TKFLAT01; u32 features, rings, points; u32 first ring of
each feature and one more; u32 first point of each ring and one more; f64 x, y in
metres (EPSG:3826); u32 number of each feature. Rings are closed; the first ring
of a feature is its shell, the others are its holes. Anything else is refused.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

MAGIC = b"TKFLAT01"
HEAD_BYTES = len(MAGIC) + 3 * 4


class Flat(NamedTuple):
    feature_ring: np.ndarray
    ring_point: np.ndarray
    xy: np.ndarray
    number: np.ndarray


class NotFlat(Exception):
    """The file is not laid out as the head of this module says."""


def read(path: str) -> Flat:
    data = Path(path).read_bytes()
    if len(data) < HEAD_BYTES or not data.startswith(MAGIC):
        raise NotFlat(f"{path} does not begin with {MAGIC.decode()}")
    features, rings, points = (int(n) for n in np.frombuffer(data, "<u4", 3, len(MAGIC)))
    expected = HEAD_BYTES + 4 * (features + 1) + 4 * (rings + 1) + 16 * points + 4 * features
    if len(data) != expected:
        raise NotFlat(f"{path} has {len(data)} bytes; its counts ask for {expected}")
    at = HEAD_BYTES

    def take(kind: str, count: int) -> np.ndarray:
        nonlocal at
        part = np.frombuffer(data, kind, count, at)
        at += part.nbytes
        return part

    flat = Flat(
        take("<u4", features + 1),
        take("<u4", rings + 1),
        take("<f8", 2 * points).reshape(-1, 2),
        take("<u4", features),
    )
    if flat.feature_ring[-1] != rings or flat.ring_point[-1] != points:
        raise NotFlat(f"{path}: the offsets do not end at {rings} rings and {points} points")
    return flat


def polygons(flat: Flat) -> np.ndarray:
    """One shapely polygon a feature, in the order of the file."""
    return shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, flat.xy, (flat.ring_point.astype(np.int64), flat.feature_ring.astype(np.int64))
    )
