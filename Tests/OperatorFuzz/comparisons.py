# SPDX-License-Identifier: Apache-2.0
"""Comparisons, truth values, choices and changes of type."""
import numpy as np

from draft import draws


@draws("Equal", "Greater", "Less", since=7)
@draws("GreaterOrEqual", "LessOrEqual", since=12)
def comparison(d, operator):
    shape = d.shape()
    kind = d.among(np.float32, np.int64) if d.opset >= 9 else np.float32
    if operator == "Equal" and d.opset < 11:
        kind = np.int64
    left, right = (d.rng.integers(-2, 3, size=s) for s in (shape, d.partner(shape)))
    if kind == np.float32:
        d.node(operator, [d.real(left), d.constant(right)])
    else:
        d.node(operator, [d.ints(left), d.ints(right)])
        d.node("Cast", [d.outputs[0]], to=1)
        d.node("Mul", [d.outputs[0], d.real(d.normal([1]))])


@draws("And", "Or", "Xor", since=7)
def logic(d, operator):
    shape = d.shape()
    left, right = (d.rng.integers(0, 2, size=s) for s in (shape, d.partner(shape)))
    d.node(operator, [d.constant(left, bool), d.constant(right, bool)])
    d.node("Cast", [d.outputs[0]], to=1)
    d.node("Mul", [d.outputs[0], d.real(d.normal([1]))])


@draws("Not")
def negation(d, operator):
    shape = d.shape()
    d.node("Cast", [d.real(d.rng.integers(0, 2, size=shape))], to=9)
    d.node(operator, [d.outputs[0]])


@draws("Where", since=9)
def where(d, operator):
    shape = d.shape()
    condition = d.constant(d.rng.integers(0, 2, size=d.partner(shape)), bool)
    d.node(operator, [condition, d.real(d.normal(shape)), d.either(d.normal(d.partner(shape)))])


@draws("Cast", since=9)
@draws("CastLike", since=15)
def cast(d, operator):
    x = d.real(d.apart(d.shape()))
    kind = d.among(1, 6, 7, 9)
    if operator == "Cast":
        return d.node(operator, [x], to=kind)
    like = {1: np.float32, 6: np.int32, 7: np.int64, 9: bool}[kind]
    d.node(operator, [x, d.constant(np.ones(2), like)])


@draws("Dropout", since=7)
def dropout(d, operator):
    x = d.real(d.normal(d.shape()))
    if d.opset < 12:
        return d.node(operator, [x], **d.maybe(ratio=d.number(0, 0.9)))
    given = [d.constant(d.number(0, 0.9)), d.constant(False, bool)][: d.whole(0, 2)]
    d.node(operator, [x, *given], d.whole(1, 2))
