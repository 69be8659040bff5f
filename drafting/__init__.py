"""Documents about one partner: agreements and due-diligence checklists. Nothing stands here yet."""
