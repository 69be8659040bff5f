"""Files of partners in Slack: the blank workbook, what is open as a workbook, and their import."""
