"""Prints the processor seconds that processes and everything they started have used so far.

Usage: cpu_s.py PID… with the first process of each peer (for a PostgreSQL the first
line of data/postmaster.pid): user and system time of the whole tree below it, those
that have ended included. Ask before and after; the difference is what the peer took,
in hundredths of a second. Standard library only.
"""

import os
import sys
from pathlib import Path

import service


def tree(roots: list[int]) -> set[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(service.stat_fields(int(entry.name))[1])
            except OSError:  # ended while we looked
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = set(), list(roots)
    while waiting:
        process = waiting.pop()
        if process not in found:
            found.add(process)
            waiting.extend(children.get(process, []))
    return found


def main() -> None:
    if len(sys.argv) < 2 or not all(argument.isdigit() for argument in sys.argv[1:]):
        sys.exit(__doc__)
    ticks = 0
    for process in tree([int(argument) for argument in sys.argv[1:]]):
        try:
            # utime, stime and those of the children it has waited for
            ticks += sum(int(field) for field in service.stat_fields(process)[11:15])
        except OSError:
            continue
    print(ticks / os.sysconf("SC_CLK_TCK"))


main()
