"""STARS written a second time, in PyTorch, from the page of conventions (docs/reference/model-equations.md) and the specification.

It exists to disagree: it shares no code with libs/engine/model and is written in another way where there is one (float64, one
sequence at a time, explicit sets instead of masks). `make_fixtures.py` stores what it computes.
"""
