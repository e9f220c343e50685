//===- TensorFile.h - Tensors in files --------------------------*- C++ -*-===//
#ifndef EFFC_DRIVER_TENSORFILE_H
#define EFFC_DRIVER_TENSORFILE_H

#include "effc/Target/ModelInfo.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace effc {

/// What a `.npy` file (NumPy's format) holds.
struct NpyArray {
  /// NumPy's name of the element type: order of bytes, kind and size, as `<f4`.
  std::string type;
  std::vector<uint64_t> shape;
  /// In C order; as many as type and shape say.
  std::string_view elements;
};

/// Why a file cannot be used, and what to do about it.
struct FileProblem {
  std::string message, remedy;
};

/// Reads a `.npy` file of any version, which is not trusted. `array` refers to `contents`.
bool parseNpy(std::string_view contents, NpyArray &array, FileProblem &problem);

/// Elements from a file: `.npy` by the path's extension, checked against the tensor's type and
/// shape, else raw little-endian bytes. The result may hold several tensors one after the other; in
/// a `.npy` their number is the first dimension. With `convert`, real numbers in a `.npy` become
/// the tensor's type, by its scale and zero point if it is quantized, as TFLite's QUANTIZE does it.
/// False, with a problem, otherwise.
bool readTensorFile(const std::string &path, const TensorInfo &tensor, bool convert,
                    std::string &bytes, FileProblem &problem);

/// The contents of a `.npy` file with `bytes`, which hold one or more tensors.
std::string makeNpy(const TensorInfo &tensor, const std::string &bytes);

} // namespace effc

#endif
