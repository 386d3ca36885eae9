"""The merge gate: a range of commits, a landed tool, judged again and compared with the base."""
