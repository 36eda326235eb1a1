# SPDX-License-Identifier: Apache-2.0
"""PyTorch's layers with weights or windows, with random arguments."""
import torch
import torch.nn.functional as F

from torch_calls import call, image, weights


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
    # PyTorch's gradient of nearest in three dimensions is not the adjoint of its result where factors are given.
    if d.coin(0.6) and (rank < 3 or mode != "nearest"):
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
