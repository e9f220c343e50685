//===- Values.h - Sizes, scales and elements ----------------------*- C++ -*-===//
//
// What makes up a generated model beside its operators. `Domain::Usual` stays where real models
// are; `Domain::Whole` goes to the ends of what a file can say and past what effc accepts.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TEST_GENERATE_VALUES_H
#define EFFC_TEST_GENERATE_VALUES_H

#include "ModelBuilder.h"
#include "Random.h"

namespace effc::generate {

enum class Domain { Usual, Whole };

inline bool isNarrow(DataType type) { return type & (I8 | U8 | I16); }
int64_t getMinimum(DataType type);
int64_t getMaximum(DataType type);

/// A dimension's size: mostly small, now and then 1 or beyond a vector.
int32_t pickSize(Random &random);
/// Channels: around the widths that kernels are made for.
int32_t pickChannels(Random &random);
/// `rank` sizes with at most `maxElements` elements.
Shape pickShape(Random &random, int rank, int64_t maxElements);
/// A batch of images; mostly a batch of one.
Shape pickImage(Random &random, int64_t maxElements);

/// A scale near `natural`. The whole domain also has powers of two times `unit`, their
/// neighbours, any exponent, and the ends of float.
float pickScale(Random &random, Domain domain, double natural, double unit);
int64_t pickZeroPoint(Random &random, Domain domain, DataType type);

/// Elements of an input or a constant, as bytes: for integers any, all in turn, or those at the
/// ends and around `q`'s zero point; for floats numbers in [-4, 4], ties of `q`, special values.
std::string makeElements(Random &random, Domain domain, DataType type, int64_t count,
                         const Quantization &q = {});
/// Floats of about this size.
std::string makeFloats(Random &random, int64_t count, float magnitude);
/// The bytes of integers of a type.
std::string makeIntegers(DataType type, const std::vector<int64_t> &values);

} // namespace effc::generate

#endif
