"""Whether a call is what was wished for where no verb of ours says so, and whether others can have put it into the agent's head."""
