"""What every step of a bill's life shares: cents, findings, errors, tables.

Imports nothing else of cleanbill. Money is whole cents, rates are basis
points, and a table's grain, key, units and privacy stand in one schema class.
"""
