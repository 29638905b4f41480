"""What the forget gate's first bias keeps."""

import torch
from torch import nn

from ..lab.estimates import Estimate, exactly


def lstm_memory(*, length: int = 20, units: int = 4) -> dict[float, Estimate]:
    """What a PyTorch LSTM's cell keeps of its first content after ``length`` steps without input, by forget bias.

    That is the product of its forget gates. The bias is set in one of the two vectors that PyTorch adds.
    """
    kept = {}
    recurrent = nn.LSTM(1, units)
    parameters = dict(recurrent.named_parameters())
    for bias in (-1.0, 0.0, 1.0):
        with torch.no_grad():
            for parameter in parameters.values():  # gates depend on their biases alone
                parameter.zero_()
            parameters["bias_ih_l0"][units : 2 * units] = bias
            state = torch.zeros(1, units), torch.ones(1, units)
            _, (_, cell) = recurrent(torch.zeros(length, 1), state)
        kept[bias] = exactly(cell.mean())
    return kept
