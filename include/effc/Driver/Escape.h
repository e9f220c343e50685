//===- Escape.h - Text of unknown origin for terminals ----------*- C++ -*-===//
#ifndef EFFC_DRIVER_ESCAPE_H
#define EFFC_DRIVER_ESCAPE_H

#include <string>
#include <string_view>

namespace effc {

/// The text with all that could move a terminal's cursor, change its state or hide or reorder what
/// is beside it in visible form: control characters as `\n`, `\t` or `\x1b`, also those of Latin-1
/// and marks for the direction of writing, and bytes that are no UTF-8.
std::string escapeForTerminal(std::string_view text);

} // namespace effc

#endif
