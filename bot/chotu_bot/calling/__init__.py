"""The catalogue of tools and calling one."""
