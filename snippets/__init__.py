"""The experiments, a folder for each chapter over the shared bench `lab`; nothing here knows of the site."""
