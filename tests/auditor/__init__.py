"""Tests of the field."""
