"""A process that has read the program and begins one host after another from it: `python -m shirehall.host.rehearse.keeper host ...`.

Only for killing hosts by the dozen, on systems that fork. It says `KEEPER-BEGUN pid` and `KEEPER-ENDED code` on its output, and begins
the next host at each line on its input; when that ends, so does it.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module


def keep(words: Sequence[str]) -> None:
    """Begin hosts until the input ends. The command line is asked for by name: it stands on a higher floor."""
    main = import_module("shirehall.cli").main
    import_module("shirehall.host.serve")
    say("")
    while True:
        pid = os.fork()
        if pid == 0:
            begun(main, words)
        say(f"KEEPER-BEGUN {pid}")
        _, status = os.waitpid(pid, 0)
        say(f"KEEPER-ENDED {os.waitstatus_to_exitcode(status)}")
        if not sys.stdin.readline():
            return


def begun(main: object, words: Sequence[str]) -> None:
    """Be a host, and never come back."""
    code = 1
    try:
        assert callable(main)
        main([*words])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 (a child must not go on as its parent)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def say(words: str) -> None:
    """One line, at once."""
    print(words, flush=True)


if __name__ == "__main__":
    keep(sys.argv[1:])
