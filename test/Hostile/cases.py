"""Hand-written hostile models, one for each published CVE about TFLite models.

Each function builds a model that would have hurt TFLite's interpreter, converter or kernels; its text
says how. `case` states a part of what effc must say of it, or that the model is sound after all; `not_yet`
is for operators that effc doesn't take. When it does, the case fails until it says which message the
operator's own rule gives.
"""

import struct

from contradictions import CONTRADICTIONS
from hostile_model import CASES, Case, case, not_yet

# --- Indices ---

@case("CVE-2020-15207", "found axis -5 of a tensor with 4 dimensions")
def negative_axis(m):
    """MEAN over axis -5 of 4 dimensions: the resolved axis indexes in front of the shape."""
    m.run("MEAN", [m.f32(1, 2, 2, 3), m.ints([-5])], m.f32(1, 2, 2), "ReducerOptions")


@case("CVE-2020-15211", "operand 1 is absent")
def absent_operand(m):
    """ADD with operand -1, which only some operators have as an optional one."""
    m.run("ADD", [m.f32(1, 4), -1], m.f32(1, 4), "AddOptions")


@case("CVE-2020-15211", "found tensor -2 as an operand")
def negative_operand(m):
    """RELU of tensor -2: an index in front of the tensors."""
    x = m.f32(1, 4)
    m.run("RELU", [-2], m.f32(1, 4), inputs=[x])


@case("CVE-2021-29603", "found result of shape 1, expected 4")
def argmax_into_little(m):
    """ARG_MAX whose result has room for fewer elements than the rows it is taken of."""
    m.run("ARG_MAX", [m.f32(4, 3), m.ints([1], [])], m.tensor([1], "INT32"), "ArgMaxOptions", output_type="INT32")


@not_yet("CVE-2021-29603", "ARG_MIN")
def argmin_axis(m):
    """ARG_MIN along axis 7 of 2 dimensions."""
    m.run("ARG_MIN", [m.f32(4, 3), m.ints([7], [])], m.tensor([4], "INT32"), "ArgMinOptions", output_type="INT32")


@case("CVE-2021-29606", "found axis 9 of a tensor with 2 dimensions")
def split_v_axis(m):
    """SPLIT_V along axis 9 of 2 dimensions: reads behind the shape."""
    x, first, second = m.f32(4, 4), m.f32(2, 4), m.f32(2, 4)
    m.op("SPLIT_V", [x, m.ints([2, 2]), m.ints([9], [])], [first, second], "SplitVOptions", num_splits=2)
    m.finish([x], [first, second])


@case("CVE-2021-37685", "found axis -10 of a tensor with 3 dimensions")
def expand_dims_axis(m):
    """EXPAND_DIMS at axis -10: reads in front of the shape."""
    m.run("EXPAND_DIMS", [m.f32(2, 3), m.ints([-10], [])], m.f32(1, 2, 3))


@not_yet("CVE-2021-37687", "GATHER")
def gather_negative(m):
    """GATHER of element -3, in front of the operand's memory."""
    m.run("GATHER", [m.f32(4, 3), m.ints([-3])], m.f32(1, 3), "GatherOptions", axis=0)


@not_yet("CVE-2022-35937", "GATHER_ND")
def gather_nd_outside(m):
    """GATHER_ND of row 1000 of 4."""
    m.run("GATHER_ND", [m.f32(4, 3), m.ints([1000], [1, 1])], m.f32(1, 3), "GatherNdOptions")


@not_yet("CVE-2022-35938", "GATHER_ND")
def gather_nd_depth(m):
    """GATHER_ND whose indices have more columns than the operand has dimensions."""
    m.run("GATHER_ND", [m.f32(4, 3), m.ints([0, 0, 0, 0, 0], [1, 5])], m.f32(1), "GatherNdOptions")


@not_yet("CVE-2022-35939", "SCATTER_ND")
def scatter_nd_outside(m):
    """SCATTER_ND to element 100000 of 4: a write of any value anywhere."""
    updates = m.f32(1)
    m.run("SCATTER_ND", [m.ints([100000], [1, 1]), updates, m.ints([4])], m.f32(4), "ScatterNdOptions", inputs=[updates])


@not_yet("CVE-2020-15212", "SEGMENT_SUM")
def segment_sum_negative(m):
    """SEGMENT_SUM into segment -1: a write in front of the result."""
    m.run("SEGMENT_SUM", [m.f32(3, 2), m.ints([-1, 0, 1])], m.f32(2, 2), "SegmentSumOptions")


@not_yet("CVE-2020-15213", "SEGMENT_SUM")
def segment_sum_huge(m):
    """SEGMENT_SUM into segment 2^31 - 1, from which the size of the result comes."""
    m.run("SEGMENT_SUM", [m.f32(3, 2), m.ints([0, 1, 2**31 - 1])], m.f32(2, 2), "SegmentSumOptions")


@not_yet("CVE-2020-15214", "SEGMENT_SUM")
def segment_sum_unsorted(m):
    """SEGMENT_SUM with segments out of order: the last one is not the largest."""
    m.run("SEGMENT_SUM", [m.f32(3, 2), m.ints([5, 0, 1])], m.f32(2, 2), "SegmentSumOptions")


# --- Null pointers ---

@case("CVE-2020-15209", 'operand tensor 1 "nothing" has no value here')
def constant_without_data(m):
    """ADD of a tensor that is no input, that no operator writes and whose buffer is empty."""
    m.run("ADD", [m.f32(1, 4), m.f32(1, 4, name="nothing")], m.f32(1, 4), "AddOptions")


@case("CVE-2021-37688", 'operand tensor 1 "nothing" has no value here')
def broadcast_without_data(m):
    """MUL that broadcasts a tensor without data over five dimensions: the inner loop's pointer is null."""
    m.run("MUL", [m.i8(1, 2, 2, 3), m.i8(1, 1, 1, 3, name="nothing")], m.i8(1, 2, 2, 3), "MulOptions")


@case("CVE-2021-29592", 'operand tensor 1 "shape" has no value here')
def reshape_without_shape(m):
    """RESHAPE whose list of sizes has no data."""
    m.run("RESHAPE", [m.f32(2, 3), m.tensor([2], "INT32", name="shape")], m.f32(3, 2), "ReshapeOptions")


@not_yet("CVE-2021-37681", "SVDF")
def svdf_without_state(m):
    """SVDF whose state is absent: the kernel asks for a variable and gets null."""
    m.run("SVDF", [m.f32(1, 4), m.floats(2, 4), m.floats(2, 3), m.floats(1), -1], m.f32(1, 1), "SVDFOptions", rank=2)


@not_yet("CVE-2021-37689", "SQUARE")
def l2_normalization_without_axis(m):
    """The pattern that a converter fuses to L2_NORMALIZATION, its SUM without any axis."""
    x = m.f32(2, 4)
    square = m.op("SQUARE", [x], [m.f32(2, 4)])[0]
    total = m.op("SUM", [square, m.tensor([0], "INT32")], [m.f32(2, 4)], "ReducerOptions", keep_dims=True)[0]
    root = m.op("RSQRT", [total], [m.f32(2, 4)])[0]
    m.finish([x], m.op("MUL", [x, root], [m.f32(2, 4)], "MulOptions"))


@case("CVE-2021-37682", "operand 0 is int8 without scale")
def without_scale(m):
    """An int8 convolution whose tensors have no quantization parameters: the kernel reads what isn't there."""
    weights = m.constant([1, 1, 1, 3], "INT8", [1, 2, 3])
    m.run("CONV_2D", [m.tensor([1, 2, 2, 3], "INT8"), weights, -1], m.tensor([1, 2, 2, 1], "INT8"), "Conv2DOptions",
          stride_w=1, stride_h=1)


# --- Divisions by zero ---

@case("CVE-2021-29594", "found stride 0, expected a positive number")
def conv_stride(m):
    """CONV_2D of stride 0."""
    m.run("CONV_2D", [m.f32(1, 4, 4, 1), m.floats(1, 2, 2, 1), -1], m.f32(1, 3, 3, 1), "Conv2DOptions",
          padding="VALID", stride_w=0, stride_h=0)


@case("CVE-2021-29585", "found stride 0, expected a positive number")
def same_padding_stride(m):
    """MAX_POOL_2D of stride 0 with SAME padding, whose size is a quotient."""
    m.run("MAX_POOL_2D", [m.f32(1, 4, 4, 1)], m.f32(1, 4, 4, 1), "Pool2DOptions", padding="SAME", stride_w=1,
          stride_h=0, filter_width=2, filter_height=2)


@case("CVE-2021-29586", "found stride 0, expected a positive number")
def average_pool_stride(m):
    """AVERAGE_POOL_2D of stride 0 along the width."""
    m.run("AVERAGE_POOL_2D", [m.f32(1, 4, 4, 1)], m.f32(1, 3, 3, 1), "Pool2DOptions", padding="VALID", stride_w=0,
          stride_h=1, filter_width=2, filter_height=2)


@case("CVE-2021-37684", "found window height 0, expected a positive number")
def average_pool_window(m):
    """AVERAGE_POOL_2D over a window of 0 x 0: an average of nothing."""
    m.run("AVERAGE_POOL_2D", [m.f32(1, 4, 4, 1)], m.f32(1, 4, 4, 1), "Pool2DOptions", padding="SAME", stride_w=1,
          stride_h=1, filter_width=0, filter_height=0)


@case("CVE-2021-29588", "found stride 0, expected a positive number")
def transpose_conv_stride(m):
    """TRANSPOSE_CONV of stride 0."""
    x = m.f32(1, 2, 2, 1)
    m.run("TRANSPOSE_CONV", [m.ints([1, 4, 4, 1]), m.floats(1, 2, 2, 1), x], m.f32(1, 4, 4, 1), "TransposeConvOptions",
          inputs=[x], padding="SAME", stride_w=0, stride_h=0)


@case("CVE-2021-29602", "found shape 1x4x4x0, expected fixed sizes of at least 1")
def depthwise_without_channels(m):
    """DEPTHWISE_CONV_2D of an input without channels: the multiplier is a quotient by their number."""
    m.run("DEPTHWISE_CONV_2D", [m.f32(1, 4, 4, 0), m.floats(1, 2, 2, 2), -1], m.f32(1, 3, 3, 2),
          "DepthwiseConv2DOptions", padding="VALID", stride_w=1, stride_h=1, depth_multiplier=1)


@case("CVE-2023-27579", "found shape 2x1x1x0, expected fixed sizes of at least 1")
def filter_without_channels(m):
    """CONV_2D with a filter of depth 0: the number of groups is a quotient by it."""
    m.run("CONV_2D", [m.f32(1, 4, 4, 3), m.f32(2, 1, 1, 0), -1], m.f32(1, 4, 4, 2), "Conv2DOptions", stride_w=1,
          stride_h=1)


@case("CVE-2022-23557", "found shape 0, expected fixed sizes of at least 1")
def empty_bias(m):
    """CONV_2D with a bias of no elements: adding it takes a remainder by its size."""
    m.run("CONV_2D", [m.f32(1, 4, 4, 3), m.floats(2, 1, 1, 3), m.f32(0)], m.f32(1, 4, 4, 2), "Conv2DOptions",
          stride_w=1, stride_h=1)


@case("CVE-2021-37680", "found shape 4x0, expected fixed sizes of at least 1")
def fully_connected_depth(m):
    """FULLY_CONNECTED with a filter of depth 0: the number of batches is a quotient by it."""
    m.run("FULLY_CONNECTED", [m.f32(1, 4), m.f32(4, 0), -1], m.f32(1, 4), "FullyConnectedOptions")


@case("CVE-2021-29599", "found 1 results, expected 0 as the options say")
def split_into_none(m):
    """SPLIT into 0 parts by its options, with one result."""
    x = m.f32(4, 3)
    m.run("SPLIT", [m.ints([0], []), x], m.f32(4, 3), "SplitOptions", inputs=[x], num_splits=0)


@not_yet("CVE-2021-37683", "DIV")
def divide_by_zero(m):
    """DIV of integers by a constant 0."""
    m.run("DIV", [m.tensor([4], "INT32"), m.ints([0, 1, 0, 2])], m.tensor([4], "INT32"), "DivOptions")


@not_yet("CVE-2021-29593", "BATCH_TO_SPACE_ND")
def batch_to_space_block(m):
    """BATCH_TO_SPACE_ND with blocks of 0."""
    m.run("BATCH_TO_SPACE_ND", [m.f32(4, 2, 2, 1), m.ints([0, 0]), m.ints([0] * 4, [2, 2])], m.f32(1, 4, 4, 1))


@not_yet("CVE-2021-29597", "SPACE_TO_BATCH_ND")
def space_to_batch_block(m):
    """SPACE_TO_BATCH_ND with blocks of 0."""
    m.run("SPACE_TO_BATCH_ND", [m.f32(1, 4, 4, 1), m.ints([0, 0]), m.ints([0] * 4, [2, 2])], m.f32(4, 2, 2, 1))


@not_yet("CVE-2021-29595", "DEPTH_TO_SPACE")
def depth_to_space_block(m):
    """DEPTH_TO_SPACE with blocks of 0."""
    m.run("DEPTH_TO_SPACE", [m.f32(1, 2, 2, 4)], m.f32(1, 4, 4, 1), "DepthToSpaceOptions", block_size=0)


@not_yet("CVE-2021-29587", "SPACE_TO_DEPTH")
def space_to_depth_block(m):
    """SPACE_TO_DEPTH with blocks of 0."""
    m.run("SPACE_TO_DEPTH", [m.f32(1, 4, 4, 1)], m.f32(1, 2, 2, 4), "SpaceToDepthOptions", block_size=0)


@not_yet("CVE-2021-29596", "EMBEDDING_LOOKUP")
def embedding_without_rows(m):
    """EMBEDDING_LOOKUP in a table of 0 rows: a row's bytes are a quotient by their number."""
    x = m.tensor([2], "INT32")
    m.run("EMBEDDING_LOOKUP", [x, m.f32(0, 4)], m.f32(2, 4))


@not_yet("CVE-2021-29604", "HASHTABLE_LOOKUP")
def hashtable_without_rows(m):
    """HASHTABLE_LOOKUP in a table of 0 rows."""
    x, hits = m.tensor([2], "INT32"), m.tensor([2], "UINT8")
    result = m.f32(2, 4)
    m.op("HASHTABLE_LOOKUP", [x, m.tensor([0], "INT32"), m.f32(0, 4)], [result, hits])
    m.finish([x], [result])


@not_yet("CVE-2021-29598", "SVDF")
def svdf_rank(m):
    """SVDF of rank 0: the number of units is a quotient by it."""
    state = m.f32(1, 6)
    m.run("SVDF", [m.f32(1, 4), m.floats(2, 4), m.floats(2, 3), m.floats(1), state], m.f32(1, 1), "SVDFOptions", rank=0)


@not_yet("CVE-2021-29600", "ONE_HOT")
def one_hot_prefix(m):
    """ONE_HOT of indices without elements: the size of the suffix is a quotient by that of the prefix."""
    x = m.tensor([2, 0, 3], "INT32")
    m.run("ONE_HOT", [x, m.ints([4], []), m.floats(), m.floats()], m.f32(2, 0, 3, 4), "OneHotOptions", axis=-1)


@not_yet("CVE-2021-29589", "GATHER_ND")
def gather_nd_zero(m):
    """GATHER_ND of an operand without elements: offsets are quotients by its sizes."""
    x = m.f32(0, 3)
    m.run("GATHER_ND", [x, m.ints([0], [1, 1])], m.f32(1, 3), "GatherNdOptions")


@not_yet("CVE-2021-37691", "LSH_PROJECTION")
def lsh_without_hashes(m):
    """LSH_PROJECTION with a hash of no rows."""
    x = m.tensor([3, 2], "INT32")
    m.run("LSH_PROJECTION", [m.f32(0, 2), x], m.tensor([1], "INT32"), "LSHProjectionOptions", inputs=[x], type="SPARSE")


# --- Shapes that do not fit ---

@case("CVE-2020-15208", "found operands of shapes 1x4 and 3, which do not broadcast")
def broadcast_mismatch(m):
    """ADD of 4 and 3 elements: the larger operand's size is taken for both."""
    m.run("ADD", [m.f32(1, 4), m.floats(3)], m.f32(1, 4), "AddOptions")


@case("CVE-2021-29590", "found shape 0, expected fixed sizes of at least 1")
def minimum_of_nothing(m):
    """MINIMUM with an operand of no elements, which broadcasting reads all the same."""
    x = m.f32(4)
    m.run("MINIMUM", [x, m.f32(0)], m.f32(4), "MaximumMinimumOptions")


@case("CVE-2020-15210", 'result tensor 0 "t0" already has a value')
def result_is_operand(m):
    """RELU that writes the tensor it reads."""
    x = m.f32(1, 4)
    m.run("RELU", [x], x)


@not_yet("CVE-2022-41894", "CONV_3D_TRANSPOSE")
def conv_3d_transpose_bias(m):
    """CONV_3D_TRANSPOSE whose bias is longer than the result's depth: it is added beyond the end."""
    x = m.f32(1, 2, 2, 2, 1)
    m.run("CONV_3D_TRANSPOSE", [m.ints([1, 2, 2, 2, 1]), m.floats(1, 1, 1, 1, 1), x, m.floats(64)], m.f32(1, 2, 2, 2, 1),
          "Conv3DOptions", inputs=[x], stride_d=1, stride_w=1, stride_h=1)


@case("CVE-2022-36027", "found 3 scales, expected 2, the size of dimension 0")
def transpose_conv_scales(m):
    """A per-channel TRANSPOSE_CONV with more scales than channels."""
    x = m.i8(1, 2, 2, 1)
    weights = m.constant([2, 2, 2, 1], "INT8", [1] * 8, scale=[0.5, 0.25, 0.125])
    m.run("TRANSPOSE_CONV", [m.ints([1, 4, 4, 2]), weights, x], m.i8(1, 4, 4, 2), "TransposeConvOptions", inputs=[x],
          stride_w=2, stride_h=2)


# --- Sizes that overflow ---

@case("CVE-2021-29601", "found result of shape 2147483647, expected 3000000000")
def concatenation_overflow(m):
    """CONCATENATION of two times 1.5 billion elements: the sum of the sizes wraps."""
    x = m.tensor([1500000000], "INT8", scale=0.5)
    m.run("CONCATENATION", [x, x], m.tensor([2**31 - 1], "INT8", scale=0.5), "ConcatenationOptions", axis=0)


@case("CVE-2021-29605", "the file's structure is damaged")
def dimensions_overflow(m):
    """A shape of 2^30 + 2 dimensions in a file of some hundred bytes: bytes of the list wrap."""
    x = m.f32(77777, 3)
    m.run("RELU", [x], m.f32(3))
    return struct.pack("<Iii", 2, 77777, 3), struct.pack("<Iii", 2**30 + 2, 77777, 3)


@case("CVE-2022-23558", "the file's structure is damaged")
def operands_overflow(m):
    """An operator with 2^31 - 1 operands in a file of some hundred bytes."""
    x = m.f32(4)
    m.run("RELU", [x] * 7, m.f32(4))
    return struct.pack("<I7i", 7, *[0] * 7), struct.pack("<I7i", 2**31 - 1, *[0] * 7)


@not_yet("CVE-2022-23559", "EMBEDDING_LOOKUP")
def embedding_overflow(m):
    """EMBEDDING_LOOKUP of 65536 rows of 65536: the result's size wraps to 0."""
    x = m.tensor([65536], "INT32")
    m.run("EMBEDDING_LOOKUP", [x, m.f32(1, 65536)], m.f32(65536, 65536))


@case("CVE-2022-29212", "found scales that rescale by 1.099512e.12, expected less than 2.30")
def huge_multiplier(m):
    """A convolution whose scales give a multiplier of 2^40: its shift is out of the kernel's range."""
    weights = m.constant([1, 1, 1, 1], "INT8", [1], scale=1024.0)
    m.run("CONV_2D", [m.i8(1, 2, 2, 1, scale=1024.0), weights, -1], m.i8(1, 2, 2, 1, scale=2.0**-20), "Conv2DOptions",
          stride_w=1, stride_h=1)


# --- Sparse constants ---

def add_sparse(m, metadata, order):
    x, weights = m.f32(1, 4), m.floats(2, 2)
    m.tensors[weights]["shape"] = [4, 4]
    m.tensors[weights]["sparsity"] = {"traversal_order": order, "block_map": [9], "dim_metadata": metadata}
    m.run("FULLY_CONNECTED", [x, weights, -1], m.f32(1, 4), "FullyConnectedOptions")


def indices(values):
    return {"values": values}


@case("CVE-2022-23560", "the tensor is stored sparse")
def sparse_indices(m):
    """A sparse filter whose column numbers lie outside of it: the conversion to dense writes anywhere."""
    add_sparse(m, [{"format": "DENSE", "dense_size": 4},
                   {"format": "SPARSE_CSR", "array_segments_type": "Int32Vector",
                    "array_segments": indices([0, 1, 2, 3, 4]), "array_indices_type": "Int32Vector",
                    "array_indices": indices([100000, -7, 0, 1])}], [0, 1])


@case("CVE-2022-23561", "the tensor is stored sparse")
def sparse_order(m):
    """A sparse filter whose order of dimensions and blocks names ones that don't exist."""
    add_sparse(m, [{"format": "DENSE", "dense_size": 2**31 - 1}], [5, -1])


# --- Endless loops ---

@not_yet("CVE-2021-29591", "WHILE")
def loop_in_itself(m):
    """WHILE whose condition and body are the subgraph it stands in."""
    m.run("WHILE", [m.f32(4)], m.f32(4), "WhileOptions", cond_subgraph_index=0, body_subgraph_index=0)


@case("CVE-2021-37686", "found 40 positions, expected at most 31")
def strided_slice_ellipsis(m):
    """STRIDED_SLICE of more dimensions than its masks have bits, all of them new ones."""
    m.run("STRIDED_SLICE", [m.f32(4), m.ints([0] * 40), m.ints([1] * 40), m.ints([1] * 40)], m.f32(4),
          "StridedSliceOptions", ellipsis_mask=-1, new_axis_mask=-1)


# --- Kinds without a number of their own ---

@case("", "found element type string")
def string_tensor(m):
    """A constant of strings whose offsets point outside of it."""
    m.buffers.append(struct.pack("<3i", 2**31 - 1, 8, 2**30))
    x = m.f32(1, 1)
    m.run("RESHAPE", [m.tensor([1], "STRING", buffer=1), m.ints([1, 1])], m.tensor([1, 1], "STRING"), inputs=[x])


@not_yet("", "UNIDIRECTIONAL_SEQUENCE_LSTM")
def lstm_without_states(m):
    """UNIDIRECTIONAL_SEQUENCE_LSTM with 3 operands instead of 24."""
    m.run("UNIDIRECTIONAL_SEQUENCE_LSTM", [m.f32(1, 2, 3), -1, m.floats(4, 3)], m.f32(1, 2, 4),
          "UnidirectionalSequenceLSTMOptions")


@not_yet("", "IF")
def branch_outside(m):
    """IF to subgraphs 7 and -1 of a model that has 2."""
    m.more_subgraphs.append({"tensors": [], "inputs": [], "outputs": [], "operators": []})
    x = m.tensor([1], "BOOL")
    m.run("IF", [x, m.floats(4)], m.f32(4), "IfOptions", then_subgraph_index=7, else_subgraph_index=-1)


@not_yet("", "CALL_ONCE")
def call_once_itself(m):
    """CALL_ONCE of the subgraph that it stands in."""
    x, y = m.f32(4), m.f32(4)
    m.op("CALL_ONCE", [], [], "CallOnceOptions", init_subgraph_index=0)
    m.run("RELU", [x], y)


@case("", "found shape 1x0x0x1, expected fixed sizes of at least 1")
def resize_to_nothing(m):
    """RESIZE_NEAREST_NEIGHBOR to 0 x 0."""
    m.run("RESIZE_NEAREST_NEIGHBOR", [m.f32(1, 4, 4, 1), m.ints([0, 0])], m.f32(1, 0, 0, 1),
          "ResizeNearestNeighborOptions")


@case("", "operand 1 is computed, expected a constant")
def computed_shape(m):
    """PAD by amounts that are computed: shapes would change while the model runs."""
    x, pads = m.f32(2, 2), m.tensor([2, 2], "INT32")
    m.run("PAD", [x, pads], m.f32(4, 4), inputs=[x, pads])


@case("", "found shape -1x4, expected fixed sizes of at least 1")
def dynamic_batch(m):
    """A batch of -1."""
    m.run("RELU", [m.f32(-1, 4)], m.f32(-1, 4))


@case("", "found buffer 4000000000, expected a number below 1")
def buffer_outside(m):
    """A tensor in buffer 4000000000."""
    m.run("RELU", [m.f32(4, buffer=4000000000)], m.f32(4))


@case("", "the tensor is a variable")
def variable(m):
    """A variable tensor as operand: its value outlives the call."""
    state = m.f32(4)
    m.tensors[state]["is_variable"] = True
    m.run("ADD", [m.f32(4), state], m.f32(4), "AddOptions")


# --- Messages that nothing else leads to ---

@case("", "found padding number 7")
def conv_padding(m):
    """CONV_2D with a padding that is none."""
    m.run("CONV_2D", [m.f32(1, 4, 4, 1), m.floats(1, 2, 2, 1), -1], m.f32(1, 4, 4, 1), "Conv2DOptions", padding=7,
          stride_w=1, stride_h=1)


@case("", "found padding number 7")
def transposed_padding(m):
    """TRANSPOSE_CONV with a padding that is none."""
    x = m.f32(1, 2, 2, 1)
    m.run("TRANSPOSE_CONV", [m.ints([1, 4, 4, 1]), m.floats(1, 2, 2, 1), x], m.f32(1, 4, 4, 1), "TransposeConvOptions",
          inputs=[x], padding=7, stride_w=2, stride_h=2)


@case("", "found padding number 7")
def pool_padding(m):
    """MAX_POOL_2D with a padding that is none."""
    m.run("MAX_POOL_2D", [m.f32(1, 4, 4, 1)], m.f32(1, 4, 4, 1), "Pool2DOptions", padding=7, stride_w=1, stride_h=1,
          filter_width=2, filter_height=2)


@case("", "found padding number 9")
def custom_padding(m):
    """A custom transposed convolution whose options are 9 for the padding."""
    m.run("CUSTOM", [m.f32(1, 2, 2, 1), m.floats(1, 2, 2, 1), m.floats(1)], m.f32(1, 4, 4, 1))
    m.operators[-1]["custom_options"] = list(struct.pack("<3i", 9, 2, 2))


@case("", "found fused activation number 9")
def activation_number(m):
    """CONV_2D with a fused activation that is none."""
    m.run("CONV_2D", [m.f32(1, 4, 4, 1), m.floats(1, 1, 1, 1), -1], m.f32(1, 4, 4, 1), "Conv2DOptions", stride_w=1,
          stride_h=1, fused_activation_function=9)


@case("", "found constants of 17000000 bytes in a file of")
def constants_unfold(m):
    """17 constants of a megabyte that share one buffer."""
    m.buffers.append(b"\1" * 1000000)
    results = []
    for _ in range(17):
        result = m.tensor([1000000], "INT8", scale=0.5)
        m.op("RELU", [m.tensor([1000000], "INT8", scale=0.5, buffer=1)], [result])
        results.append(result)
    x, y = m.f32(1), m.f32(1)
    m.op("RELU", [x], [y])
    m.finish([x], results + [y])


@case("", "found int32 with 2 scales, expected 1")
def int32_scales(m):
    """QUANTIZE of int32 with two scales."""
    m.run("QUANTIZE", [m.tensor([2], "INT32", scale=[0.5, 0.25])], m.i8(2), "QuantizeOptions")


@case("", "found int32 of scale -5.0")
def int32_scale(m):
    """QUANTIZE of int32 with a negative scale."""
    m.run("QUANTIZE", [m.tensor([2], "INT32", scale=-0.5)], m.i8(2), "QuantizeOptions")


@case("", "found int32 of zero point 1099511627776")
def int32_zero_point(m):
    """QUANTIZE of int32 with a zero point beyond it."""
    m.run("QUANTIZE", [m.tensor([2], "INT32", scale=0.5, zero_point=2**40)], m.i8(2), "QuantizeOptions")


@case("", "found operands with and without scale")
def concatenation_scales(m):
    """CONCATENATION of int16 with a scale to int16 without."""
    x = m.tensor([2], "INT16", scale=0.5)
    m.run("CONCATENATION", [x, x], m.tensor([4], "INT16"), "ConcatenationOptions", axis=0)


@case("", "found filter of shape 1x2x4, expected 2 dimensions")
def fully_connected_rank(m):
    """FULLY_CONNECTED with a filter of three dimensions."""
    m.run("FULLY_CONNECTED", [m.f32(1, 4), m.floats(1, 2, 4), -1], m.f32(1, 2), "FullyConnectedOptions")


@case("", "has no elements")
def empty_result(m):
    """SLICE of no elements."""
    m.run("SLICE", [m.f32(4), m.ints([0]), m.ints([0])], m.tensor([0], "INT32"), "SliceOptions")


for contradiction, message, model in CONTRADICTIONS:
    CASES.append(Case("", model, message))
    CASES[-1].name = contradiction
