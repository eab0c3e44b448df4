"""From FER2013 and a recipe to what ships: dataset, augment, network, train, quantise, evaluate, card.

Read in that order. `models/README.md` says how to run it.
"""
