"""Every item of due diligence that may be asked, a file an area."""
