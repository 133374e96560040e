"""Measurements: they print ratios against a named alternative in the same run."""
