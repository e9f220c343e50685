//===- Schema.h - The TFLite file format ------------------------*- C++ -*-===//
//
// Wraps the header that flatc makes of tflite.fbs.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_IMPORT_TFLITE_SCHEMA_H
#define EFFC_LIB_IMPORT_TFLITE_SCHEMA_H

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wall"
#endif
#include "tflite_generated.h"
#ifdef __clang__
#pragma clang diagnostic pop
#endif

#endif
