"""The acts of a purchase, one a file: each is one transaction, taken once, with one act in the chain."""
