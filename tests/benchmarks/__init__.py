"""Speed as a ratio against bare reference work in the same run (DESIGN 14): `dev.py bench`, never in the tests."""
