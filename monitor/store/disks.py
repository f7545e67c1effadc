"""On what a database's file lies. A write-ahead log needs memory that all who use the file share, and locks that
hold: on a network share it has neither, and damages itself (D16).
"""

from __future__ import annotations

from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")  # elsewhere than on Linux nothing is known
SHARES = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2",
    "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs", "davfs", "beegfs",
})  # fmt: skip


def share(file: Path, mounts: str | None = None) -> str | None:
    """The kind of network share that a file lies on, or would lie on; None when it is a disk of this machine.

    mounts: as Linux lists them.
    """
    if mounts is None:
        try:
            mounts = MOUNTS.read_text("utf-8", "surrogateescape")
        except OSError:
            return None
    place, nearest, kind = file.absolute().parent.resolve(), -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        at = Path(_plain(fields[4]))
        # of two at one place the later lies above the other
        if place.is_relative_to(at) and len(at.parts) >= nearest:
            nearest, kind = len(at.parts), right.split(" ")[0]
    return kind if kind in SHARES else None


def _plain(written: str) -> str:
    """Spaces and the like stand there as three octal digits."""
    for sign in " \t\n\\":
        written = written.replace(f"\\{ord(sign):03o}", sign)
    return written


def refusal(kind: str) -> str:
    """Why, and the way out."""
    return (
        f"lies on a network share ({kind}), where SQLite damages its files. Name a file on a disk of this machine, "
        "or a postgresql:// database, with --database or MONITOR_DATABASE_URL"
    )
