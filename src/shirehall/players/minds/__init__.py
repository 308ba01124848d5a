"""Scripted minds: bounded, interested, partly informed stand-ins. A script is a player like any other, not a plot.

A mind is handed a frozen character (what its body is like, what its seat can do and believes it can do, who it knows) and
general knowledge of the trade that is the same for every patch. It remembers only what its own seat could see, weighs a few
things that it might do, and does one of them or nothing.
"""
