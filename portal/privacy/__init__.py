"""Privacy: requests to erase a person, legal holds, and what a person may be given to read."""
