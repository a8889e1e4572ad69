"""Readers that fail as real files make readers fail. Worker processes import this module by name."""

from __future__ import annotations

import os
import time

from ingest.document import Document, document_id
from ingest.opening import Task
from ingest.outcome import State, UnreadableError


def read_hostile(task: Task) -> Document:
    """Do what the file is named after."""
    match task.name:
        case "hang":
            time.sleep(600)
        case "eat memory":
            hoard = []
            while True:
                hoard.append(bytearray(32 << 20))
        case "crash":
            os.abort()
        case "exit":
            os._exit(3)
        case "refuse":
            raise UnreadableError(State.ENCRYPTED, "It asks for a password.")
        case "vanish":
            raise FileNotFoundError(2, "No such file or directory")
        case "stumble":
            raise ZeroDivisionError
    return Document(document_id(task.sha256), "text/plain", False, (), (), ())


def hang_and_tell(task: Task) -> Document:
    """Write the worker's process id beside the file, then hang."""
    task.path.with_name(f"{os.getpid()}.pid").touch()
    time.sleep(600)
    raise AssertionError


def read_scan(task: Task) -> Document:
    """Two pages without text, of which recognising takes forever."""
    if task.options.recognise:
        time.sleep(600)
    if task.name == "scan":
        raise UnreadableError(State.NEEDS_OCR, "2 of 2 pages hold pictures.", unread=2)
    notes = ("Pages 2 and 3 hold pictures.",)
    return Document(document_id(task.sha256), "application/pdf", True, (), (), (), notes, unread=2)
