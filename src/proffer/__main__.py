"""`python -m proffer` is the program `proffer`."""

from proffer.cli import main

main()
