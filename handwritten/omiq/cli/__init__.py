"""The command line `omiq`: a folder of commands, one file for each group.

`_main` is the way in and out, `_root` lists the commands, `_command` is what all have in common, `_run` what one run of
the command has at hand, `_output` how results look. A group's file is loaded when the group is used.
"""

from __future__ import annotations

from ._main import main

__all__ = ["main"]
