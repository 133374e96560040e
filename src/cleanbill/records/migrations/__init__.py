"""The changes of the tables, in order; the guards are put in after the tables they guard."""
