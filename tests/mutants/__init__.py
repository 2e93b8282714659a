"""Known bugs, planted one at a time; each must be killed by the test that is named beside it."""
