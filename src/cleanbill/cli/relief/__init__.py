"""The commands of `cleanbill relief`: from what is offered to debts abolished, an act each."""
