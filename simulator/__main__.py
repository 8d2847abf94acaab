"""`python -m simulator`: the outside world as a process of its own."""

from simulator.serve import main

main()
