"""Text and pictures stand out from the paper (WCAG 2.2 AA), and colours differ for the colour-blind."""

from __future__ import annotations

import re
from importlib import resources
from itertools import combinations

import pytest

CSS = (resources.files("cleanbill.report") / "templates" / "colours.css").read_text("utf-8")
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in CSS.split("prefers-color-scheme"))
TONES = ("billed", "down", "plan", "other", "rest", "patient", "helped", "off", "debt", "abolished")
# Bands that stand beside each other in one picture.
BESIDE = (("down", "plan", "other", "patient"), ("patient", "helped", "debt", "abolished"), ("plan", "down", "patient"))
# Machado, Oliveira and Fernandes (2009), severity 1.0, linear RGB: https://doi.org/10.1109/TVCG.2009.113
BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
}


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return tuple(one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)


def contrast(one: str, two: str) -> float:
    low, high = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, two))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_4_5(theme: dict[str, str]) -> None:
    for name in ("ink", "soft", "link", "alarm", "good"):
        assert contrast(theme[name], theme["paper"]) >= 4.5, name
    assert contrast(theme["on-alarm"], theme["alarm"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_pictures_have_a_contrast_of_3(theme: dict[str, str]) -> None:
    assert not [name for name in TONES if contrast(theme[name], theme["paper"]) < 3]


@pytest.mark.parametrize("blind", BLIND)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_neighbours_differ_for_the_colour_blind(theme: dict[str, str], blind: str) -> None:
    def seen(name: str) -> tuple[float, ...]:
        raw = [sum(m * c for m, c in zip(row, linear(theme[name]), strict=True)) for row in BLIND[blind]]
        return tuple(255 * max(one, 0) ** (1 / 2.2) for one in raw)

    for group in BESIDE:
        for one, two in combinations(group, 2):
            apart = sum((a - b) ** 2 for a, b in zip(seen(one), seen(two), strict=True)) ** 0.5
            assert apart >= 40, (one, two, apart)


def test_print_uses_the_colours_of_the_light_page() -> None:
    css = (resources.files("cleanbill.report") / "templates" / "print.css").read_text("utf-8")
    printed = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))
    assert {name: printed[name] for name in TONES} == {name: LIGHT[name] for name in TONES}
