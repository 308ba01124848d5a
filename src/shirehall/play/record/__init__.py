"""The record of play: append-only, chained, readable without Shirehall."""
