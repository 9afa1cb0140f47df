"""Live chat: an embeddable page, a visitor's signed session, and a socket that only ever tells what the database already holds."""
