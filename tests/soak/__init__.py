"""Long hunts: what the suite does for seconds is done here for minutes. `python3 dev.py soak`."""
