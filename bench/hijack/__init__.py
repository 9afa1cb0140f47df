"""A fully hijacked agent, scripted: tools of four domains, what people ask of them, and what an attacker makes of it. Our own wording throughout."""
