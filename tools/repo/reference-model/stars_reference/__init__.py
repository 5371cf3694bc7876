"""STARS written a second time, in PyTorch, from the page of conventions (docs/reference/model-equations.md) and the specification.

Its purpose is to find errors of libs/engine/model: it shares no code with it, and is written differently where possible
(float64, one sequence at a time, explicit sets instead of masks). `make_fixtures.py` stores what it computes.
"""
