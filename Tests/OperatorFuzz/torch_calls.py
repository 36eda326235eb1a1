# SPDX-License-Identifier: Apache-2.0
"""PyTorch's functions with random arguments, each as a module of one input."""
import torch
import torch.nn.functional as F

# Name → what draws it: a function of a draft that returns (shape of the input, function of x and weights, weights).
CALLS = {}


def call(*names):
    def register(function):
        for name in names:
            CALLS[name] = function
        return function

    return register


class Call(torch.nn.Module):
    """function(x, weights…)"""

    def __init__(self, function, weights):
        super().__init__()
        self.function, self.count = function, len(weights)
        for k, weight in enumerate(weights):
            self.register_buffer(f"w{k}", weight)

    def forward(self, x):
        return self.function(x, *(getattr(self, f"w{k}") for k in range(self.count)))


def weights(d, *shapes):
    return [torch.from_numpy(d.normal(shape)) for shape in shapes]


def image(d, rank=2, least=2, most=8):
    return [d.whole(1, 3), d.whole(1, 4), *d.wholes(rank, least, most)]


@call("softplus")
def softplus(d, name):
    given = d.maybe(0.7, beta=d.among(1.0, d.number(0.3, 3))) | d.maybe(0.7, threshold=d.among(20.0, d.number(-1, 4)))
    return d.shape(), lambda x: F.softplus(3 * x, **given), []


@call("activation", "activation_")
def activation(d, name):
    alpha, low, high = d.number(0.1, 2), d.number(-1, 0), d.number(0.1, 1)
    function = d.among(
        F.relu, F.relu6, F.silu, F.mish, F.hardswish, F.hardsigmoid, F.selu, F.softsign, F.logsigmoid, torch.tanh,
        torch.sigmoid, torch.exp, torch.abs, torch.erf, torch.sin, torch.neg, lambda x: F.elu(x, alpha),
        lambda x: F.celu(x, alpha), lambda x: F.leaky_relu(x, alpha - 0.5), lambda x: F.hardtanh(x, low, high),
        lambda x: F.gelu(x), lambda x: F.gelu(x, approximate="tanh"), lambda x: torch.clamp(x, low, high),
        lambda x: torch.clamp(x, min=low), lambda x: torch.clamp(x, max=high), lambda x: torch.sqrt(x.abs() + 0.1),
        lambda x: torch.log(x.abs() + 0.1), lambda x: x.pow(3), lambda x: x.abs().pow(alpha), lambda x: alpha / (x.abs() + 1),
        lambda x: 1 - x, lambda x: torch.sub(x, x.exp(), alpha=2), lambda x: torch.add(x, 1.5, alpha=alpha),
        lambda x: torch.fmod(x, 0.7), lambda x: torch.remainder(x, 0.7), lambda x: torch.rsqrt(x.abs() + 1),
        lambda x: torch.where(x > 0, x, 2 * x), lambda x: torch.maximum(x, -2 * x), lambda x: F.hardshrink(x, high),
        lambda x: F.softshrink(x, high), lambda x: F.tanhshrink(x), lambda x: torch.floor(x) + x)
    return d.shape(), function, []


@call("reduce")
def reduce(d, name):
    shape = d.shape(2, 4, 4)
    dim, keep = d.axis(len(shape)), d.coin()
    function = d.among(
        lambda x: F.softmax(x, dim), lambda x: F.log_softmax(x, dim), lambda x: x.sum(dim, keepdim=keep),
        lambda x: x.mean(dim, keepdim=keep), lambda x: x.amax(dim, keepdim=keep), lambda x: x.amin(dim, keepdim=keep),
        lambda x: x.prod(dim, keepdim=keep), lambda x: x.norm(dim=dim, keepdim=keep), lambda x: x.max(dim)[0],
        lambda x: x.mean(), lambda x: x.sum(), lambda x: x.logsumexp(dim, keepdim=keep), lambda x: x.cumsum(dim),
        lambda x: x.mean(list(range(1, len(shape))), keepdim=keep), lambda x: F.softmin(x, dim))
    return shape, function, []


@call("pad")
def pad(d, name):
    mode = d.among("constant", "constant", "reflect", "replicate", "circular")
    rank = d.among(1, 2)
    shape = image(d, rank, 3, 6)
    pads = d.wholes(2 * rank, -1 if mode == "constant" else 0, 2)
    given = {"mode": mode} | (d.maybe(value=d.number(-2, 2)) if mode == "constant" else {})
    return shape, lambda x: F.pad(x, pads, **given), []


@call("move")
def move(d, name):
    b, c, h, w = shape = [d.whole(1, 3), 4, 2 * d.whole(1, 3), 2 * d.whole(1, 3)]
    order = [0, *[int(a) for a in 1 + d.rng.permutation(3)]]
    dims = [d.axis(4), d.axis(4)]
    function = d.among(
        lambda x: F.pixel_shuffle(x, 2), lambda x: F.pixel_unshuffle(x, 2), lambda x: x.permute(order),
        lambda x: x.transpose(*dims), lambda x: x.flatten(1), lambda x: x.flatten(2), lambda x: x.flatten(1, 2),
        lambda x: x.unflatten(1, (2, 2)), lambda x: torch.cat([x, 2 * x], dims[0]), lambda x: x.unsqueeze(dims[0]),
        lambda x: x.reshape(x.shape[0], -1), lambda x: x.view(x.shape[0], 2, -1), lambda x: torch.cat(x.chunk(2, 1)[::-1], 1),
        lambda x: x[:, 1:], lambda x: x[:, :, ::2], lambda x: x[:, -1], lambda x: x[..., :-1], lambda x: x.repeat(1, 2, 1, 1),
        lambda x: torch.stack([x, x * 3], 1), lambda x: x.mean(1, keepdim=True).expand(-1, 3, -1, -1), lambda x: x.flip(2),
        lambda x: torch.roll(x, 1, 2), lambda x: x.view(x.shape[0], 2, 2, h, w).transpose(1, 2).reshape(x.shape),
        lambda x: x.split([1, 3], 1)[1], lambda x: x.squeeze(0) * 2 if b == 1 else x, lambda x: x.narrow(1, 1, 2))
    return shape, function, []
