"""Moves bytes to and from signed URLs, by urllib3 (DESIGN.md, "Files"). Knows no token and no call of the API."""

from .source import Source
from .storage import Fetched, Sent, Storage
from .watch import Watch

__all__ = ["Fetched", "Sent", "Source", "Storage", "Watch"]
