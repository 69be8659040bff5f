"""The Committee in Slack (CSPF 18(c)): asked, answered on sheets, decided, and the partner told."""
