"""What a model said becomes typed parts, or a typed error; never an error text posing as code."""
