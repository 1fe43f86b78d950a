"""Search in what was said: a tantivy index of character bigrams, derived from the messages and rebuilt from them."""
