# SPDX-License-Identifier: Apache-2.0
"""The clean losses in outcomes.txt, by the libraries that people use: pandas and Pillow read the data, onnxruntime, Keras and PyTorch run
the model. Nothing of uaed takes part.

usage: losses.py CORPUS [CASE ...]     (needs onnxruntime, keras, torch, pandas, pillow, safetensors)

A loss is the mean over the samples of the squared distance between a sample and its reconstruction, in the values that the model is fed:
columns between their minimum and maximum on [0, 1], images divided by their largest value, unless job.toml has [input].
"""
import io, json, os, sys, tomllib, warnings
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"
warnings.filterwarnings("ignore")
import numpy
import pandas
from PIL import Image


def words(column):
    """Columns of true and false, yes and no are 1 and 0."""
    table = {"true": 1, "false": 0, "yes": 1, "no": 0}
    text = column.astype(str).str.strip().str.lower()
    return text.map(table) if text.isin(table.keys()).all() else column


def table(path, width, label):
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n")[0]
    header = None if all(cell.strip().isdigit() for cell in first.split(",")) else 0
    separator = max(",;\t", key=first.count)
    frame = pandas.read_csv(io.StringIO(text), sep=separator, skipinitialspace=True, header=header)
    frame = frame.apply(words)
    numbers = frame.apply(lambda column: column if column.dtype.kind in "iufb" else pandas.to_numeric(column, errors="coerce"))
    numbers = numbers.loc[:, [not is_label(name, label) and numbers[name].notna().any() for name in numbers.columns]]
    if numbers.shape[1] > width:
        numbers = numbers.iloc[:, -width:] if header is None else numbers.loc[:, [is_data(frame, n) for n in numbers.columns]]
    values = numbers.to_numpy(dtype=float)[:, :width]
    return numpy.where(numpy.isnan(values), numpy.nanmean(values, axis=0), values)


def is_label(name, label):
    """Columns without a header are counted from 1."""
    return label is not None and (str(name + 1) if isinstance(name, int) else str(name)) == str(label)


def is_data(frame, name):
    return not str(name).startswith("Unnamed") and str(name).lower() not in ("uid", "code", "id", "label", "index")


def pictures(folder):
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".png" and not path.name.startswith("."))
    arrays = []
    for path in found:
        with Image.open(path) as image:
            if image.mode == "P": image = image.convert("RGB")
            if image.mode == "RGBA": image = image.convert("RGB")
            if image.mode == "1": image = image.convert("L")
            array = numpy.asarray(image, dtype=float)
            arrays.append(array if array.ndim == 2 else array.transpose(2, 0, 1))
    return numpy.stack([array if array.ndim == 3 else array[None] for array in arrays])


def idx(path):
    raw = path.read_bytes()
    count, rows, columns = (int.from_bytes(raw[4 + 4 * k:8 + 4 * k], "big") for k in range(3))
    return numpy.frombuffer(raw, numpy.uint8, offset=16).reshape(count, 1, rows, columns).astype(float)


def dense(path):
    """A chain of linear layers as the file beside the weights describes it."""
    import torch
    from safetensors.torch import load_file
    weights = {name: value.double() for name, value in load_file(path).items()}
    layers = json.loads(path.with_name("model.architecture.json").read_text())["layers"]
    def run(x):
        value = torch.tensor(x, dtype=torch.float64)
        for layer in layers:
            value = value @ weights[layer["weight"]].T + weights[layer["bias"]]
            value = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}[layer["activation"]](value)
        return value.numpy()
    return run


def model(folder):
    """A function from an array to an array, and the shape of a sample that it takes (None: any)."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".onnx":
            import onnxruntime
            session = onnxruntime.InferenceSession(str(path))
            first = session.get_inputs()[0]
            kind = {"tensor(float16)": numpy.float16, "tensor(double)": numpy.float64}.get(first.type, numpy.float32)
            fixed = first.shape[0] if isinstance(first.shape[0], int) else None
            def run(x):
                size = fixed or len(x)
                return numpy.concatenate([
                    session.run(None, {first.name: x[k:k + size].astype(kind)})[0] for k in range(0, len(x), size)])
            return run, first.shape
        if path.suffix in (".keras", ".h5"):
            import keras
            loaded = keras.models.load_model(path, compile=False)
            return (lambda x: numpy.asarray(loaded.predict(x, verbose=0))), list(loaded.input_shape)
        if path.suffix == ".pt2":
            import torch
            exported = torch.export.load(str(path))
            program, example = exported.module(), exported.example_inputs[0][0]
            def part(x):
                found = program(torch.tensor(x, dtype=torch.float32))
                found = list(found.values())[0] if isinstance(found, dict) else found
                return (found[0] if isinstance(found, tuple) else found).detach().numpy()
            size = len(example)
            return (lambda x: numpy.concatenate([part(x[k:k + size]) for k in range(0, len(x), size)])), list(example.shape)
        if path.suffix == ".safetensors":
            return dense(path), [None, 6]
    raise LookupError("no model")


def loss(folder):
    run, shape = model(folder)
    job = folder / "job.toml"
    settings = tomllib.loads(job.read_text("utf-8-sig")) if job.exists() else {}
    given = settings.get("input", {})
    width = [n for n in shape[1:] if isinstance(n, int)]
    tables = [path for path in folder.iterdir() if path.suffix.lower() == ".csv"]
    if tables and not (folder / "images").is_dir():
        x = table(tables[0], int(numpy.prod(width)), settings.get("dataset", {}).get("label"))
        low, high = x.min(axis=0), x.max(axis=0)
        if "min" in given: low, high = given["min"], given["max"]
        x = (x - low) / numpy.where(high > low, high - low, 1)
        if len(shape) > 2: x = x.reshape([len(x)] + [n if isinstance(n, int) else 1 for n in shape[1:]])
    else:
        sets = sorted(path for path in folder.rglob("*") if path.is_file() and "images" in path.name and "idx3" in path.name)
        sets = {path.read_bytes(): path for path in sets}.values()
        x = numpy.concatenate([idx(path) for path in sets]) if sets else pictures(folder / "images")
        largest = 65535 if x.max() > 255 else 255
        mean, std = (numpy.reshape(given.get(key, default), (-1, 1, 1)) for key, default in (("mean", 0), ("std", 1)))
        x = (x / (1 if given.get("scale") == "none" else largest) - mean) / std
        if len(shape) == 4 and shape[-1] in (1, 3) and shape[1] not in (1, 3): x = x.transpose(0, 2, 3, 1)
        if len(shape) == 2: x = x.reshape(len(x), -1)
    y = run(x.astype(numpy.float32)).astype(float).reshape(x.shape)
    return ((x - y) ** 2).reshape(len(x), -1).sum(axis=1).mean()


if __name__ == "__main__":
    corpus = Path(sys.argv[1])
    for name in sys.argv[2:] or sorted(path.name for path in corpus.iterdir()):
        try:
            print(f"{name}\t{loss(corpus / name):.4g}", flush=True)
        except Exception as error:
            print(f"{name}\t{type(error).__name__}: {str(error).splitlines()[0][:100] if str(error) else ''}", flush=True)
