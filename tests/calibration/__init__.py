"""How often the program's intervals hold, simulated; `python3 dev.py calibrate` remakes the table."""
