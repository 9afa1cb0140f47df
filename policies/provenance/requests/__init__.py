"""What a tool does, and whether a text asks for it: whose line it is, its verbs and its form."""
