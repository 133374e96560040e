"""Options that the commands of `cleanbill pay` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Registry = Annotated[Path, typer.Option(help="Folder of what was paid so far, as pay run makes it.")]
Settled = Annotated[Path, typer.Option(help="Folder that cleanbill settle wrote.", metavar="FOLDER")]
PlanOf = Annotated[str | None, typer.Option("--plan", help="The plan to take, where several were settled.")]
