"""Tests of the acts of an office."""
