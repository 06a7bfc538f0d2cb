"""`python -m proffer` is the command line."""

from proffer.cli import main

main()
