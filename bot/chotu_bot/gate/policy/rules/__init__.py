"""The rules on generated code: data with a reason and an example, one small visitor each."""
