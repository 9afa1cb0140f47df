"""Whether each value of a change belongs to the wish that the change fulfils."""
