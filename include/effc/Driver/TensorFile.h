//===- TensorFile.h - Tensors in files --------------------------*- C++ -*-===//
#ifndef EFFC_DRIVER_TENSORFILE_H
#define EFFC_DRIVER_TENSORFILE_H

#include "effc/Target/ModelInfo.h"
#include <string>

namespace effc {

/// Elements from the contents of a file: `.npy` (NumPy's format, C order, checked against the
/// tensor's type) by the path's extension, else raw little-endian bytes. The result may hold
/// several tensors one after the other. False, with a message in `error`, otherwise.
bool readTensorFile(const std::string &path, const TensorInfo &tensor, std::string &bytes,
                    std::string &error);

/// The contents of a `.npy` file with `bytes`, which hold one or more tensors.
std::string makeNpy(const TensorInfo &tensor, const std::string &bytes);

} // namespace effc

#endif
