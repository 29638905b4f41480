"""The shared bench: data, ensembles of seeds, estimates, evidence, figures, style."""

import torch

torch.set_num_threads(1)  # chapters run side by side, one core each
torch.set_flush_denormal(True)  # vanishing signals otherwise cost a hundred times the time
