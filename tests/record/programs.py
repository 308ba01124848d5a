"""Programs outside Python that some tests of the record need, where they are, and what does not sit without them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SOAK = bool(os.environ.get("SHIREHALL_SOAK"))
"""Whether this is the soak, which runs the full floors."""


def postgres_programs() -> Path | None:
    """The folder that holds `initdb` and `postgres`, if there is one on this machine."""
    places = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    asked = shutil.which("pg_config")
    if asked:
        said = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        places.append(Path(said))
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    return None


def compiler() -> str | None:
    """A C compiler, for the shim that records what is written to the disk; only Linux knows LD_PRELOAD."""
    if not sys.platform.startswith("linux"):
        return None
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def not_sitting() -> list[str]:
    """In plain words, what this machine leaves untested."""
    said = []
    if postgres_programs() is None:
        said.append("PostgreSQL did not sit the exam of the record: no initdb was found on this machine.")
    if compiler() is None:
        said.append(
            "No power was cut under the record: that needs Linux and a C compiler, and there is none here."
        )
    return said
