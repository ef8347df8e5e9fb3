"""The demonstration city served on a loopback port, and what the release itself says of it.

`takau atlas list` reads the tables without any of the map services: it is the truth
the other programs' answers are held against. It is asked before the house opens: the
embedded database has one user at a time. Ended by its own process number.
"""

import csv
import io
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
TAKAU = ROOT / "target/debug/takau"
OPENING_S = 180


class Row(NamedTuple):
    box_m: tuple[float, float, float, float]
    area_m2: float
    points: int


class House:
    def __init__(self, folder: Path):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.run("init", "--demo", "示範市政府都市發展局")
        self.run("release", "demo", "--parcels", "20000")

    def open(self) -> None:
        words = ["demo", "--listen", f"127.0.0.1:{self.port}", "--cases", "0", "--per-minute", "1000000"]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                self.words(*words), cwd=ROOT, env=self.environment(), stdout=log, stderr=log
            )
        self.wait()

    def run(self, *words: str) -> str:
        done = subprocess.run(self.words(*words), cwd=ROOT, env=self.environment(), capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"takau {' '.join(words)}: {done.stderr}")
        return done.stdout

    def words(self, *words: str) -> list[str]:
        places = ["--data", str(self.folder / "data"), "--keys", str(self.folder / "keys")]
        return [str(TAKAU), *places, *words]

    def environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("TAKAU_")}

    def wait(self) -> None:
        end = time.monotonic() + OPENING_S
        while self.process.poll() is None and time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit((self.folder / "log").read_text(encoding="utf-8", errors="replace"))

    def truth(self, layer: str, *words: str) -> dict[str, Row]:
        """What the release holds of a layer, by id."""
        rows = {}
        for row in csv.DictReader(io.StringIO(self.run("atlas", "list", layer, *words))):
            box = tuple(float(row[side]) for side in ("west_m", "south_m", "east_m", "north_m"))
            rows[row["id"]] = Row(box, float(row["area_m2"]), int(row["points"]))
        return rows

    def close(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
