"""The shared bench: data, ensembles of seeds, estimates, evidence, figures, style; imports no chapter's folder."""
