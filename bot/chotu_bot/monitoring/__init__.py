"""How the bot and its tools are doing: every figure is a query over the journal's events."""
