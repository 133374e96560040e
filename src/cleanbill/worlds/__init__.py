"""The three worlds, run on the same people and the same claims.

`sources` bring people, cover and claims in; `settling` puts every claim under
a world's plans, part by part; `owing`, `relieving` and `counting` follow what
is left; `laws` proves on each run that nothing was lost on the way.
"""
