"""The live day on the web: one process owns a day; players, facilitators, observers and the wall look at it through views."""
