"""All weights of a layer at one value, in PyTorch as people write it."""

import torch
import torch.nn.functional as F
from torch import nn

from ..lab.data import digits
from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED


@torch.random.fork_rng()  # layers draw from torch's own generator
def distance_after(start: str, steps: int = 100) -> Estimate:
    """How far the neurons of a layer are apart, relative to one."""
    torch.manual_seed(SEED)
    hidden, output = nn.Linear(64, 32), nn.Linear(32, 10)
    if start == "constant":
        for parameter in (*hidden.parameters(), *output.parameters()):
            nn.init.constant_(parameter, 0.1)
    network = nn.Sequential(hidden, nn.Tanh(), output).double()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    images, labels = digits()
    for _ in range(steps):
        loss = F.cross_entropy(network(images.double()), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    neurons = hidden.weight.detach()
    return exactly((neurons - neurons[0]).norm() / neurons[0].norm())
