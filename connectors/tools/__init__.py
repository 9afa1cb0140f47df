"""Tools: what an agent may ask for beside a reply. A directory per adapter; ``schema`` holds the types of arguments and answers."""
