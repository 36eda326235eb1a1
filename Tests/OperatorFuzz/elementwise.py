# SPDX-License-Identifier: Apache-2.0
"""Functions of one number, and of several with broadcasting."""
import numpy as np

from draft import draws


@draws("Exp", "Tanh", "Sigmoid", "Softplus", "Softsign", "Neg", "Identity")
@draws("Erf", since=9)
@draws("Mish", since=18)
def smooth(d, operator):
    d.node(operator, [d.real(d.normal(d.shape(0), 2))])


@draws("Log", "Sqrt", "Reciprocal")
def positive(d, operator):
    d.node(operator, [d.real(d.positive(d.shape(0)))])


@draws("Abs", "Relu", "Floor", "Ceil")
@draws("Sign", since=9)
@draws("Round", since=11)
@draws("HardSwish", since=14)
def kinked(d, operator):
    d.node(operator, [d.real(d.apart(d.shape(0)))])


@draws("Round", since=11)
def halves(d, operator):
    d.node(operator, [d.constant(d.rng.integers(-9, 9, size=7) / 2)])
    d.node("Add", [d.outputs[0], d.real(d.normal([7]))])


@draws("LeakyRelu", "Elu")
@draws("Celu", since=12)
@draws("Swish", since=24)
def with_alpha(d, operator):
    alpha = d.number(0.1, 2.5)
    if operator == "Swish" or (operator == "LeakyRelu" and d.coin()):
        alpha = d.number(-1.5, 2.5)
    d.node(operator, [d.real(d.apart(d.shape()))], **d.maybe(0.8, alpha=alpha))


@draws("Selu")
def selu(d, operator):
    d.node(operator, [d.real(d.apart(d.shape()))], **d.maybe(alpha=d.number(0.2, 2), gamma=d.number(0.2, 2)))


@draws("HardSigmoid")
def hard_sigmoid(d, operator):
    d.node(operator, [d.real(d.apart(d.shape()))], **d.maybe(alpha=d.number(0.05, 0.5), beta=d.number(0, 1)))


@draws("Gelu", since=20)
def gelu(d, operator):
    d.node(operator, [d.real(d.normal(d.shape(), 2))], **d.maybe(approximate=d.among("none", "tanh")))


@draws("Clip", until=10)
def clip_by_attributes(d, operator):
    d.node(operator, [d.real(d.apart(d.shape()))], **d.maybe(min=d.number(-1, 0), max=d.number(0.01, 1)))


@draws("Clip", since=11)
def clip(d, operator):
    low, high = d.number(-1, 0.5), d.number(-0.2, 1)
    limits = [d.constant(low) if d.coin(0.7) else "", d.constant(high) if d.coin(0.7) else ""]
    while limits and not limits[-1]:
        limits.pop()
    d.node(operator, [d.real(d.apart(d.shape())), *limits])


@draws("PRelu", since=7)
def prelu(d, operator):
    shape = d.shape()
    slope = [1 if d.coin(0.4) else extent for extent in shape][d.whole(0, len(shape)) :]
    d.node(operator, [d.real(d.apart(shape)), d.either(d.normal(slope))])


@draws("Add", "Sub", "Mul", "Div", since=7)
def arithmetic(d, operator):
    shape = d.shape(0)
    left, right = d.normal(shape), d.normal(d.partner(shape))
    if operator == "Div":
        right = np.where(right < 0, right - 0.5, right + 0.5)
    pair = [d.real(left), d.either(right)]
    d.node(operator, pair if d.coin() or operator == "Div" else pair[::-1])


@draws("Pow", since=7)
def power(d, operator):
    shape = d.shape(0)
    if d.coin():
        return d.node(operator, [d.real(d.positive(shape)), d.either(d.normal(d.partner(shape)))])
    kind = np.int64 if d.opset >= 12 and d.coin() else np.float32
    exponent = d.rng.integers(0, 4, size=d.partner(shape))
    d.node(operator, [d.real(d.apart(shape)), d.constant(exponent, kind)])


@draws("Mod", since=10)
def modulo(d, operator):
    shape = d.shape(0)
    if d.coin(0.3):
        left, right = d.rng.integers(-20, 20, size=shape), d.rng.integers(1, 6, size=d.partner(shape))
        signs = d.among(1, -1)
        rest = d.node(operator, [d.ints(left), d.ints(right * signs)], **d.maybe(fmod=d.whole(0, 1)))
        d.node("Cast", [rest], to=1)
        return d.node("Mul", [d.outputs[0], d.real(d.normal([1]))])
    right = d.rng.choice([-2.6, -1.3, 0.71, 1.9], size=d.partner(shape))
    d.node(operator, [d.real(d.normal(shape, 3)), d.constant(right)], fmod=1)


@draws("Max", "Min", "Sum", "Mean", since=8)
def several(d, operator):
    shape = d.shape()
    count = d.whole(1, 4)
    values = [d.normal(shape)] + [d.normal(d.partner(shape)) for _ in range(count - 1)]
    if operator in ("Max", "Min"):
        values = [np.round(v * 8) / 8 + 0.03 * k for k, v in enumerate(values)]
    d.node(operator, [d.real(values[0])] + [d.either(v) for v in values[1:]])
