//===- ModelFile.h - TFLite models as objects ---------------------*- C++ -*-===//
//
// The project's schema with FlatBuffers' object API, in a namespace of its own: the importer's
// header has the same names without it.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TEST_GENERATE_MODELFILE_H
#define EFFC_TEST_GENERATE_MODELFILE_H

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wall"
#endif
#include "model_file_generated.h"
#ifdef __clang__
#pragma clang diagnostic pop
#endif

#endif
