"""Open behavioural simulations of a health system.

People take seats in the organisations of a fictional county, trade, talk and decide; the county's
economy answers; everything that happened can be studied afterwards.
"""

__version__ = "0.1.0"
