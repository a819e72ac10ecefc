"""Hidden graders under test: they must accept every right solution and reject every wrong one."""
