"""Numbers with check digits: what each country, firm and chain writes, and what people call it."""
