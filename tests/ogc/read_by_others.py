"""The map services of a served city, read by GDAL and OWSLib and held against the release itself.

Counts, extents and geometry of OGC API Features; pictures of WMS and WMTS; the
vector tiles of OGC API Tiles. Prints one line a check and closes with the count.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Set
from pathlib import Path

from house import House, Row
from owslib.ogcapi.features import Features
from owslib.wms import WebMapService
from owslib.wmts import WebMapTileService

passed = failed = 0
LAYERS = {"zones", "parcels", "plan-areas", "exhibitions", "restrictions"}
COLLECTIONS = LAYERS | {"plans"}
# A box of land every service draws, degrees: the middle of the first zone, give or take.
HALF_DEG = 0.002
DAYS = ("1990-01-01", "2016-05-19", "2016-05-20")
SCRATCH = Path()
# What rounding to 1e-7 degrees may move, metres.
CM = 0.011


def check(what: str, holds: bool, seen: object = "") -> None:
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print(f"ok   {what}" if holds else f"FAIL {what}: {str(seen)[:600]}")


def gdal(*words: str) -> str:
    # GDAL keeps what it fetched: in the scratch folder, not where it is started.
    mine = os.environ | {"GDAL_DEFAULT_WMS_CACHE_PATH": str(SCRATCH / "gdal")}
    done = subprocess.run(words, capture_output=True, text=True, env=mine)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def attempt(what: str, *words: str) -> str:
    """What a program says; a failed check when it fails."""
    try:
        return gdal(*words)
    except RuntimeError as fault:
        check(what, False, fault)
        return ""


def places(geometry: dict) -> Iterator[tuple[float, float]]:
    def walk(part: list) -> Iterator[tuple[float, float]]:
        if isinstance(part[0], (int, float)):
            yield part[0], part[1]
        else:
            for inner in part:
                yield from walk(inner)

    yield from walk(geometry["coordinates"])


def box(geometry: dict) -> tuple[float, float, float, float]:
    xs, ys = zip(*places(geometry), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def area(geometry: dict) -> float:
    def ring(points: list) -> float:
        ox, oy = points[0]
        pairs = zip(points, points[1:], strict=False)
        return abs(sum((ax - ox) * (by - oy) - (bx - ox) * (ay - oy) for (ax, ay), (bx, by) in pairs)) / 2

    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return sum(ring(rings[0]) - sum(ring(hole) for hole in rings[1:]) for rings in polygons)


def check_rows(what: str, features: dict[str, dict], truth: dict[str, Row], tolerance_m: float) -> None:
    """Geometry in EPSG:3826 against boxes, areas and counts of points of the tables."""
    check(f"{what}: the ids are those of the release", features.keys() == truth.keys(), len(features))
    wrong = []
    for name, row in truth.items():
        geometry = features.get(name)
        if geometry is None:
            continue
        off = max(abs(a - b) for a, b in zip(box(geometry), row.box_m, strict=True))
        # Each point moves by the tolerance at most, along the whole border.
        sides = (row.box_m[2] - row.box_m[0]) + (row.box_m[3] - row.box_m[1])
        apart = abs(area(geometry) - row.area_m2)
        points = sum(1 for _ in places(geometry))
        if off > tolerance_m or apart > tolerance_m * sides * 4 + 0.006 or points != row.points:
            wrong.append((name, off, apart, points, row))
    check(f"{what}: every box, area and count of points is the release's", not wrong, wrong[:3])


def check_gdal_features(house: House, folder: Path, truth: dict[str, dict[str, Row]]) -> None:
    address = f"OAPIF:{house.url}/ogc"
    listed = attempt("ogrinfo lists the collections", "ogrinfo", "-ro", address)
    check("ogrinfo lists the collections", all(name in listed for name in COLLECTIONS), listed)
    for layer in ("zones", "parcels"):
        said = attempt(f"ogrinfo describes {layer}", "ogrinfo", "-ro", "-so", "-al", address, layer)
        check(f"ogrinfo counts {layer}", f"Feature Count: {len(truth[layer])}\n" in said, said[:400])
        out = folder / f"{layer}.geojson"
        words = ["ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:3826", "-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=6"]
        attempt(f"ogr2ogr reads {layer}", *words, "-oo", "PAGE_SIZE=500", str(out), address, layer)
        features = json.loads(out.read_text(encoding="utf-8"))["features"]
        check_rows(f"ogr2ogr {layer}", {f["properties"]["id"]: f["geometry"] for f in features}, truth[layer], CM)
    filtered = attempt(
        "ogrinfo filters by a box", "ogrinfo", "-ro", "-so", "-al", "-spat", "120.29", "22.58", "120.31", "22.60", address, "zones"
    )
    check("ogrinfo filters by a box", "Feature Count: " in filtered and f": {len(truth['zones'])}\n" not in filtered, filtered)
    by_class = attempt("ogrinfo filters by a property", "ogrinfo", "-ro", "-so", "-al", "-where", "class='A01130'", address, "zones")
    check("ogrinfo filters by a property", "Feature Count: " in by_class, by_class)


def check_owslib_features(house: House, truth: dict[str, dict[str, Row]]) -> None:
    features = Features(f"{house.url}/ogc/")
    check("OWSLib reads the landing page", bool(features.links))
    names = {collection["id"] for collection in features.collections()["collections"]}
    check("OWSLib lists the collections", names == COLLECTIONS, names)
    classes = features.conformance()["conformsTo"]
    wanted = ["features-1/1.0/conf/core", "features-1/1.0/conf/geojson", "features-2/1.0/conf/crs", "features-3/1.0/conf/filter"]
    check("OWSLib reads the conformance", all(any(one.endswith(name) for one in classes) for name in wanted), classes)
    check("OWSLib reads the description", features.api()["openapi"].startswith("3.0"))
    properties = features.collection_queryables("zones")["properties"]
    check("OWSLib reads what can be filtered by", {"class", "name", "in_force_from"} <= properties.keys(), properties)
    for layer in ("zones", "parcels"):
        read: dict[str, dict] = {}
        page = features.collection_items(layer, limit=2000, crs="http://www.opengis.net/def/crs/EPSG/0/3826")
        matched = page["numberMatched"]
        while True:
            read |= {one["id"]: one["geometry"] for one in page["features"]}
            after = [link["href"].split("after=")[1] for link in page["links"] if link["rel"] == "next"]
            if not after:
                break
            page = features.collection_items(
                layer, limit=2000, crs="http://www.opengis.net/def/crs/EPSG/0/3826", after=after[0]
            )
        check(f"OWSLib: numberMatched of {layer}", matched == len(truth[layer]), matched)
        check_rows(f"OWSLib {layer}", read, truth[layer], 1e-9)
    one = next(iter(truth["zones"]))
    check("OWSLib reads one zone", features.collection_item("zones", one)["id"] == one)
    found = features.collection_items("zones", filter="class LIKE 'A01%' AND area_m2 > 1000", limit=10000)
    good = all(f["properties"]["class"].startswith("A01") and f["properties"]["area_m2"] > 1000 for f in found["features"])
    check("OWSLib asks with CQL2", good and 0 < found["numberMatched"] < len(truth["zones"]), found["numberMatched"])


def check_days(house: House, days: dict[str, Set[str]]) -> None:
    features = Features(f"{house.url}/ogc/")
    check("the days differ", len({frozenset(ids) for ids in days.values()}) == len(days))
    for day, truth in days.items():
        page = features.collection_items("zones", datetime=day, limit=10000)
        same = {one["id"] for one in page["features"]} == truth
        check(f"OWSLib: the zones in force on {day}", same, (page["numberMatched"], len(truth)))


def middle(house: House, truth: dict[str, Row]) -> tuple[float, float]:
    zone = Features(f"{house.url}/ogc/").collection_item("zones", next(iter(truth)))
    west, south, east, north = box(zone["geometry"])
    return (west + east) / 2, (south + north) / 2


def drawn(file: Path) -> tuple[str, float]:
    """The size GDAL says a picture has, and the mean of its opacity."""
    said = gdal("gdalinfo", "-stats", "-json", str(file))
    info = json.loads(said)
    mean = float(info["bands"][3]["metadata"][""]["STATISTICS_MEAN"]) if len(info["bands"]) > 3 else 0.0
    return "x".join(map(str, info["size"])), mean


def check_wms(house: House, folder: Path, truth: dict[str, Row]) -> None:
    x, y = middle(house, truth)
    means = []
    for version, srs, frame in [
        ("1.1.1", "EPSG:4326", (x - HALF_DEG, y - HALF_DEG, x + HALF_DEG, y + HALF_DEG)),
        ("1.3.0", "EPSG:4326", (y - HALF_DEG, x - HALF_DEG, y + HALF_DEG, x + HALF_DEG)),
        ("1.3.0", "CRS:84", (x - HALF_DEG, y - HALF_DEG, x + HALF_DEG, y + HALF_DEG)),
    ]:
        service = WebMapService(f"{house.url}/wms", version=version)
        what = f"OWSLib WMS {version} {srs}"
        check(f"{what}: every layer", set(service.contents) == LAYERS, list(service.contents))
        # OWSLib turns the axes of EPSG:4326 in 1.3.0 itself.
        asked = frame if srs != "EPSG:4326" or version == "1.1.1" else (frame[1], frame[0], frame[3], frame[2])
        picture = service.getmap(
            layers=["zones"], styles=["default"], srs=srs, bbox=asked, size=(400, 400), format="image/png", transparent=True
        )
        file = folder / f"wms-{version}-{srs.replace(':', '')}.png"
        file.write_bytes(picture.read())
        size, mean = drawn(file)
        check(f"{what}: a picture of the size asked for", size == "400x400", size)
        means.append(mean)
        info = service.getfeatureinfo(
            layers=["zones"], query_layers=["zones"], styles=["default"], srs=srs, bbox=asked, size=(400, 400),
            format="image/png", info_format="application/json", xy=(200, 200),
        )  # fmt: skip
        named = [one["id"] for one in json.loads(info.read())["features"]]
        check(f"{what}: the middle is the zone it should be", next(iter(truth)) in named, named)
    check("WMS draws the same land in every version", max(means) - min(means) < 2 and min(means) > 20, means)
    listed = attempt("gdalinfo lists the WMS layers", "gdalinfo", f"WMS:{house.url}/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities")
    check("gdalinfo lists the WMS layers", all(f"LAYERS={name}" in listed for name in LAYERS), listed)
    # The extent GDAL reads of a layer is that of the release.
    west, south, east, north = (x - HALF_DEG, y - HALF_DEG, x + HALF_DEG, y + HALF_DEG)
    source = (
        f"WMS:{house.url}/wms?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=zones&SRS=EPSG:4326"
        f"&BBOX={west},{south},{east},{north}&FORMAT=image/png&TRANSPARENT=TRUE"
    )
    out = folder / "wms.tif"
    attempt("gdal_translate reads the WMS", "gdal_translate", "-q", "-outsize", "400", "400", source, str(out))
    check("gdal_translate reads the WMS", out.is_file() and drawn(out)[0] == "400x400")


def check_wmts(house: House, folder: Path, truth: dict[str, Row]) -> None:
    service = WebMapTileService(f"{house.url}/wmts")
    check("OWSLib WMTS: every layer", set(service.contents) == LAYERS, list(service.contents))
    matrices = service.tilematrixsets["GoogleMapsCompatible"].tilematrix
    check("OWSLib WMTS: 21 matrices", len(matrices) == 21, len(matrices))
    x, y = middle(house, truth)
    page = json.loads(
        fetched(f"{house.url}/ogc/collections/zones/items/{next(iter(truth))}?crs=http://www.opengis.net/def/crs/EPSG/0/3857")
    )
    west, south, east, north = box(page["geometry"])
    half = 20037508.342789244
    wide = 2 * half / 2**18
    column, row = int(((west + east) / 2 + half) / wide), int((half - (south + north) / 2) / wide)
    tile = service.gettile(
        layer="zones", style="default", tilematrixset="GoogleMapsCompatible", tilematrix="18", row=row, column=column, format="image/png"
    )
    file = folder / "tile.png"
    file.write_bytes(tile.read())
    size, mean = drawn(file)
    check("OWSLib WMTS: a tile with the zone in it", size == "256x256" and mean > 20, (size, mean))
    address = f"WMTS:{house.url}/wmts/1.0.0/WMTSCapabilities.xml,layer=zones"
    said = attempt("gdalinfo opens the WMTS", "gdalinfo", "-json", address)
    info = json.loads(said) if said else {}
    check("gdalinfo opens the WMTS in EPSG:3857", "Pseudo-Mercator" in info.get("coordinateSystem", {}).get("wkt", ""), said)
    left, top = info["cornerCoordinates"]["upperLeft"]
    right, bottom = info["cornerCoordinates"]["lowerRight"]
    extent = WebMapTileService(f"{house.url}/wmts").contents["zones"].boundingBoxWGS84
    inside = extent[0] < x < extent[2] and extent[1] < y < extent[3]
    check("WMTS: the extent holds the land", inside and left < west < east < right and bottom < south < north < top)
    out = folder / "wmts.tif"
    window = [str(v) for v in (west, north, east, south)]
    attempt(
        "gdal_translate reads the WMTS", "gdal_translate", "-q", "-projwin", *window, "-outsize", "300", "300", address, str(out)
    )
    check("gdal_translate reads the WMTS", out.is_file() and drawn(out)[1] > 60, out.is_file() and drawn(out))


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def check_tiles(house: House, truth: dict[str, Row]) -> None:
    """Vector tiles by GDAL's MVT driver: the zone in the middle of a tile of zoom 15 is in it, where it lies."""
    x, y = middle(house, truth)
    name = next(iter(truth))
    description = json.loads(fetched(f"{house.url}/tiles/live/zones.json"))
    column = int((x + 180) / 360 * 2**15)
    row = int((1 - math.asinh(math.tan(math.radians(y))) / math.pi) / 2 * 2**15)
    template = description["tiles"][0]
    address = template.replace("{z}", "15").replace("{x}", str(column)).replace("{y}", str(row))
    said = attempt("ogrinfo reads a vector tile", "ogrinfo", "-ro", "-al", "-so", f"MVT:{address}")
    check("ogrinfo reads a vector tile", "Feature Count: " in said and "Feature Count: 0" not in said, said)
    whole = attempt("ogrinfo reads the features of a vector tile", "ogrinfo", "-ro", "-al", f"MVT:{address}")
    check("the zone is in its vector tile", name in whole, name)


def main() -> int:
    global SCRATCH
    with tempfile.TemporaryDirectory(prefix="takau-ogc-") as scratch:
        folder = SCRATCH = Path(scratch)
        house = House(folder)
        try:
            truth = {layer: house.truth(layer) for layer in ("zones", "parcels")}
            days = {day: house.truth("zones", "--on", day).keys() for day in DAYS}
            house.open()
            steps = [
                ("features by GDAL", lambda: check_gdal_features(house, folder, truth)),
                ("features by OWSLib", lambda: check_owslib_features(house, truth)),
                ("days", lambda: check_days(house, days)),
                ("WMS", lambda: check_wms(house, folder, truth["zones"])),
                ("WMTS", lambda: check_wmts(house, folder, truth["zones"])),
                ("vector tiles", lambda: check_tiles(house, truth["zones"])),
            ]
            for name, step in steps:
                try:
                    step()
                except Exception as fault:  # noqa: BLE001 - a reader that breaks is a failed check, not the end
                    check(f"{name}: read to the end", False, repr(fault))
        finally:
            house.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
