"""Faces of the bot for programs: the MCP server."""
