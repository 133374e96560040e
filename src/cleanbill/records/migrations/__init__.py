"""The changes of the tables, in order: one, with the guards after the tables, for as long as nothing is released.

After a change of the models: `python -m scripts.write_migration`, which writes it again.
"""
