//===- Diagnostics.cpp - MLIR's diagnostics as data -----------------------===//
#include "Diagnostics.h"
#include "effc/Driver/Escape.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace effc;

std::string effc::formatLocation(Location location) {
  return llvm::TypeSwitch<Location, std::string>(location)
      .Case([](NameLoc name) { return name.getName().str(); })
      .Case([](FileLineColLoc file) {
        return file.getFilename().str() + ":" + std::to_string(file.getLine()) + ":" +
               std::to_string(file.getColumn());
      })
      .Case([](FusedLoc fused) {
        for (Location part : fused.getLocations())
          if (std::string text = formatLocation(part); !text.empty())
            return text;
        return std::string();
      })
      .Case([](CallSiteLoc call) { return formatLocation(call.getCallee()); })
      .Default([](Location) { return std::string(); });
}

DiagnosticCollector::DiagnosticCollector(MLIRContext *context, std::string name,
                                         std::vector<effc::Diagnostic> &diagnostics)
    : fileName(std::move(name)), diagnostics(diagnostics),
      handler(context, [this](mlir::Diagnostic &diagnostic) {
        effc::Diagnostic result;
        switch (diagnostic.getSeverity()) {
        case DiagnosticSeverity::Error:
          result.severity = effc::Diagnostic::Severity::Error;
          break;
        case DiagnosticSeverity::Warning:
          result.severity = effc::Diagnostic::Severity::Warning;
          break;
        default:
          result.severity = effc::Diagnostic::Severity::Remark;
        }
        result.location = formatLocation(diagnostic.getLocation());
        if (result.location.empty())
          result.location = fileName;
        result.message = diagnostic.str();
        for (mlir::Diagnostic &note : diagnostic.getNotes())
          result.notes.push_back(note.str());
        this->diagnostics.push_back(std::move(result));
        return success();
      }) {}

static StringRef getName(effc::Diagnostic::Severity severity) {
  switch (severity) {
  case effc::Diagnostic::Severity::Error:
    return "error";
  case effc::Diagnostic::Severity::Warning:
    return "warning";
  case effc::Diagnostic::Severity::Remark:
    return "remark";
  }
  return "";
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// Places of a group that are named, the first one included.
static constexpr size_t kMaxPlaces = 3;

namespace {
/// Diagnostics that say the same of operators of one kind.
struct DiagnosticGroup {
  const effc::Diagnostic *first;
  /// Where the others are: `op 7 CONV_2D "name"`.
  std::vector<StringRef> others;
};
} // namespace

/// The part of a location that names an operator: `op 7 CONV_2D "name"`; empty for other places.
static StringRef getOperator(StringRef location) {
  constexpr StringLiteral kMark = ":0:op ";
  size_t start = location.find(kMark);
  return start == StringRef::npos ? StringRef() : location.substr(start + 3);
}

/// Equal for diagnostics that differ in numbers and names only. A diagnostic of its own has none.
static std::string getGroupKey(const effc::Diagnostic &diagnostic) {
  StringRef place = getOperator(diagnostic.location);
  if (place.empty())
    return "";
  std::string key(1, char('0' + int(diagnostic.severity)));
  StringRef kind = place.drop_front(3).split(' ').second.split(" \"").first;
  for (StringRef text : {kind, StringRef(diagnostic.message)}) {
    key += '\n';
    for (char c : text)
      if (!llvm::isDigit(c))
        key += c;
      else if (key.back() != '#')
        key += '#';
  }
  for (const std::string &note : diagnostic.notes)
    key += "\n" + note;
  return key;
}

static std::vector<DiagnosticGroup>
groupDiagnostics(const std::vector<effc::Diagnostic> &diagnostics) {
  std::vector<DiagnosticGroup> groups;
  llvm::StringMap<size_t> groupOf;
  for (const effc::Diagnostic &diagnostic : diagnostics) {
    std::string key = getGroupKey(diagnostic);
    if (key.empty()) {
      groups.push_back({&diagnostic, {}});
      continue;
    }
    auto [found, isNew] = groupOf.try_emplace(key, groups.size());
    if (isNew)
      groups.push_back({&diagnostic, {}});
    else
      groups[found->second].others.push_back(getOperator(diagnostic.location));
  }
  return groups;
}

std::string effc::formatDiagnostics(const std::vector<effc::Diagnostic> &diagnostics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const DiagnosticGroup &group : groupDiagnostics(diagnostics)) {
    const effc::Diagnostic &diagnostic = *group.first;
    if (!diagnostic.location.empty())
      os << escapeForTerminal(diagnostic.location) << ": ";
    os << getName(diagnostic.severity) << ": " << escapeForTerminal(diagnostic.message) << "\n";
    for (const std::string &note : diagnostic.notes)
      os << "  note: " << escapeForTerminal(note) << "\n";
    if (group.others.empty())
      continue;
    os << "  note: " << group.others.size() + 1 << " in all: also ";
    for (auto [i, place] : llvm::enumerate(ArrayRef(group.others).take_front(kMaxPlaces - 1)))
      os << (i ? ", " : "") << escapeForTerminal(place);
    if (size_t more = group.others.size() - std::min(group.others.size(), kMaxPlaces - 1))
      os << " and " << more << " more (effc check --format=json lists them)";
    os << "\n";
  }
  return text;
}

std::string effc::formatDiagnosticsJSON(const std::vector<effc::Diagnostic> &diagnostics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 2);
  auto fix = [](StringRef value) {
    return llvm::json::isUTF8(value) ? value.str() : llvm::json::fixUTF8(value);
  };
  json.array([&] {
    for (const effc::Diagnostic &diagnostic : diagnostics)
      json.object([&] {
        json.attribute("severity", getName(diagnostic.severity));
        json.attribute("location", fix(diagnostic.location));
        json.attribute("message", fix(diagnostic.message));
        json.attributeArray("notes", [&] {
          for (const std::string &note : diagnostic.notes)
            json.value(fix(note));
        });
      });
  });
  os << "\n";
  return text;
}
