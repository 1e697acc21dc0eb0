"""What the operations of the catalog do, a module for each of its tags."""

from . import auth, datasets, exports, files, groups, long_operations, settings, sharing, transfers, users, workflows

__all__ = [
    "auth",
    "datasets",
    "exports",
    "files",
    "groups",
    "long_operations",
    "settings",
    "sharing",
    "transfers",
    "users",
    "workflows",
]
