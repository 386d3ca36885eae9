"""What a tool's code may do, judged from its syntax tree alone: permissions and rules."""
