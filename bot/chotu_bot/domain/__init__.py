"""The values every layer speaks in: frozen, typed, free of input and output."""
