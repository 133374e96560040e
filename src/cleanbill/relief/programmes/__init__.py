"""Programmes of relief: dated rules on who qualifies, where and for which debts. Law: us/programmes."""

from cleanbill.relief.programmes.rule import Rule, programme_names, rule

__all__ = ["Rule", "programme_names", "rule"]
