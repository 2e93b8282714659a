"""Tests of the printed documents: what is drawn is read back with another library than the one that drew it."""
