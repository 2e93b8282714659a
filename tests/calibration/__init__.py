"""How often the intervals hold and the radar errs, simulated; `python3 dev.py calibrate` remakes the tables."""
