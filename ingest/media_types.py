"""The types of files as values."""

from __future__ import annotations

MSG, EML = "application/vnd.ms-outlook", "message/rfc822"
ZIP = "application/zip"
