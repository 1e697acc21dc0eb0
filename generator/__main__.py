"""`python -m generator`, in a clone: check the catalog, and build what is generated from it."""

import sys

from omiq_generator.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
