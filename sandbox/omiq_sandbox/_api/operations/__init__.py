"""What the operations of the catalog do, a module for each of its tags."""

from . import auth, datasets, files, groups, long_operations, settings, sharing, transfers, users

try:
    from . import exports, workflows
except ImportError as e:  # until all of it is there
    print(e)
