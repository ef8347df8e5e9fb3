"""The overlay as shapely does it best: the area of every parcel in every zone, on one thread.

Usage: overlay_shapely.py ZONES PARCELS [whole|subdivided] with two flat files (flat.py).
Prints one line of JSON: pairs, total_m2, parcels, cpu_s and wall_s of the overlay;
build_cpu_s is what comes once, before: polygons, tree, prepared zones, and for
`subdivided` the cutting of zones into pieces of at most 256 points, which is the
usual remedy for polygons of thousands of points. Both forms are exact as far as
doubles are. Ends with 3 where shapely is not installed.
"""

import json
import sys
import time

try:
    import numpy as np
    import shapely

    import flat
except ImportError as fault:
    print(f"shapely cannot be loaded: {fault}; run setup/peers", file=sys.stderr)
    sys.exit(3)

PIECE_POINTS = 256
# Contacts whose true area is nothing come out of doubles as a little more than nothing.
LEAST_AREA_M2 = 0.5e-6
WARM_ZONES = 50


def halves(polygon: shapely.Polygon) -> list[shapely.Polygon]:
    """The polygon cut across the middle of its longer side."""
    west, south, east, north = polygon.bounds
    if east - west > north - south:
        middle = (west + east) / 2
        boxes = [(west, south, middle, north), (middle, south, east, north)]
    else:
        middle = (south + north) / 2
        boxes = [(west, south, east, middle), (west, middle, east, north)]
    parts = shapely.get_parts(shapely.intersection(polygon, shapely.box(*np.array(boxes).T)))
    return [part for part in parts if part.geom_type == "Polygon"]


def subdivided(zones: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pieces of the zones, and the zone that each is a piece of."""
    pieces, zone_of = [], []
    for place, zone in enumerate(zones):
        waiting = [zone]
        while waiting:
            piece = waiting.pop()
            if shapely.get_num_coordinates(piece) > PIECE_POINTS:
                waiting.extend(halves(piece))
            else:
                pieces.append(piece)
                zone_of.append(place)
    return np.array(pieces), np.array(zone_of)


def overlay(zones: np.ndarray, parcels: np.ndarray, tree: shapely.STRtree) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Zone, parcel and area of every pair that touches."""
    zone, parcel = tree.query(zones, predicate="intersects")
    area_m2 = np.empty(len(zone))
    inside = shapely.contains_properly(zones[zone], parcels[parcel])
    area_m2[inside] = shapely.area(parcels[parcel[inside]])
    across = ~inside
    area_m2[across] = shapely.area(shapely.intersection(parcels[parcel[across]], zones[zone[across]]))
    return zone, parcel, area_m2


def main() -> None:
    form = sys.argv[3] if len(sys.argv) == 4 else "whole"
    if len(sys.argv) not in (3, 4) or form not in ("whole", "subdivided"):
        sys.exit(__doc__)
    start_s = time.process_time()
    try:
        zones, parcels = (flat.read(path).all_polygons() for path in sys.argv[1:3])
    except (OSError, flat.NotFlat) as fault:
        sys.exit(f"overlay_shapely: {fault}")
    zone_of = None
    if form == "subdivided":
        zones, zone_of = subdivided(zones)
    shapely.prepare(zones)
    tree = shapely.STRtree(parcels)
    overlay(zones[:WARM_ZONES], parcels, tree)
    build_cpu_s = time.process_time() - start_s

    start_s, start_wall_s = time.process_time(), time.perf_counter()
    zone, parcel, area_m2 = overlay(zones, parcels, tree)
    if zone_of is not None:
        _, pair = np.unique(zone_of[zone] * len(parcels) + parcel, return_inverse=True)
        area_m2 = np.bincount(pair, area_m2)
    area_m2 = area_m2[area_m2 > LEAST_AREA_M2]
    answer = {
        "pairs": len(area_m2),
        "total_m2": float(area_m2.sum()),
        "cpu_s": time.process_time() - start_s,
        "wall_s": time.perf_counter() - start_wall_s,
        "parcels": len(parcels),
        "build_cpu_s": build_cpu_s,
        "form": form,
        "version": f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}",
    }
    print(json.dumps(answer))


main()
