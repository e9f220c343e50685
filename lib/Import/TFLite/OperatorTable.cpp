//===- OperatorTable.cpp - The operators that can be imported -------------===//
#include "effc/Import/OperatorTable.h"
#include "OperatorImporter.h"
#include "OperatorVerifier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace effc;
using namespace effc::tflite;

namespace {
constexpr DataTypeSet kIndex = I32 | I64;
constexpr DataTypeSet kAny = F32 | I8 | U8 | I16 | I32 | I64 | Bool;

/// Operands and result of one type.
template <DataType... types> constexpr TypeSignature kUnary[] = {{{types}, types}...};
template <DataType... types> constexpr TypeSignature kBinary[] = {{{types, types}, types}...};
/// Data, then operands that hold shapes, axes or positions.
template <DataType... types>
constexpr TypeSignature kIndexed[] = {{{types, kIndex, kIndex, kIndex}, types}...};
template <DataType... types>
constexpr TypeSignature kIndexed32[] = {{{types, I32, I32, I32}, types}...};
template <DataType... types> constexpr TypeSignature kSplit[] = {{{I32, types}, types}...};
template <DataType... types>
constexpr TypeSignature kPadded[] = {{{types, kIndex, types}, types}...};
template <DataType... types> constexpr TypeSignature kToIndex[] = {{{types, kIndex}, kIndex}...};
template <DataType... types> constexpr TypeSignature kCast[] = {{{types}, kAny}...};

constexpr TypeSignature kConvolution[] = {
    {{F32, F32, F32}, F32}, {{I8, I8, I32}, I8}, {{U8, U8, I32}, U8}, {{I16, I8, I32 | I64}, I16}};
constexpr TypeSignature kTransposeConvolution[] = {{{I32, F32, F32, F32}, F32},
                                                   {{I32, I8, I8, I32}, I8},
                                                   {{I32, U8, U8, I32}, U8},
                                                   {{I32, I8, I16, I32 | I64}, I16}};
constexpr TypeSignature kFloatConvolution[] = {{{F32, F32, F32}, F32}};
constexpr TypeSignature kSoftmax[] = {
    {{F32}, F32}, {{I8}, I8 | I16}, {{U8}, U8 | I16}, {{I16}, I16}};
constexpr TypeSignature kQuantize[] = {{{F32}, I8 | U8 | I16},
                                       {{I8}, I8 | U8 | I16 | I32},
                                       {{U8}, I8 | U8 | I16},
                                       {{I16}, I8 | I16 | I32},
                                       {{I32}, I8 | I16}};
constexpr TypeSignature kDequantize[] = {{{F16}, F32}, {{I8}, F32}, {{U8}, F32}, {{I16}, F32}};

constexpr unsigned bits() { return 0; }
template <typename... Rest> constexpr unsigned bits(unsigned first, Rest... rest) {
  return 1u << first | bits(rest...);
}

/// A row, in the order it is read: name, counts, options, types, functions.
constexpr OperatorInfo row(BuiltinOperator code, llvm::StringLiteral name, unsigned minOperands,
                           unsigned maxOperands, BuiltinOptions options,
                           llvm::ArrayRef<TypeSignature> types, void (*verify)(OperatorVerifier &),
                           void (*import)(OperatorImporter &), llvm::StringLiteral notes = "") {
  return {static_cast<int32_t>(code),
          name,
          minOperands,
          maxOperands,
          /*optionalOperands=*/0,
          /*constantOperands=*/0,
          /*dataOperand=*/0,
          /*maxResults=*/1,
          static_cast<uint8_t>(options),
          /*isQuantized=*/true,
          /*perAxisOperands=*/0,
          /*perAxisResult=*/false,
          types,
          notes,
          verify,
          import};
}
constexpr OperatorInfo withOptional(OperatorInfo info, unsigned operands) {
  info.optionalOperands = operands;
  return info;
}
constexpr OperatorInfo withConstant(OperatorInfo info, unsigned operands) {
  info.constantOperands = operands;
  return info;
}
constexpr OperatorInfo withPerAxis(OperatorInfo info, unsigned operands, bool result = false) {
  info.perAxisOperands = operands;
  info.perAxisResult = result;
  return info;
}
constexpr OperatorInfo withData(OperatorInfo info, unsigned operand) {
  info.dataOperand = operand;
  return info;
}
constexpr OperatorInfo withResults(OperatorInfo info) {
  info.maxResults = OperatorInfo::kVariadic;
  return info;
}
/// For operators that only move stored values.
constexpr OperatorInfo moving(OperatorInfo info) {
  info.isQuantized = false;
  return info;
}

using Op = BuiltinOperator;
using Opt = BuiltinOptions;
constexpr unsigned kVariadic = OperatorInfo::kVariadic;

// clang-format off
constexpr OperatorInfo kOperators[] = {
    row(Op::ADD, "ADD", 2, 2, Opt::AddOptions, kBinary<F32, I8, U8, I16, I32, I64>,
        verifyAdd, importAdd),
    withConstant(row(Op::ARG_MAX, "ARG_MAX", 2, 2, Opt::ArgMaxOptions,
        kToIndex<F32, I8, U8, I16, I32, Bool>, verifyArgMax, importArgMax), bits(1)),
    row(Op::AVERAGE_POOL_2D, "AVERAGE_POOL_2D", 1, 1, Opt::Pool2DOptions,
        kUnary<F32, I8, U8, I16>, verifyAveragePool2D, importAveragePool2D),
    moving(row(Op::CAST, "CAST", 1, 1, Opt::CastOptions, kCast<F32, I8, U8, I16, I32, I64, Bool>,
        verifyCast, importCast)),
    moving(row(Op::CONCATENATION, "CONCATENATION", 1, kVariadic, Opt::ConcatenationOptions,
        kUnary<F32, I8, U8, I16, I32, I64, Bool>, verifyConcatenation, importConcatenation,
        "no fused activation; inputs of other scales than the result's only in uint8")),
    withPerAxis(withOptional(row(Op::CONV_2D, "CONV_2D", 2, 3, Opt::Conv2DOptions, kConvolution,
        verifyConv2D, importConv2D, "int16 with int8 filter"), bits(2)), bits(1)),
    row(Op::CUSTOM, "Convolution2DTransposeBias", 3, 3, Opt::NONE, kFloatConvolution,
        verifyTransposeConvBias, importTransposeConvBias, "custom operator of MediaPipe"),
    withPerAxis(withOptional(row(Op::DEPTHWISE_CONV_2D, "DEPTHWISE_CONV_2D", 2, 3,
        Opt::DepthwiseConv2DOptions, kConvolution, verifyDepthwiseConv2D, importDepthwiseConv2D,
        "int16 with int8 filter"), bits(2)), bits(1)),
    withPerAxis(row(Op::DEQUANTIZE, "DEQUANTIZE", 1, 1, Opt::DequantizeOptions, kDequantize,
        verifyDequantize, importDequantize), bits(0)),
    row(Op::ELU, "ELU", 1, 1, Opt::NONE, kUnary<F32, I8>, verifyElu, importElu),
    moving(withConstant(row(Op::EXPAND_DIMS, "EXPAND_DIMS", 2, 2, Opt::ExpandDimsOptions,
        kIndexed<F32, I8, U8, I16, I32, I64, Bool>, verifyExpandDims, importReshape), bits(1))),
    withPerAxis(withOptional(row(Op::FULLY_CONNECTED, "FULLY_CONNECTED", 2, 3,
        Opt::FullyConnectedOptions, kConvolution, verifyFullyConnected, importFullyConnected,
        "int16 with int8 filter; no shuffled filter"), bits(2)), bits(1)),
    row(Op::HARD_SWISH, "HARD_SWISH", 1, 1, Opt::HardSwishOptions, kUnary<F32, I8, U8>,
        verifyHardSwish, importHardSwish),
    row(Op::LEAKY_RELU, "LEAKY_RELU", 1, 1, Opt::LeakyReluOptions, kUnary<F32, I8, U8, I16>,
        verifyLeakyRelu, importLeakyRelu),
    row(Op::LOGISTIC, "LOGISTIC", 1, 1, Opt::NONE, kUnary<F32, I8, U8, I16>, verifyLogistic,
        importLogistic),
    moving(row(Op::MAXIMUM, "MAXIMUM", 2, 2, Opt::MaximumMinimumOptions,
        kBinary<F32, I8, U8, I16, I32, I64>, verifyExtremum, importMaximum)),
    row(Op::MAX_POOL_2D, "MAX_POOL_2D", 1, 1, Opt::Pool2DOptions, kUnary<F32, I8, U8, I16>,
        verifyMaxPool2D, importMaxPool2D),
    withConstant(row(Op::MEAN, "MEAN", 2, 2, Opt::ReducerOptions,
        kIndexed32<F32, I8, U8, I16, I32, I64>, verifyReduction, importMean), bits(1)),
    moving(row(Op::MINIMUM, "MINIMUM", 2, 2, Opt::MaximumMinimumOptions,
        kBinary<F32, I8, U8, I16, I32, I64>, verifyExtremum, importMinimum)),
    row(Op::MUL, "MUL", 2, 2, Opt::MulOptions, kBinary<F32, I8, U8, I16, I32, I64>,
        verifyMul, importMul),
    moving(row(Op::PACK, "PACK", 1, kVariadic, Opt::PackOptions,
        kUnary<F32, I8, U8, I16, I32, I64, Bool>, verifyPack, importPack)),
    moving(withConstant(row(Op::PAD, "PAD", 2, 2, Opt::PadOptions,
        kIndexed<F32, I8, U8, I16, I32, I64, Bool>, verifyPad, importPad), bits(1))),
    moving(withOptional(withConstant(row(Op::PADV2, "PADV2", 2, 3, Opt::PadV2Options,
        kPadded<F32, I8, U8, I16, I32, I64, Bool>, verifyPad, importPadV2), bits(1)),
        bits(2))),
    row(Op::PRELU, "PRELU", 2, 2, Opt::NONE, kBinary<F32, I8, U8>, verifyPrelu, importPrelu),
    withPerAxis(row(Op::QUANTIZE, "QUANTIZE", 1, 1, Opt::QuantizeOptions, kQuantize,
        verifyQuantize, importQuantize), 0, /*result=*/true),
    row(Op::RELU, "RELU", 1, 1, Opt::NONE, kUnary<F32, I8, U8, I16>, verifyRelu, importRelu),
    row(Op::RELU6, "RELU6", 1, 1, Opt::NONE, kUnary<F32, I8, U8, I16>, verifyRelu6,
        importRelu6),
    row(Op::RELU_N1_TO_1, "RELU_N1_TO_1", 1, 1, Opt::NONE, kUnary<F32, I8, U8, I16>, verifyReluN1To1,
        importReluN1To1),
    moving(withOptional(row(Op::RESHAPE, "RESHAPE", 1, 2, Opt::ReshapeOptions,
        kIndexed<F32, I8, U8, I16, I32, I64, Bool>, verifyReshape, importReshape,
        "to the result's declared shape"), bits(1))),
    withConstant(row(Op::RESIZE_BILINEAR, "RESIZE_BILINEAR", 2, 2, Opt::ResizeBilinearOptions,
        kIndexed32<F32, I8, U8, I16>, verifyResizeBilinear,
        importResizeBilinear), bits(1)),
    moving(withConstant(row(Op::RESIZE_NEAREST_NEIGHBOR, "RESIZE_NEAREST_NEIGHBOR", 2, 2,
        Opt::ResizeNearestNeighborOptions, kIndexed32<F32, I8, U8, I16, I32>, verifyResizeNearest,
        importResizeNearest), bits(1))),
    moving(withConstant(row(Op::SLICE, "SLICE", 3, 3, Opt::SliceOptions,
        kIndexed<F32, I8, U8, I16, I32, I64, Bool>, verifySlice, importSlice), bits(1, 2))),
    row(Op::SOFTMAX, "SOFTMAX", 1, 1, Opt::SoftmaxOptions, kSoftmax, verifySoftmax,
        importSoftmax),
    moving(withResults(withData(withConstant(row(Op::SPLIT, "SPLIT", 2, 2, Opt::SplitOptions,
        kSplit<F32, I8, U8, I16, I32, I64>, verifySplit, importSplit), bits(0)), 1))),
    moving(withResults(withConstant(row(Op::SPLIT_V, "SPLIT_V", 3, 3, Opt::SplitVOptions,
        kIndexed<F32, I8, U8, I16, I32, I64>, verifySplitV, importSplitV), bits(1, 2)))),
    moving(row(Op::SQUEEZE, "SQUEEZE", 1, 1, Opt::SqueezeOptions,
        kUnary<F32, I8, U8, I16, I32, I64, Bool>, verifySqueeze, importReshape)),
    moving(withConstant(row(Op::STRIDED_SLICE, "STRIDED_SLICE", 4, 4, Opt::StridedSliceOptions,
        kIndexed32<F32, I8, U8, I16, I32, I64, Bool>, verifyStridedSlice, importStridedSlice),
        bits(1, 2, 3))),
    row(Op::SUB, "SUB", 2, 2, Opt::SubOptions, kBinary<F32, I8, U8, I16, I32, I64>,
        verifySub, importSub),
    withConstant(row(Op::SUM, "SUM", 2, 2, Opt::ReducerOptions,
        kIndexed32<F32, I8, U8, I16, I32, I64>, verifyReduction, importSum), bits(1)),
    row(Op::TANH, "TANH", 1, 1, Opt::NONE, kUnary<F32, I8, U8, I16>, verifyTanh, importTanh),
    moving(withConstant(row(Op::TILE, "TILE", 2, 2, Opt::TileOptions,
        kIndexed<F32, I8, U8, I16, I32, I64, Bool>, verifyTile, importTile), bits(1))),
    moving(withConstant(row(Op::TRANSPOSE, "TRANSPOSE", 2, 2, Opt::TransposeOptions,
        kIndexed<F32, I8, U8, I16, I32, I64, Bool>, verifyTranspose, importTranspose), bits(1))),
    withPerAxis(withOptional(withData(row(Op::TRANSPOSE_CONV, "TRANSPOSE_CONV", 3, 4,
        Opt::TransposeConvOptions, kTransposeConvolution, verifyTransposeConv,
        importTransposeConv, "int16 with int8 filter"), 2), bits(3)), bits(1)),
    moving(withResults(row(Op::UNPACK, "UNPACK", 1, 1, Opt::UnpackOptions,
        kUnary<F32, I8, U8, I16, I32, I64, Bool>, verifyUnpack, importUnpack))),
};
// clang-format on

constexpr llvm::StringLiteral kDataTypeNames[] = {"float32", "float16", "int8",  "uint8",
                                                  "int16",   "int32",   "int64", "bool"};
} // namespace

llvm::ArrayRef<OperatorInfo> effc::getOperatorTable() { return kOperators; }

DataTypeSet OperatorInfo::getDataTypes() const {
  DataTypeSet set = 0;
  for (const TypeSignature &signature : types)
    set |= signature.operands[dataOperand];
  return set;
}

std::string effc::getDataTypeName(DataTypeSet types) {
  std::string text;
  for (auto [bit, name] : llvm::enumerate(kDataTypeNames))
    if (types >> bit & 1)
      text += (text.empty() ? "" : "|") + name.str();
  return text;
}

std::string effc::formatOperatorTable(bool markdown) {
  constexpr unsigned kNameWidth = 28, kTypeWidth = 9;
  llvm::StringRef separator = markdown ? " | " : " ";
  std::string text = markdown ? "| " : "";
  auto append = [&](llvm::StringRef cell, unsigned width) {
    text += cell;
    text.append(width - std::min<size_t>(width, cell.size()), ' ');
    text += separator;
  };
  auto endLine = [&] {
    text = llvm::StringRef(text).rtrim(' ').str() + "\n" + (markdown ? "| " : "");
  };
  append("operator", kNameWidth);
  for (llvm::StringLiteral name : kDataTypeNames)
    append(name, kTypeWidth);
  append("notes", 0);
  endLine();
  if (markdown) {
    for (unsigned column = 0; column < std::size(kDataTypeNames) + 2; ++column)
      append("---", 0);
    endLine();
  }
  for (const OperatorInfo &info : kOperators) {
    append(info.name, kNameWidth);
    for (unsigned bit = 0; bit < std::size(kDataTypeNames); ++bit)
      append(info.getDataTypes() >> bit & 1 ? "yes" : "", kTypeWidth);
    append(info.notes, 0);
    endLine();
  }
  return markdown ? llvm::StringRef(text).drop_back(2).str() : text;
}

const OperatorInfo *tflite::findOperator(const OperatorView &op) {
  for (const OperatorInfo &info : kOperators)
    if (info.code == static_cast<int32_t>(op.code) &&
        (op.code != BuiltinOperator::CUSTOM || info.name == op.customName))
      return &info;
  return nullptr;
}
