"""A full rehearsal of a day on the machine that will host it: bots in every seat, faults on purpose, and a judge."""
