"""Marks in Slack: which clause answers a question, made below an answer or from the Home tab."""
