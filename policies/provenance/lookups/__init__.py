"""What look-ups have answered, and which record of it the requester has named."""
