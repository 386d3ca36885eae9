"""``python -m chotu_bot``."""

from chotu_bot.cli import main

if __name__ == "__main__":
    main()
