//===- fuzz-npy.cpp - NumPy's files ----------------------------------------===//
#include "effc/Driver/TensorFile.h"
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  effc::NpyArray array;
  effc::FileProblem problem;
  std::string_view contents(reinterpret_cast<const char *>(data), size);
  if (!effc::parseNpy(contents, array, problem))
    return problem.message.empty() ? -1 : 0;
  // The elements are the file's end, and as many as the shape says.
  if (!array.elements.empty() && array.elements.data() + array.elements.size() !=
                                     contents.data() + contents.size())
    std::abort();
  if (array.elements.size() > size)
    std::abort();
  return 0;
}
