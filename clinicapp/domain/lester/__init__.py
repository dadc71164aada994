"""The Lester form: what was recorded, a rule pack, and the judgement that follows from both."""
