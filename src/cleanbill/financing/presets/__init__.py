"""Published studies of single payer, replayed from their own assumptions by the levers of the budget.

`preset_names()` lists them, `replay(name)` sets each published figure beside ours; figures that an input was
calibrated to meet are marked, since they test nothing.
"""

from cleanbill.financing.presets.preset import Input, Preset, Published, preset, preset_names
from cleanbill.financing.presets.replay import Figure, Replay, measured, replay, replays

__all__ = [
    "Figure",
    "Input",
    "Preset",
    "Published",
    "Replay",
    "measured",
    "preset",
    "preset_names",
    "replay",
    "replays",
]
