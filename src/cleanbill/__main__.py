"""`python -m cleanbill` is the command `cleanbill`."""

from cleanbill.cli import main

main()
