"""Which songs come next and why: rules, context, criteria, ranking. Pure."""
