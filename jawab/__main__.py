"""`python -m jawab`."""

import sys

from jawab.cli import main

sys.exit(main())
