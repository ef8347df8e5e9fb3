"""martin as the peer of tiles: vector tiles of the table zones_3857, straight from PostGIS.

Usage: tiles_martin.py start URL FOLDER PORT CACHE_MB
       tiles_martin.py stop FOLDER
URL is that of a PostgreSQL which `overlay_postgis.py load` has filled. CACHE_MB is the
memory for finished tiles; 0 switches the cache off. Listens on 127.0.0.1 alone. `start`
prints {"pid", "tiles", "version"} once it answers; tiles lie at TILES/z/x/y, layer
`zones`, every column but the geometry as an attribute. Standard library only; ends with
3 where martin is not installed or does not come up.
"""

import json
import subprocess
import sys
from pathlib import Path

import service

MARTIN = Path(__file__).resolve().parents[2] / ".peers/bin/martin"
EXTENT = 4096
BUFFER = 64


def columns(url: str) -> dict[str, str]:
    """The attributes of a tile; martin wants to be told their types when the table is named."""
    asked = """SELECT column_name, udt_name FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name = 'zones_3857' AND column_name <> 'geom'"""
    told = subprocess.run(
        ["psql", url, "--quiet", "--tuples-only", "--no-align", "--field-separator=:", "--command", asked],
        capture_output=True,
        text=True,
        timeout=service.READY_LIMIT_S,
    )
    if told.returncode or not told.stdout.strip():
        raise service.NotServing(told.stderr.strip() or "there is no table zones_3857")
    return dict(line.split(":") for line in told.stdout.split())


def settings(url: str, port: int, cache_mb: int) -> dict:
    properties = columns(url)
    table = {
        "layer_id": "zones",
        "schema": "public",
        "table": "zones_3857",
        "srid": 3857,
        "geometry_column": "geom",
        "geometry_type": "POLYGON",
        "extent": EXTENT,
        "buffer": BUFFER,
        "clip_geom": True,
        "properties": properties,
    }
    return {
        "listen_addresses": f"127.0.0.1:{port}",
        "cache": {"size_mb": cache_mb, "tile_size_mb": cache_mb},
        "postgres": {
            "connection_string": url,
            "auto_bounds": "skip",
            "auto_publish": False,
            "tables": {"zones": table},
        },
    }


def start(url: str, folder: Path, port: int, cache_mb: int) -> dict:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "martin.yaml"
    # JSON is YAML too.
    config.write_text(json.dumps(settings(url, port, cache_mb), indent=1), encoding="utf-8")
    here = f"http://127.0.0.1:{port}"
    pid = service.start(folder, [str(MARTIN), "--config", str(config)], {"RUST_LOG": "warn"}, f"{here}/zones")
    version = subprocess.run([MARTIN, "--version"], capture_output=True, text=True, timeout=service.READY_LIMIT_S)
    return {"pid": pid, "tiles": f"{here}/zones", "version": version.stdout.strip()}


def main() -> None:
    if not MARTIN.is_file():
        print("martin is not there; run setup/peers martin", file=sys.stderr)
        sys.exit(3)
    match sys.argv[1:]:
        case ["start", url, folder, port, cache_mb] if port.isdigit() and cache_mb.isdigit():
            try:
                print(json.dumps(start(url, Path(folder), int(port), int(cache_mb))))
            except (service.NotServing, subprocess.TimeoutExpired, OSError) as fault:
                print(f"martin does not serve: {fault}", file=sys.stderr)
                sys.exit(3)
        case ["stop", folder]:
            service.stop(Path(folder))
        case _:
            sys.exit(__doc__)


main()
