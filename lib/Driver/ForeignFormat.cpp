//===- ForeignFormat.cpp - Files that are no TFLite models ----------------===//
#include "ForeignFormat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace effc;

namespace {
/// A format that a fixed string at a fixed place tells.
struct Magic {
  size_t offset;
  StringLiteral bytes;
  ForeignFormat format;
};
} // namespace

static constexpr StringLiteral kMLIRRemedy = "effc --input-format=mlir reads what effc --emit "
                                             "wrote; such a file can hold any code, so use it "
                                             "only for files that you trust as you trust a program";
static constexpr StringLiteral kConvertKeras =
    "convert it with tf.lite.TFLiteConverter.from_keras_model and give the .tflite file";

static constexpr Magic kMagics[] = {
    {0, "ML\xefR", {"MLIR bytecode", kMLIRRemedy}},
    {0,
     "version https://git-lfs",
     {"a Git LFS pointer, which stands for the file", "run git lfs pull to get the model itself"}},
    {0,
     "PK\x03\x04",
     {"a ZIP archive, as .task bundles, .keras and .pt files are",
      "unpack it with unzip and give the .tflite file inside; if there is none, convert the "
      "network: "
      "tf.lite.TFLiteConverter.from_keras_model for .keras, ai-edge-torch for .pt"}},
    {0,
     "\xff\xfe",
     {"UTF-16 text, as PowerShell writes it", "save it as UTF-8, or give the .tflite file itself"}},
    {0, "\x89HDF\r\n\x1a\n", {"an HDF5 file, as Keras saves models", kConvertKeras}},
    {0,
     "\x1f\x8b",
     {"a gzip archive", "unpack it with gunzip or tar -xzf and give the .tflite file"}},
    {0,
     "\xfd"
     "7zXZ",
     {"an xz archive", "unpack it with unxz or tar -xJf and give the .tflite file"}},
    {0, "BZh", {"a bzip2 archive", "unpack it with bunzip2 or tar -xjf and give the .tflite file"}},
    {0, "\x28\xb5\x2f\xfd", {"a zstd archive", "unpack it with unzstd and give the .tflite file"}},
    {257, "ustar", {"a tar archive", "unpack it with tar -xf and give the .tflite file"}},
    {0,
     "\x7f"
     "ELF",
     {"an ELF object or program", "give the model, not what a compiler made of it"}},
    {0, "GGUF", {"a GGUF language model", "effc compiles .tflite models only"}},
    {4, "TOCO", {"an old TensorFlow model of another schema", "convert it again to .tflite"}},
    {4, "ET12", {"an ExecuTorch program", "export the network to .tflite with ai-edge-torch"}},
    {0,
     "\x93NUMPY",
     {"a NumPy array", "tensors go behind --in of effc run; the model comes first"}},
};

/// The text without blanks and comments in front.
static StringRef skipComments(StringRef text) {
  while (true) {
    text = text.ltrim();
    if (text.starts_with("//"))
      text = text.drop_until([](char c) { return c == '\n'; });
    else if (text.starts_with("/*"))
      text = text.split("*/").second;
    else
      return text;
  }
}

/// Aliases as in `#map = ...` and `!type = ...`.
static bool isAlias(StringRef text) {
  if (!text.consume_front("#") && !text.consume_front("!"))
    return false;
  text = text.drop_while([](char c) { return isAlnum(c) || c == '_' || c == '.'; });
  return text.ltrim(' ').starts_with("=");
}

static bool isMLIR(StringRef text) {
  text = skipComments(text);
  constexpr StringLiteral kStarts[] = {"module",           "func.func", "builtin.module",
                                       "\"builtin.module", "{-#",       "\"func.func"};
  return isAlias(text) || any_of(kStarts, [&](StringRef start) { return text.starts_with(start); });
}

/// ONNX is a protocol buffer without a magic number: the version of the format, then the name of
/// the producer.
static bool isONNX(StringRef bytes) {
  return bytes.size() > 4 && bytes[0] == 0x08 && uint8_t(bytes[1]) < 32 &&
         (bytes[2] == 0x12 || bytes[2] == 0x42 || bytes[2] == 0x3a);
}

/// A SavedModel's graph: the version of the format, then a message.
static bool isSavedModel(StringRef bytes) {
  return bytes.size() > 4 && bytes[0] == 0x08 && bytes[1] == 0x01 && bytes[2] == 0x12 &&
         bytes.take_front(4096).contains("saved_model");
}

std::optional<ForeignFormat> effc::recognizeForeignFormat(StringRef bytes) {
  if (bytes.substr(4, 4) == "TFL3")
    return std::nullopt;
  for (const Magic &magic : kMagics)
    if (bytes.substr(magic.offset).starts_with(magic.bytes))
      return magic.format;
  if (isMLIR(bytes))
    return ForeignFormat{"MLIR text", kMLIRRemedy};
  StringRef text = bytes.take_front(1024);
  text.consume_front("\xef\xbb\xbf");
  text = text.ltrim();
  if (text.starts_with("<?xml") && !text.contains_insensitive("<html"))
    return ForeignFormat{"XML text", "give the .tflite file of the network"};
  if (text.starts_with_insensitive("<!doctype") || text.starts_with_insensitive("<html") ||
      text.starts_with("<?xml"))
    return ForeignFormat{"a web page",
                         "the download fetched a page about the file: use the address of the file "
                         "itself (on GitHub and Hugging Face the one with raw or resolve in it)"};
  if (text.starts_with("{") || text.starts_with("["))
    return ForeignFormat{"JSON text", "flatc makes a model of JSON with the schema of TFLite: "
                                      "flatc -b schema.fbs model.json"};
  if (isSavedModel(bytes))
    return ForeignFormat{"a TensorFlow SavedModel",
                         "convert it with tf.lite.TFLiteConverter.from_saved_model and give the "
                         ".tflite file"};
  if (isONNX(bytes))
    return ForeignFormat{"an ONNX model",
                         "convert it to .tflite, for instance with onnx2tf, and give that file"};
  return std::nullopt;
}
