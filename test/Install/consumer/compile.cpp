#include <effc/Compiler.h>

#include <cstdio>
#include <fstream>
#include <iterator>

int main(int argc, char **argv) {
  std::ifstream file(argc > 1 ? argv[1] : "", std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  effc::CompileOptions options;
  options.name = "scale";
  effc::CompileResult result = effc::compile(bytes, options);
  if (!result) {
    std::fputs(effc::formatDiagnostics(result.diagnostics).c_str(), stderr);
    return 1;
  }
  std::printf("effc %s: object of %zu bytes\n", effc::getVersion(), result.output.size());
  return 0;
}
