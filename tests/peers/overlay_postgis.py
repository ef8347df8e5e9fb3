"""The overlay in PostGIS: the area of every parcel in every zone, on one server process.

Usage: overlay_postgis.py load URL ZONES PARCELS [ATTRIBUTES]
       overlay_postgis.py run URL naive|subdivided
`load` fills the tables that all peers on PostGIS read, from two flat files (flat.py):
  parcels, zones     id (place in the file), number, geom in EPSG:3826, GiST
  zone_pieces        the zones through ST_Subdivide at 256 points
  zones_4326, zones_3857   for pages of features and for tiles
ATTRIBUTES is a CSV file with one more row a zone: its head is `number` and columns
as NAME:text or NAME:integer; they are added to the three tables of whole zones.
`run` prints one line of JSON: pairs, total_m2, parcels, wall_s and, from /proc, cpu_s
of the server process that did it. Ends with 3 where a package is not installed.
"""

import csv
import io
import json
import os
import re
import sys
import time

try:
    import psycopg2
    import shapely

    import flat
    import service
except ImportError as fault:
    print(f"the packages of the PostGIS peer cannot be loaded: {fault}; run setup/peers", file=sys.stderr)
    sys.exit(3)

PIECE_POINTS = 256
LIMIT_S = 1800
LEAST_AREA_M2 = 0.5e-6
COLUMN_KINDS = {"text", "integer"}

# OFFSET 0 keeps the planner from drawing the inner query in: it would compute each intersection twice, once for the
# condition and once for the sum. LATERAL keeps the zones outside: their prepared form then serves all their parcels.
FORMS = {
    "naive": """
        SELECT count(*), sum(area_m2) FROM zones CROSS JOIN LATERAL (
            SELECT ST_Area(ST_Intersection(parcels.geom, zones.geom)) AS area_m2
            FROM parcels WHERE ST_Intersects(parcels.geom, zones.geom) {part} OFFSET 0
        ) AS pairs WHERE area_m2 > %s""",
    "subdivided": """
        SELECT count(*), sum(area_m2) FROM (
            SELECT sum(area_m2) AS area_m2 FROM zone_pieces CROSS JOIN LATERAL (
                SELECT parcels.id AS parcel, ST_Area(ST_Intersection(parcels.geom, zone_pieces.geom)) AS area_m2
                FROM parcels WHERE ST_Intersects(parcels.geom, zone_pieces.geom) {part} OFFSET 0
            ) AS pieces GROUP BY parcel, zone_pieces.id
        ) AS pairs WHERE area_m2 > %s""",
}
TABLES = {"naive": ["parcels", "zones"], "subdivided": ["parcels", "zone_pieces"]}


class Unusable(Exception):
    """What was given cannot be loaded; the text says why."""


def copy_table(cursor, name: str, path: str) -> None:
    city = flat.read(path)
    cursor.execute(f"DROP TABLE IF EXISTS {name} CASCADE")
    cursor.execute(f"CREATE TABLE {name} (id integer, number bigint, geom geometry(Polygon, 3826))")
    for first, polygons in city.blocks():
        wkb = shapely.to_wkb(shapely.set_srid(polygons, 3826), hex=True, include_srid=True)
        numbers = city.number[first : first + len(wkb)]
        rows = (f"{first + at}\t{number}\t{text}\n" for at, (number, text) in enumerate(zip(numbers, wkb)))
        cursor.copy_expert(f"COPY {name} FROM STDIN", io.StringIO("".join(rows)))
    index(cursor, name)


def index(cursor, name: str) -> None:
    cursor.execute(f"CREATE INDEX ON {name} USING gist (geom)")
    if name != "zone_pieces":
        cursor.execute(f"ALTER TABLE {name} ADD PRIMARY KEY (id)")


def columns_of(head: list[str], path: str) -> list[tuple[str, str]]:
    """The names and kinds after `number`, fit to be put into SQL."""
    columns = [tuple(column.split(":")) for column in head[1:]]
    usable = all(
        len(column) == 2 and re.fullmatch("[a-z][a-z0-9_]*", column[0]) and column[1] in COLUMN_KINDS
        for column in columns
    )
    if head[:1] != ["number"] or not columns or not usable:
        raise Unusable(f"{path}: its head must be number, then NAME:text or NAME:integer")
    return columns


def add_attributes(cursor, path: str) -> None:
    with open(path, encoding="utf-8", newline="") as file:
        head = next(csv.reader(file), [])
        columns = columns_of(head, path)
        declared = ", ".join(f"{name} {kind}" for name, kind in columns)
        cursor.execute(f"CREATE TEMPORARY TABLE attributes (number bigint, {declared}) ON COMMIT DROP")
        cursor.copy_expert("COPY attributes FROM STDIN WITH (FORMAT csv)", file)
    names = ", ".join(f"attributes.{name}" for name, _ in columns)
    cursor.execute(f"""
        CREATE TABLE described AS SELECT zones.id, zones.number, {names}, zones.geom
        FROM zones LEFT JOIN attributes USING (number) ORDER BY zones.id""")
    cursor.execute("DROP TABLE zones CASCADE")
    cursor.execute("ALTER TABLE described RENAME TO zones")
    index(cursor, "zones")


def load(url: str, zones: str, parcels: str, attributes: str | None) -> None:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{LIMIT_S}s'")
        copy_table(cursor, "parcels", parcels)
        copy_table(cursor, "zones", zones)
        if attributes:
            add_attributes(cursor, attributes)
        cursor.execute("DROP TABLE IF EXISTS zone_pieces")
        cursor.execute(f"CREATE TABLE zone_pieces AS SELECT id, ST_Subdivide(geom, {PIECE_POINTS}) AS geom FROM zones")
        index(cursor, "zone_pieces")
        for srid in (4326, 3857):
            # In Hilbert order, so that what is asked for together lies together.
            cursor.execute(f"""
                DROP TABLE IF EXISTS zones_{srid};
                CREATE TABLE zones_{srid} AS SELECT * FROM zones ORDER BY geom;
                ALTER TABLE zones_{srid} ALTER geom TYPE geometry(Polygon, {srid}) USING ST_Transform(geom, {srid})""")
            index(cursor, f"zones_{srid}")
    connection.autocommit = True
    connection.cursor().execute("VACUUM ANALYZE")
    connection.close()


def cpu_s(process: int) -> float:
    user, system = service.stat_fields(process)[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def run(url: str, form: str) -> dict:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SET max_parallel_workers_per_gather = 0")
    cursor.execute(f"SET statement_timeout = '{LIMIT_S}s'")
    for table in TABLES[form]:  # every page read once, libraries loaded
        cursor.execute(f"SELECT sum(ST_NPoints(geom)) FROM {table}")
    cursor.execute(FORMS[form].format(part="AND parcels.id < 500"), [LEAST_AREA_M2])
    cursor.execute("SELECT count(*), PostGIS_Lib_Version(), PostGIS_GEOS_Version() FROM parcels")
    parcels, postgis, geos = cursor.fetchone()

    process = connection.info.backend_pid
    start_s, start_wall_s = cpu_s(process), time.perf_counter()
    cursor.execute(FORMS[form].format(part=""), [LEAST_AREA_M2])
    pairs, total_m2 = cursor.fetchone()
    wall_s = time.perf_counter() - start_wall_s
    return {
        "pairs": pairs,
        "total_m2": total_m2,
        "cpu_s": round(cpu_s(process) - start_s, 2),
        "wall_s": wall_s,
        "parcels": parcels,
        "form": form,
        "version": f"PostGIS {postgis}, GEOS {geos}",
    }


def main() -> None:
    try:
        match sys.argv[1:]:
            case ["load", url, zones, parcels, *attributes] if len(attributes) < 2:
                load(url, zones, parcels, attributes[0] if attributes else None)
            case ["run", url, form] if form in FORMS:
                print(json.dumps(run(url, form)))
            case _:
                sys.exit(__doc__)
    except (OSError, flat.NotFlat, Unusable, psycopg2.Error) as fault:
        sys.exit(f"overlay_postgis: {fault}")


main()
