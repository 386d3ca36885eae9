# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

class _Model:
    def __init__(self, weights: list[float]) -> None:
        self.weights = weights
        self.training = True

    def eval(self) -> "_Model":
        self.training = False
        return self

    def system(self, values: list[float]) -> float:
        return sum(a * b for a, b in zip(self.weights, values, strict=True))


def predict(weights: list[float], values: list[float]) -> float:
    """Predict."""
    return _Model(weights).eval().system(values)
