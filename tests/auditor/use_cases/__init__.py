"""Tests of the use cases, on a real store in memory."""
