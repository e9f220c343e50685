// Compiles a model with effc as a C++ library, for two targets at the same time.
//
//     library-cpp model.tflite
#include "effc/Compiler.h"

#include <cstdio>
#include <fstream>
#include <future>
#include <iterator>
#include <string>

static effc::CompileResult compileFor(const std::string &model, const char *target) {
  effc::CompileOptions options;
  options.fileName = "model.tflite";
  options.name = "example";
  options.target.name = target;
  return effc::compile(model, options);
}

static bool report(const char *target, const effc::CompileResult &result) {
  if (!result) {
    std::printf("%s: failed\n%s", target, effc::formatDiagnostics(result.diagnostics).c_str());
    return false;
  }
  std::printf("%s: object of %zu bytes, header of %zu\n", target, result.output.size(),
              result.header.size());
  return true;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: library-cpp model.tflite\n");
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string model(std::istreambuf_iterator<char>(file), {});
  // Compilations share nothing, so each may have a thread of its own.
  auto other = std::async(std::launch::async, compileFor, std::cref(model), "cortex-m4");
  effc::CompileResult host = compileFor(model, "x86-64-v3");
  bool good = report("x86-64-v3", host);
  return report("cortex-m4", other.get()) && good ? 0 : 1;
}
