"""Starts an HTTP peer in the background, waits until it answers, and stops it again.

The folder given at the start holds the peer's settings, its log and which process
it is. Only that very process is stopped: a number that has gone to another
process since is left alone. Standard library only.
"""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

READY_LIMIT_S = 60
STOP_LIMIT_S = 10
STEP_S = 0.1


class NotServing(Exception):
    """The peer did not come up; the text says why."""


def stat_fields(process: int) -> list[str]:
    """proc_pid_stat(5) from its third field on, behind a name that may hold anything in its parentheses."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def began(process: int) -> str | None:
    """When the process began, in ticks after the start of the machine; None when it has ended."""
    try:
        fields = stat_fields(process)
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=READY_LIMIT_S) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start(folder: Path, command: list[str], environment: dict[str, str], first_page: str) -> int:
    """Its process number, once `first_page` answers. What was started in this folder before is stopped first."""
    stop(folder)
    if answers(first_page):
        raise NotServing(f"another server answers at {first_page} already")
    log = folder / "log"
    with log.open("ab") as written:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            env=os.environ | environment,
            start_new_session=True,
        )
    (folder / "process").write_text(json.dumps({"pid": child.pid, "began": began(child.pid)}), encoding="utf-8")
    end = time.monotonic() + READY_LIMIT_S
    while child.poll() is None and time.monotonic() < end:
        if answers(first_page):
            return child.pid
        time.sleep(STEP_S)
    stop(folder)
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise NotServing(lines[-1] if lines else "it said nothing")


def stop(folder: Path) -> None:
    """Ends the peer, at first politely. Does nothing when it has ended."""
    try:
        known = json.loads((folder / "process").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    for sign in (signal.SIGTERM, signal.SIGKILL):
        end = time.monotonic() + STOP_LIMIT_S
        if known["began"] is not None and began(known["pid"]) == known["began"]:
            os.kill(known["pid"], sign)
        while known["began"] is not None and began(known["pid"]) == known["began"]:
            if time.monotonic() > end:
                break
            time.sleep(STEP_S)
    (folder / "process").unlink()
