"""What every view of the API shares: who asks, for which workspace, with which scope, how refusals look."""
