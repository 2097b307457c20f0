"""Faults in real processes: workers, beat, PostgreSQL, Redis and a mail server.

Everything is the tests' own and on loopback. Intervals are seconds where production
has minutes, by the variables that an operator would set.
"""
