"""From effc's report to a list of layers that XNNPACK's operators can run."""

import math


def convolution(op):
    (n, h, w, c), weights = op["inputs"][0], op["inputs"][1]
    top, bottom, left, right = op["parameters"]["padding"]
    (sh, sw), (dh, dw) = op["parameters"]["strides"], op["parameters"]["dilations"]
    if op["kind"] == "depthwise_conv_2d" and weights[3] % c:
        return None
    return dict(n=n, h=h, w=w, c=c, kh=weights[1], kw=weights[2], oc=op["output"][3], sh=sh, sw=sw, dh=dh, dw=dw,
                pt=top, pb=bottom, pl=left, pr=right)


def fully_connected(op):
    outputs, depth = op["inputs"][1]
    return dict(n=math.prod(op["inputs"][0]) // depth, c=depth, oc=outputs)


def add(op):
    if len(op["inputs"]) != 2 or op["inputs"][0] != op["inputs"][1]:
        return None
    return dict(elements=math.prod(op["output"]))


def pool(op):
    n, h, w, c = (op["inputs"][0] + [1, 1, 1, 1])[:4]
    if len(op["inputs"][0]) != 4 or math.prod(op["output"]) != n * c:
        return None
    return dict(kind="global_pool", n=n, h=h, w=w, c=c)


KINDS = {"conv_2d": convolution, "depthwise_conv_2d": convolution, "fully_connected": fully_connected, "add": add,
         "average_pool_2d": pool, "mean": pool}
TYPES = {"float32", "int8", "uint8"}


def get_layers(report):
    """The lines that xnnpack.cpp reads, and the share of the multiply-accumulates that they have."""
    lines, macs = [], 0
    for op in report["ops"]:
        sizes = KINDS[op["kind"]](op) if op["kind"] in KINDS and op["type"] in TYPES else None
        if sizes is None:
            continue
        fields = dict(id=op["index"], kind=op["kind"], type=op["type"]) | sizes
        lines.append(" ".join(f"{key}={value}" for key, value in fields.items()))
        macs += op["macs"]
    total = report["totals"]["macs"]
    return lines, macs / total if total else 0
