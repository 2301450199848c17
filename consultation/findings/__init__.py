"""Findings: what planners make of signed-off themes, with the people behind them, traced to the plan and back."""
