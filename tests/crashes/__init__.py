"""Faults on purpose: what strikes (`faults`), who watches (`reader`), and what is done meanwhile (`world`)."""
