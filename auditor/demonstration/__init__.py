"""The demonstration district (DESIGN 13): invented values from a seed; no name, no place, no answer of it is real."""
