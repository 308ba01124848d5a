"""The simulation itself: moves are asked for, decided, kept as events, folded into a world and shown as views."""
