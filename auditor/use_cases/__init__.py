"""What can be done: each use case is one function that builds the value, opens the door, asks the rule, and saves."""
