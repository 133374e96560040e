"""Reads folders of Synthea CSV files: people, their coverage, their claims, and what could not be read."""
