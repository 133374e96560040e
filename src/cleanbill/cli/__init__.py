"""The command line: `demo`, `follow`, then a noun each. Exit 0 done, 1 a law broken, 2 bad input."""

from cleanbill.cli.main import app, main

__all__ = ["app", "main"]
