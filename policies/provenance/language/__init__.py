"""What a text says, whoever wrote it: words, sentences, how far a part reaches, numbers and days as people write them."""
