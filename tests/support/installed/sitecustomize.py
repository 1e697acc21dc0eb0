"""Hide from the command what only tests need, as where it is installed: httpcore loads trio where it finds it."""

import sys

sys.modules["trio"] = None  # type: ignore[assignment]  # a module that is None cannot be imported
