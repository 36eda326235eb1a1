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


@call("interpolate", "interpolate_")
def interpolate(d, name):
    rank = d.among(1, 2, 2, 2, 3)
    modes = {1: ["nearest", "linear"], 2: ["nearest", "bilinear", "bilinear", "bicubic"], 3: ["nearest", "trilinear"]}
    mode = d.among(*modes[rank])
    given = {"mode": mode}
    if mode != "nearest":
        given["align_corners"] = d.coin()
    shape = image(d, rank, 2, 8 if rank < 3 else 4)
    # Opset 10 rounds up where an axis shrinks, which PyTorch's exporter does not heed.
    d.opset = max(11, d.opset)
    if d.coin(0.6):
        given["scale_factor"] = [d.among(d.number(0.4, 3), d.whole(2, 9) / d.whole(2, 5), 2.0) for _ in range(rank)]
        given["scale_factor"] = [f if int(n * f) > 0 else 1.5 for f, n in zip(given["scale_factor"], shape[2:])]
        given |= d.maybe(0.4, recompute_scale_factor=True)
    else:
        given["size"] = [d.whole(1, 2 * n + 2) for n in shape[2:]]
    return shape, lambda x: F.interpolate(x, **given), []


@call("conv", "conv_transpose")
def conv(d, name):
    rank = d.among(1, 2, 2, 3)
    groups = d.among(1, 1, 2)
    depth, maps = groups * d.whole(1, 2), groups * d.whole(1, 2)
    kernel = d.wholes(rank, 1, 3)
    given = {"groups": groups} | d.maybe(stride=d.wholes(rank, 1, 3), dilation=d.wholes(rank, 1, 2))
    shape = [d.whole(1, 3), depth, *d.wholes(rank, 5, 8)]
    bias = [[maps]] if d.coin() else []
    if name == "conv":
        given["padding"] = d.wholes(rank, 0, 2)
        if d.coin(0.2) and set(given.get("stride", [1])) == {1}:
            given["padding"] = d.among("same", "valid")
        function = (F.conv1d, F.conv2d, F.conv3d)[rank - 1]
        return shape, lambda x, *w: function(x, *w, **given), weights(d, [maps, depth // groups, *kernel], *bias)
    given["padding"] = [d.whole(0, n - 1) for n in kernel]
    given |= d.maybe(0.4, output_padding=[s - 1 for s in given.get("stride", [1] * rank)])
    function = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[rank - 1]
    return shape, lambda x, *w: function(x, *w, **given), weights(d, [depth, maps // groups, *kernel], *bias)


@call("max_pool", "avg_pool")
def pool(d, name):
    rank = d.among(1, 2, 2, 2, 3)
    kernel = d.wholes(rank, 1, 3)
    given = {"kernel_size": kernel, "padding": [d.whole(0, n // 2) for n in kernel]}
    given |= d.maybe(stride=d.wholes(rank, 1, 3), ceil_mode=d.coin())
    shape = image(d, rank, 3, 8 if rank < 3 else 5)
    if name == "max_pool":
        given |= d.maybe(0.3, dilation=d.wholes(rank, 1, 2))
        function = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[rank - 1]
    else:
        given |= d.maybe(count_include_pad=d.coin())
        if rank > 1:
            given |= d.maybe(0.1, divisor_override=d.whole(2, 5))
        function = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[rank - 1]
    return shape, lambda x: function(x, **given), []


@call("adaptive_avg_pool", "adaptive_max_pool")
def adaptive(d, name):
    size = d.among([1, 1], [2, 2], [2, 1])
    function = F.adaptive_avg_pool2d if name == "adaptive_avg_pool" else F.adaptive_max_pool2d
    return [d.whole(1, 3), 2, 2 * d.whole(1, 3), 2 * d.whole(1, 3)], lambda x: function(x, size), []


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


@call("norm")
def norm(d, name):
    groups = d.among(1, 2)
    depth = groups * d.whole(1, 3)
    shape = [d.whole(1, 3), depth, *d.wholes(d.whole(1, 2), 2, 5)]
    scale, bias = [torch.from_numpy(d.normal([depth])) for _ in range(2)]
    epsilon = d.among(1e-5, 1e-3, 0.1)
    kind = d.among("batch", "group", "instance", "layer", "p", "local")
    if kind == "batch":
        statistics = [torch.from_numpy(d.normal([depth])), torch.from_numpy(d.positive([depth])), scale, bias]
        return shape, lambda x, m, v, s, b: F.batch_norm(x, m, v, s, b, eps=epsilon), statistics
    if kind == "group":
        return shape, lambda x, s, b: F.group_norm(x, groups, s, b, eps=epsilon), [scale, bias]
    if kind == "instance":
        return shape, lambda x: F.instance_norm(x, eps=epsilon), []
    if kind == "layer":
        last = shape[-d.whole(1, 2) :]
        return shape, lambda x, s, b: F.layer_norm(x, last, s, b, eps=epsilon), weights(d, last, last)
    if kind == "p":
        p, dim = float(d.whole(1, 2)), d.axis(len(shape))
        return shape, lambda x: F.normalize(x, p=p, dim=dim), []
    return shape, lambda x: x / (x.norm(dim=1, keepdim=True) + 1), []


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


@call("product")
def product(d, name):
    n, k, m = d.wholes(3, 1, 5)
    kind = d.among("linear", "linear3", "matmul", "einsum", "addmm", "bmm", "attention")
    if kind.startswith("linear"):
        shape = [d.whole(1, 3), n, k] if kind == "linear3" else [n, k]
        return shape, lambda x, *w: F.linear(x, *w), weights(d, [m, k], *([[m]] if d.coin() else []))
    if kind == "addmm":
        alpha, beta = d.number(-2, 2), d.number(-2, 2)
        return [n, k], lambda x, w, c: torch.addmm(c, x, w, alpha=alpha, beta=beta), weights(d, [k, m], [m])
    if kind == "einsum":
        return [2, n, k], lambda x, w: torch.einsum("bnk,mk->bnm", x, w), weights(d, [m, k])
    if kind == "attention":
        return [2, n, k], lambda x: torch.softmax(x @ x.transpose(1, 2) / k**0.5, -1) @ x, []
    if kind == "bmm":
        return [2, n, k], lambda x: torch.bmm(x, x.transpose(1, 2)), []
    return [d.whole(1, 3), n, k], lambda x, w: x @ w, weights(d, [k, m])
