"""Becomes another program that dies with the process that started it: ``program_launcher.py PARENT PROGRAM …``.

Linux only. Run as a script by `ingest.programs`; it imports nothing of ours, so that it starts in 50 ms.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h

if __name__ == "__main__":
    parent, program = int(sys.argv[1]), sys.argv[2]
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it was asked for
        sys.exit(1)
    os.execv(program, sys.argv[2:])  # noqa: S606  no shell, and the caller looked the program up
