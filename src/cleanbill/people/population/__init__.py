"""The people of Massachusetts in a year: the survey's records, each standing for many, weighted to published totals."""

from cleanbill.people.population.build import population
from cleanbill.people.population.record import PLANS, SIZES, Population

__all__ = ["PLANS", "SIZES", "Population", "population"]
