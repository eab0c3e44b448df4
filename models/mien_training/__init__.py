"""From FER2013 and a recipe to what ships: data, learning, evaluation, release.

Read in that order. `models/README.md` says how to run it.
"""
