"""What agents spend: over time, by agent, tier, model, conversation, customer and resolved item; and conversations that cost far more than usual."""
