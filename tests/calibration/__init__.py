"""Simulated campaigns by which the radar is calibrated, and the command that makes its table."""
