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

def password_strength(password: str) -> dict[str, object]:
    """Rate a password."""
    checks = {
        "length": len(password) >= 12,
        "digit": any(letter.isdigit() for letter in password),
        "upper": any(letter.isupper() for letter in password),
    }
    token_names = {"password": "weak", "secret": "change-me", "api_key": "your-api-key-here"}
    return {"score": sum(checks.values()), "known": token_names.get(password, "")}
