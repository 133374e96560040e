"""Residents: who they are, what they earn, and the cover they are under."""

from cleanbill.people.tables import Cover, Person

__all__ = ["Cover", "Person"]
