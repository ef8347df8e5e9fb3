"""pygeoapi as the peer of pages of features: OGC API Features from PostGIS, two gunicorn workers.

Usage: features_pygeoapi.py start URL FOLDER PORT
       features_pygeoapi.py stop FOLDER
URL is that of a PostgreSQL which `overlay_postgis.py load` has filled; the table is
zones_4326, the same that a bench serves. Listens on 127.0.0.1 alone. `start` prints
{"pid", "items"} once it answers: `items` is the address to which `?limit=10` is added.
pygeoapi counts the whole table for numberMatched on every page and pages by offset.
Ends with 3 where a package is not installed or the server does not come up.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

try:
    import psycopg2
    import pygeoapi
    import yaml
    from psycopg2.extensions import parse_dsn

    import service
except ImportError as fault:
    print(f"pygeoapi cannot be loaded: {fault}; run setup/peers", file=sys.stderr)
    sys.exit(3)

WORKERS = 2
MOST_ITEMS = 10_000


def extent(url: str) -> list[float]:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("""
            SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
            FROM (SELECT ST_Extent(geom) AS box FROM zones_4326) AS city""")
        bbox = list(cursor.fetchone())
    connection.close()
    return bbox


def settings(url: str, port: int) -> dict:
    asked = parse_dsn(url)
    data = {"host": asked["host"], "dbname": asked["dbname"], "user": asked["user"], "search_path": ["public"]}
    if "port" in asked:
        data["port"] = int(asked["port"])
    provider = {"type": "feature", "name": "PostgreSQL", "data": data, "id_field": "id", "geom_field": "geom"}
    zones = {
        "type": "collection",
        "title": "Zones",
        "description": "Zones of the bench's city",
        "keywords": ["zones"],
        "links": [],
        "extents": {"spatial": {"bbox": extent(url), "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "providers": [provider | {"table": "zones_4326"}],
    }
    here = f"http://127.0.0.1:{port}"
    nobody = {"name": "bench", "url": here}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": here,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "language": "en-US",
            "limits": {"default_items": 10, "max_items": MOST_ITEMS},
            "map": {"url": here, "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "Bench",
                "description": "A bench's peer",
                "keywords": ["bench"],
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": here,
            },
            "license": {"name": "none", "url": here},
            "provider": nobody,
            "contact": nobody,
        },
        "resources": {"zones": zones},
    }


def start(url: str, folder: Path, port: int) -> dict:
    folder.mkdir(parents=True, exist_ok=True)
    tools = Path(sys.executable).parent
    config, openapi = folder / "pygeoapi.yml", folder / "openapi.yml"
    config.write_text(yaml.safe_dump(settings(url, port)), encoding="utf-8")
    environment = {"PYGEOAPI_CONFIG": str(config.resolve()), "PYGEOAPI_OPENAPI": str(openapi.resolve())}
    made = subprocess.run(
        [tools / "pygeoapi", "openapi", "generate", config, "--output-file", openapi],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=service.READY_LIMIT_S,
    )
    if made.returncode:
        raise service.NotServing((made.stderr or made.stdout).strip().splitlines()[-1])
    items = f"http://127.0.0.1:{port}/collections/zones/items"
    command = [str(tools / "gunicorn"), "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command.append("pygeoapi.flask_app:APP")
    pid = service.start(folder, command, environment, f"{items}?f=json&limit=1")
    return {"pid": pid, "items": items, "version": f"pygeoapi {pygeoapi.__version__}"}


def main() -> None:
    match sys.argv[1:]:
        case ["start", url, folder, port] if port.isdigit():
            try:
                print(json.dumps(start(url, Path(folder), int(port))))
            except (service.NotServing, subprocess.TimeoutExpired, OSError, psycopg2.Error) as fault:
                print(f"pygeoapi does not serve: {fault}", file=sys.stderr)
                sys.exit(3)
        case ["stop", folder]:
            service.stop(Path(folder))
        case _:
            sys.exit(__doc__)


main()
