"""Tests of agreements’ lives."""
