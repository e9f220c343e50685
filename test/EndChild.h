//===- EndChild.h - Ends a forked process ---------------------*- C++ -*-===//
#ifndef EFFC_TEST_ENDCHILD_H
#define EFFC_TEST_ENDCHILD_H

#include <unistd.h>

/// Writes the counts of a build that measures coverage; other builds have no such function.
extern "C" __attribute__((weak)) int __llvm_profile_write_file(void);

namespace effc {
/// Ends a child without what its parent would do at exit.
[[noreturn]] inline void endChild(int code) {
  if (__llvm_profile_write_file)
    __llvm_profile_write_file();
  _exit(code);
}
} // namespace effc

#endif
