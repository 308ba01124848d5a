"""`python -m shirehall`: the command line."""

from shirehall.cli import main

main()
