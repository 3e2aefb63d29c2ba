"""What must never be broken, what holds it, and the attacks that prove it: one table, tried in a rolled-back scene."""
