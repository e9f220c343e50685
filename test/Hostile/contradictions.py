"""Models whose operators contradict themselves, one for each check that the cases of published CVEs and the
tests of text kind leave out: (name, pattern of the message, model)."""

CONV = {"padding": "SAME", "stride_w": 1, "stride_h": 1}
POOL = {**CONV, "filter_width": 2, "filter_height": 2}

CONTRADICTIONS = [
    # Ranks.
    ("conv_filter_rank", "found filter of shape 2x2x1, expected 4 dimensions",
     lambda m: m.run("CONV_2D", [m.f32(1, 4, 4, 1), m.floats(2, 2, 1), -1], m.f32(1, 4, 4, 1), "Conv2DOptions",
                     **CONV)),
    ("conv_result_rank", "found result of shape 4x4x1, expected 4 dimensions",
     lambda m: m.run("CONV_2D", [m.f32(1, 4, 4, 1), m.floats(1, 2, 2, 1), -1], m.f32(4, 4, 1), "Conv2DOptions",
                     **CONV)),
    ("transposed_input_rank", "found input of shape 2x2x1, expected 4 dimensions",
     lambda m: transposed(m, (2, 2, 1), (1, 2, 2, 1), (1, 4, 4, 1))),
    ("transposed_filter_rank", "found filter of shape 2x2x1, expected 4 dimensions",
     lambda m: transposed(m, (1, 2, 2, 1), (2, 2, 1), (1, 4, 4, 1))),
    ("transposed_result_rank", "found result of shape 4x4x1, expected 4 dimensions",
     lambda m: transposed(m, (1, 2, 2, 1), (1, 2, 2, 1), (4, 4, 1))),
    ("custom_result", "found result of shape 1x5x4x1, expected 1x4x4x1", lambda m: custom(m, (1, 5, 4, 1))),
    ("pool_input_rank", "found input of shape 4x4x1, expected 4 dimensions",
     lambda m: m.run("MAX_POOL_2D", [m.f32(4, 4, 1)], m.f32(1, 4, 4, 1), "Pool2DOptions", **POOL)),
    ("pool_result_rank", "found result of shape 4x4x1, expected 4 dimensions",
     lambda m: m.run("MAX_POOL_2D", [m.f32(1, 4, 4, 1)], m.f32(4, 4, 1), "Pool2DOptions", **POOL)),
    ("resize_input_rank", "found input of shape 4x4x1, expected 4 dimensions",
     lambda m: resize(m, (4, 4, 1), [2, 2], (1, 2, 2, 1))),
    ("resize_result_rank", "found result of shape 2x2x1, expected 4 dimensions",
     lambda m: resize(m, (1, 4, 4, 1), [2, 2], (2, 2, 1))),
    # Sizes that are not those of the result.
    ("resize_height", "found height 0, expected a positive number",
     lambda m: resize(m, (1, 4, 4, 1), [0, 2], (1, 2, 2, 1))),
    ("resize_width", "found width -2, expected a positive number",
     lambda m: resize(m, (1, 4, 4, 1), [2, -2], (1, 2, 2, 1))),
    ("resize_result", "found result of shape 1x3x2x1, expected 1x2x2x1",
     lambda m: resize(m, (1, 4, 4, 1), [2, 2], (1, 3, 2, 1))),
    ("resize_channels", "found result of shape 1x2x2x5, expected 1x2x2x1",
     lambda m: resize(m, (1, 4, 4, 1), [2, 2], (1, 2, 2, 5))),
    ("dense_keep_dims", "found input of shape 2x3 for filter of shape 4x6",
     lambda m: dense(m, (2, 3), (4, 6), (2, 4))),
    ("dense_keep_dims_result", "found result of shape 1x2x4, expected 2x4",
     lambda m: dense(m, (2, 6), (4, 6), (1, 2, 4))),
    ("split_result", "found result of shape 3x3, expected 2x3",
     lambda m: several(m, "SPLIT", lambda x: [m.ints([0], []), x], [(2, 3), (3, 3)], "SplitOptions", num_splits=2)),
    ("split_v_result", "found result of shape 3x3, expected 1x3",
     lambda m: several(m, "SPLIT_V", lambda x: [x, m.ints([3, 1]), m.ints([0], [])], [(3, 3), (3, 3)], "SplitVOptions",
                       num_splits=2)),
    ("unpack_result", "found result of shape 4, expected 3",
     lambda m: several(m, "UNPACK", lambda x: [x], [(3,), (3,), (4,), (3,)], "UnpackOptions", num=4, axis=0)),
    ("squeeze_result", "found result of shape 1x4, expected 4",
     lambda m: m.run("SQUEEZE", [m.f32(1, 4)], m.f32(1, 4), "SqueezeOptions")),
    ("expand_dims_result", "found result of shape 4x1, expected 1x4",
     lambda m: m.run("EXPAND_DIMS", [m.f32(4), m.ints([0], [])], m.f32(4, 1))),
    ("slice_result", "found result of shape 3, expected 2",
     lambda m: m.run("SLICE", [m.f32(4), m.ints([0]), m.ints([2])], m.f32(3), "SliceOptions")),
    ("pack_operand", "found operand of shape 3, expected 4",
     lambda m: m.run("PACK", [m.f32(4), m.floats(3)], m.f32(2, 4), "PackOptions", values_count=2, axis=0)),
    ("pack_result", "found result of shape 3x4, expected 2x4",
     lambda m: m.run("PACK", [m.f32(4), m.floats(4)], m.f32(3, 4), "PackOptions", values_count=2, axis=0)),
    ("arg_max_result", "found result of shape 3, expected 4",
     lambda m: m.run("ARG_MAX", [m.f32(4, 3), m.ints([1], [])], m.tensor([3], "INT32"), "ArgMaxOptions",
                     output_type="INT32")),
    ("relu_result", "found result of shape 5, expected 4", lambda m: m.run("RELU", [m.f32(4)], m.f32(5))),
    ("relu_n1_result", "found result of shape 5, expected 4", lambda m: m.run("RELU_N1_TO_1", [m.f32(4)], m.f32(5))),
    ("tanh_result", "found result of shape 5, expected 4", lambda m: m.run("TANH", [m.f32(4)], m.f32(5))),
    ("leaky_relu_result", "found result of shape 5, expected 4",
     lambda m: m.run("LEAKY_RELU", [m.f32(4)], m.f32(5), "LeakyReluOptions", alpha=0.1)),
    ("prelu_result", "found result of shape 5, expected 4",
     lambda m: m.run("PRELU", [m.f32(4), m.floats(4)], m.f32(5))),
    ("maximum_result", "found result of shape 5, expected 4",
     lambda m: m.run("MAXIMUM", [m.f32(4), m.floats(4)], m.f32(5), "MaximumMinimumOptions")),
    ("cast_result", "found result of shape 5, expected 4",
     lambda m: m.run("CAST", [m.f32(4)], m.tensor([5], "INT32"), "CastOptions")),
    ("dequantize_result", "found result of shape 5, expected 4",
     lambda m: m.run("DEQUANTIZE", [m.i8(4)], m.f32(5), "DequantizeOptions")),
    # Axes that a tensor does not have.
    ("split_axis", "found axis 2 of a tensor with 2 dimensions",
     lambda m: several(m, "SPLIT", lambda x: [m.ints([2], []), x], [(2, 3), (2, 3)], "SplitOptions", num_splits=2)),
    ("squeeze_axis", "found axis -3 of a tensor with 2 dimensions",
     lambda m: m.run("SQUEEZE", [m.f32(1, 4)], m.f32(4), "SqueezeOptions", squeeze_dims=[-3])),
    ("transpose_axis", "found axis 2 of a tensor with 2 dimensions",
     lambda m: m.run("TRANSPOSE", [m.f32(1, 4), m.ints([0, 2])], m.f32(1, 4), "TransposeOptions")),
    # How many operands or results the options say.
    ("split_count", "found 2 results, expected 3 as the options say",
     lambda m: several(m, "SPLIT", lambda x: [m.ints([0], []), x], [(2, 3), (2, 3)], "SplitOptions", num_splits=3)),
    ("split_v_count", "found 2 results, expected 0 as the options say",
     lambda m: several(m, "SPLIT_V", lambda x: [x, m.ints([2, 2]), m.ints([0], [])], [(2, 3), (2, 3)], "SplitVOptions")),
    ("pack_count", "found 2 operands, expected 3 as the options say",
     lambda m: m.run("PACK", [m.f32(4), m.floats(4)], m.f32(2, 4), "PackOptions", values_count=3, axis=0)),
    ("unpack_count", "found 4 results, expected 5 as the options say",
     lambda m: several(m, "UNPACK", lambda x: [x], [(3,)] * 4, "UnpackOptions", num=5, axis=0)),
    # How many numbers a constant has.
    ("pad_numbers", "found 2 numbers in paddings, expected 4",
     lambda m: m.run("PAD", [m.f32(2, 2), m.ints([0, 0], [1, 2])], m.f32(2, 2))),
    ("arg_max_axes", "found 2 numbers in axis, expected 1",
     lambda m: m.run("ARG_MAX", [m.f32(4, 3), m.ints([0, 1])], m.tensor([4], "INT32"), "ArgMaxOptions",
                     output_type="INT32")),
    ("expand_dims_axes", "found 2 numbers in axis, expected 1",
     lambda m: m.run("EXPAND_DIMS", [m.f32(4), m.ints([0, 1])], m.f32(1, 4))),
    ("split_axes", "found 2 numbers in axis, expected 1",
     lambda m: several(m, "SPLIT", lambda x: [m.ints([0, 1]), x], [(2, 3), (2, 3)], "SplitOptions", num_splits=2)),
    ("split_v_sizes", "found 3 numbers in sizes, expected 2",
     lambda m: several(m, "SPLIT_V", lambda x: [x, m.ints([1, 1, 2]), m.ints([0], [])], [(2, 3), (2, 3)],
                       "SplitVOptions", num_splits=2)),
    ("split_v_axes", "found 2 numbers in axis, expected 1",
     lambda m: several(m, "SPLIT_V", lambda x: [x, m.ints([2, 2]), m.ints([0, 1])], [(2, 3), (2, 3)], "SplitVOptions",
                       num_splits=2)),
    ("strided_slice_end", "found 2 numbers in end, expected 1", lambda m: strided(m, [0], [2, 2], [1])),
    ("strided_slice_strides", "found 2 numbers in strides, expected 1", lambda m: strided(m, [0], [2], [1, 1])),
    # Fused activations that TFLite's kernels ignore.
    ("pool_activation", "found fused activation TANH",
     lambda m: m.run("MAX_POOL_2D", [m.f32(1, 4, 4, 1)], m.f32(1, 4, 4, 1), "Pool2DOptions", **POOL,
                     fused_activation_function="TANH")),
    ("add_activation", "found fused activation TANH",
     lambda m: m.run("ADD", [m.f32(4), m.floats(4)], m.f32(4), "AddOptions", fused_activation_function="TANH")),
    ("mul_activation", "found fused activation SIGN_BIT",
     lambda m: m.run("MUL", [m.f32(4), m.floats(4)], m.f32(4), "MulOptions", fused_activation_function="SIGN_BIT")),
    # Quantization.
    ("pack_scales", "equal parameters|put a QUANTIZE",
     lambda m: m.run("PACK", [m.i8(4), m.constant([4], "INT8", [1] * 4, scale=0.25)], m.i8(2, 4), "PackOptions",
                     values_count=2, axis=0)),
    ("pool_zero_point", r"found int16 input of int16\[scale 5.0+e-01, zero point 3\], expected zero point 0",
     lambda m: m.run("AVERAGE_POOL_2D", [m.tensor([1, 4, 4, 1], "INT16", scale=0.5, zero_point=3)],
                     m.tensor([1, 4, 4, 1], "INT16", scale=0.5, zero_point=3), "Pool2DOptions", **POOL)),
]


def transposed(m, shape, weights, result):
    x = m.f32(*shape)
    m.run("TRANSPOSE_CONV", [m.ints(result), m.floats(*weights), x], m.f32(*result), "TransposeConvOptions",
          inputs=[x], padding="SAME", stride_w=2, stride_h=2)


def custom(m, result):
    m.run("CUSTOM", [m.f32(1, 2, 2, 1), m.floats(1, 2, 2, 1), m.floats(1)], m.f32(*result))
    m.operators[-1]["custom_options"] = [1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0]


def resize(m, shape, sizes, result):
    m.run("RESIZE_NEAREST_NEIGHBOR", [m.f32(*shape), m.ints(sizes)], m.f32(*result), "ResizeNearestNeighborOptions")


def dense(m, shape, weights, result):
    m.run("FULLY_CONNECTED", [m.f32(*shape), m.floats(*weights), -1], m.f32(*result), "FullyConnectedOptions",
          keep_num_dims=True)


def several(m, name, make_operands, shapes, options_type, **options):
    x = m.f32(4, 3)
    results = [m.f32(*shape) for shape in shapes]
    m.op(name, make_operands(x), results, options_type, **options)
    m.finish([x], results)


def strided(m, begin, end, strides):
    m.run("STRIDED_SLICE", [m.f32(4), m.ints(begin), m.ints(end), m.ints(strides)], m.f32(2), "StridedSliceOptions")
