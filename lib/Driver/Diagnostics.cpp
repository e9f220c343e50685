//===- Diagnostics.cpp - MLIR's diagnostics as data -----------------------===//
#include "Diagnostics.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
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

std::string effc::formatDiagnostics(const std::vector<effc::Diagnostic> &diagnostics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const effc::Diagnostic &diagnostic : diagnostics) {
    if (!diagnostic.location.empty())
      os << diagnostic.location << ": ";
    os << getName(diagnostic.severity) << ": " << diagnostic.message << "\n";
    for (const std::string &note : diagnostic.notes)
      os << "  note: " << note << "\n";
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
