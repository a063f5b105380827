"""Which processes a browser is made of."""

from pathlib import Path


def all_below(pid: int) -> list[int]:
    """The processes that ``pid`` started, and theirs."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    below, level = [], [pid]
    while level := [child for child, parent in parents.items() if parent in level]:
        below += level
    return below


def browsers_of(pid: int) -> list[int]:
    """Chromium's main processes below ``pid``; its helpers name their type."""
    lines = {child: cmdline(child) for child in all_below(pid) if is_alive(child)}
    return [child for child, line in lines.items() if b"--remote-debugging-pipe" in line and b"--type=" not in line]


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def is_alive(pid: int) -> bool:
    """A zombie is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
