//===- BinaryRun.cpp - Mutants through the command line --------------------===//
#include "BinaryRun.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;

static constexpr unsigned kSeconds = 120, kMegabytes = 4096;

namespace {
/// How effc is called, and which files it makes if all goes well.
struct Call {
  std::vector<StringRef> arguments;
  std::set<std::string> files;
};
} // namespace

static std::string read(const Twine &path) {
  auto buffer = MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

static std::set<std::string> listFiles(StringRef folder) {
  std::set<std::string> names;
  std::error_code error;
  for (sys::fs::directory_iterator it(folder, error), end; it != end && !error; it.increment(error))
    names.insert(sys::path::filename(it->path()).str());
  return names;
}

static bool isExpected(int code) { return code == 0 || (code >= 2 && code <= 4); }

/// Text of a model may not reach a terminal as it is.
static bool hasControl(StringRef text) {
  return any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
  });
}

static std::string check(const Call &call, int code, const std::set<std::string> &files,
                         StringRef out, StringRef err) {
  if (!isExpected(code))
    return "exit code " + std::to_string(code);
  for (const std::string &name : files)
    if (name != "m.tflite" && (code != 0 || !call.files.count(name)))
      return "leaves " + name + ", exit code " + std::to_string(code);
  for (const std::string &name : call.files)
    if (code == 0 && !files.count(name))
      return "no " + name;
  if (code != 0 && err.empty() && out.empty())
    return "no message";
  if (hasControl(err) || hasControl(out))
    return "control characters in messages";
  return "";
}

std::string runBinary(const std::string &effc, const std::string &model, unsigned number) {
  SmallString<128> folder, streams;
  if (sys::fs::createUniqueDirectory("mutant", folder) ||
      sys::fs::createUniqueDirectory("mutant-output", streams))
    return "no folder for the mutant";
  std::string input = (folder + "/m.tflite").str(), object = (folder + "/m.o").str(),
              report = ("--report=json=" + folder + "/r.json").str(), name = effc,
              out = (streams + "/out").str(), err = (streams + "/err").str();
  const Call calls[] = {
      {{name, input, "-o", object, "-O0", "--max-ram=16M"}, {"m.o", "m.h"}},
      {{name, "check", input}, {}},
      {{name, input, "-o", object, report, "--max-ram=16M", "-O0"}, {"m.o", "m.h", "r.json"}},
  };
  const Call &call = calls[number % std::size(calls)];
  {
    std::error_code error;
    raw_fd_ostream(input, error) << model;
  }
  int code =
      sys::ExecuteAndWait(name, call.arguments, std::nullopt,
                          {StringRef(""), StringRef(out), StringRef(err)}, kSeconds, kMegabytes);
  std::string problem = check(call, code, listFiles(folder), read(out), read(err));
  sys::fs::remove_directories(folder);
  sys::fs::remove_directories(streams);
  return problem;
}
