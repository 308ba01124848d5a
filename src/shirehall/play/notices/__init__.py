"""Kinds of event that no seat asks for: the opening, the clock, the county's month, what falls due, refusals."""
