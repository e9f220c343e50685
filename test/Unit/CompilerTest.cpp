//===- CompilerTest.cpp - effc as a library, for C++ and C ----------------===//
#include "effc/Compiler.h"
#include "DenseModel.h"
#include "effc-c/effc.h"
#include "effc/Driver/Pipeline.h"
#include "effc/Driver/Run.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include <cstring>
#include <future>
#include <gtest/gtest.h>

using namespace effc;

static const std::string kModel = makeDenseModel();

static CompileResult compileFor(const char *target) {
  CompileOptions options;
  options.fileName = "dense.tflite";
  options.target.name = target;
  return compile(kModel, options);
}

TEST(Compiler, NamesAndSizesComeFromTheModel) {
  CompileResult result = compileFor("");
  ASSERT_TRUE(result) << formatDiagnostics(result.diagnostics);
  EXPECT_EQ(result.model.name, "dense");
  EXPECT_EQ(result.model.macs, 8u);
  ASSERT_EQ(result.model.inputs.size(), 1u);
  EXPECT_EQ(result.model.inputs[0].bytes, 16u);
  EXPECT_GT(result.model.stackBytes, 0u);
  EXPECT_NE(result.header.find("int32_t dense_invoke(void *arena, const float in0[4], "
                               "float out0[2]);"),
            std::string::npos);
}

TEST(Compiler, ThreadsDoNotDisturbEachOther) {
  std::string host = compileFor("x86-64-v3").output, arm = compileFor("cortex-m4").output;
  ASSERT_FALSE(host.empty());
  ASSERT_NE(host, arm);
  std::vector<std::future<CompileResult>> results;
  for (int i = 0; i < 8; ++i)
    results.push_back(
        std::async(std::launch::async, compileFor, i % 2 ? "cortex-m4" : "x86-64-v3"));
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(results[i].get().output, i % 2 ? arm : host);
}

TEST(Compiler, WrongOptionsAreUsageErrors) {
  CompileResult result = compileFor("vax");
  EXPECT_EQ(result.status, Status::Usage);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_NE(result.diagnostics[0].message.find("unknown target 'vax'"), std::string::npos);
  EXPECT_TRUE(result.output.empty());
}

TEST(Compiler, NoModelIsABadModel) {
  for (std::string bytes : {std::string(), std::string("hello"), std::string(1000, '\0')}) {
    CompileResult result = compile(bytes, {});
    EXPECT_EQ(result.status, Status::BadModel);
    EXPECT_FALSE(result.diagnostics.empty());
  }
}

static mlir::Operation *parseText(std::string_view text, const std::string &,
                                  mlir::MLIRContext &context) {
  return mlir::parseSourceString<mlir::ModuleOp>(text, &context).release();
}

/// A module of the last phase with MLIR, where text is as good as machine code.
static const std::string kText = R"(
module attributes {effc.phase = "memory"} {
  func.func @main(%arena: memref<64xi8> {effc.arena}) {
    llvm.inline_asm has_side_effects "ud2", "" : () -> ()
    return
  }
})";

static std::string makeBytecode() {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(kText, &context);
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  EXPECT_TRUE(mlir::succeeded(mlir::writeBytecodeToFile(*module, os)));
  return bytes;
}

TEST(Compiler, NeverReadsMLIRUnlessTold) {
  for (const std::string &bytes : {kText, "// note\n" + kText, makeBytecode()}) {
    for (auto *function : {&compile, &check, &readModelInfo}) {
      CompileOptions options;
      options.fileName = "model.mlir";
      CompileResult result = function(bytes, options);
      EXPECT_EQ(result.status, Status::BadModel);
      ASSERT_EQ(result.diagnostics.size(), 1u);
      EXPECT_NE(result.diagnostics[0].message.find("MLIR"), std::string::npos);
      ASSERT_FALSE(result.diagnostics[0].notes.empty());
      EXPECT_NE(result.diagnostics[0].notes[0].find("--input-format=mlir"), std::string::npos);
    }
    RunOptions options;
    EXPECT_EQ(run(bytes, options).compilation.status, Status::BadModel);
    options.reference = true;
    EXPECT_EQ(run(bytes, options).compilation.status, Status::BadModel);
    for (auto *function : {&effc_compile, &effc_check}) {
      effc_result *result = function(bytes.data(), bytes.size(), nullptr);
      EXPECT_EQ(effc_result_status(result), EFFC_STATUS_BAD_MODEL);
      effc_result_free(result);
    }
  }
}

TEST(Compiler, TrustedModulesAreChecked) {
  CompileOptions options;
  options.readTrustedModule = parseText;
  EXPECT_EQ(compile("module {", options).status, Status::BadModel);
  for (const char *phase : {"import", "graph", "offload", "kernels", "loops", "memory"}) {
    for (const char *body : {"", "func.func @main() { return }",
                             "func.func private @main(tensor<4xf32>) -> tensor<4xf32>",
                             "func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> "
                             "{ return %x : tensor<4xf32> }"}) {
      std::string text =
          std::string("module attributes {effc.phase = \"") + phase + "\"} {" + body + "}";
      CompileResult result = compile(text, options);
      EXPECT_TRUE(result.status == Status::BadModel || result.status == Status::Ok) << text;
      EXPECT_EQ(result.diagnostics.empty(), result.status == Status::Ok) << text;
    }
  }
}

TEST(Compiler, RunsCompiledAndByReference) {
  RunOptions options;
  const float x[] = {1, 2, 3, 4};
  options.inputs.emplace_back(reinterpret_cast<const char *>(x), sizeof(x));
  for (bool reference : {false, true}) {
    options.reference = reference;
    options.compile.target.name = "native";
    RunResult result = run(kModel, options);
    ASSERT_TRUE(result.compilation) << formatDiagnostics(result.compilation.diagnostics);
    ASSERT_EQ(result.outputs.size(), 1u);
    float y[2];
    ASSERT_EQ(result.outputs[0].size(), sizeof(y));
    std::memcpy(y, result.outputs[0].data(), sizeof(y));
    EXPECT_EQ(y[0], 30);
    EXPECT_EQ(y[1], 0);
  }
}

TEST(Compiler, RunsTakeAllOfTheInputs) {
  auto describe = [](std::vector<std::string> inputs) {
    RunOptions options;
    options.inputs = std::move(inputs);
    options.reference = true;
    RunResult result = run(kModel, options);
    EXPECT_EQ(result.compilation.status, Status::Usage);
    EXPECT_TRUE(result.outputs.empty());
    return formatDiagnostics(result.compilation.diagnostics);
  };
  std::string x(4 * sizeof(float), 0);
  EXPECT_NE(describe({x, x}).find("found 2 inputs, expected 1"), std::string::npos);
  EXPECT_NE(describe({x + "x"}).find("found 17 bytes for input 0, expected 16"), std::string::npos);
  EXPECT_NE(describe({""}).find("found 0 bytes for input 0, expected 16"), std::string::npos);
}

/// The command line reads no more than that of a file.
TEST(Compiler, MemoryMapsAreOfLimitedSize) {
  CompileOptions options;
  options.memoryMap = std::string(kMaxMemoryMapBytes + 1, ' ');
  CompileResult result = compile(kModel, options);
  EXPECT_EQ(result.status, Status::Usage);
  EXPECT_NE(formatDiagnostics(result.diagnostics).find("found 1048577 bytes, expected at most"),
            std::string::npos);
}

TEST(Compiler, DiagnosticsHaveTwoForms) {
  Diagnostic diagnostic;
  diagnostic.location = "m.tflite:0:op 7 CONV_2D \"a\\b\"";
  diagnostic.message = "found 1, expected 2";
  diagnostic.notes = {"use 2"};
  EXPECT_EQ(formatDiagnostics({diagnostic}),
            "m.tflite:0:op 7 CONV_2D \"a\\b\": error: found 1, expected 2\n  note: use 2\n");
  EXPECT_NE(formatDiagnosticsJSON({diagnostic}).find("CONV_2D \\\"a\\\\b\\\""), std::string::npos);
}

TEST(CAPI, CompilesLikeTheCppAPI) {
  effc_options options;
  effc_options_init(&options, sizeof(options));
  options.file_name = "dense.tflite";
  options.target = "x86-64-v3";
  effc_result *result = effc_compile(kModel.data(), kModel.size(), &options);
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_OK) << effc_result_diagnostics(result);
  size_t size;
  const void *output = effc_result_output(result, &size);
  EXPECT_EQ(std::string(static_cast<const char *>(output), size), compileFor("x86-64-v3").output);
  EXPECT_NE(std::strstr(effc_result_header(result), "dense_invoke"), nullptr);
  EXPECT_NE(std::strstr(effc_result_report_json(result), "\"macs\": 8"), nullptr);
  effc_result_free(result);
}

TEST(CAPI, ShorterOptionsOfOlderCallersAreCompleted) {
  effc_options options;
  std::memset(static_cast<void *>(&options), 0xee, sizeof(options));
  size_t oldSize = offsetof(effc_options, target);
  effc_options_init(&options, oldSize);
  options.name = "other";
  effc_result *result = effc_compile(kModel.data(), kModel.size(), &options);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_OK) << effc_result_diagnostics(result);
  EXPECT_NE(std::strstr(effc_result_header(result), "other_invoke"), nullptr);
  effc_result_free(result);
}

TEST(CAPI, TakesGoalAndMemoryMap) {
  effc_options options;
  effc_options_init(&options, sizeof(options));
  options.target = "cortex-m4";
  options.optimize_for = "flash";
  options.memory_map = R"({"regions": [
    {"name": "FLASH", "kind": "flash", "size": "1M", "speed": 2},
    {"name": "SRAM", "kind": "SRAM", "size": "64K", "speed": 4}]})";
  effc_result *result = effc_compile(kModel.data(), kModel.size(), &options);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_OK) << effc_result_diagnostics(result);
  EXPECT_NE(std::strstr(effc_result_header(result), "ARENA_REGION \"SRAM\""), nullptr)
      << effc_result_header(result);
  effc_result_free(result);

  options.memory_map = "{";
  result = effc_compile(kModel.data(), kModel.size(), &options);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_USAGE);
  effc_result_free(result);

  options.memory_map = nullptr;
  options.optimize_for = "beauty";
  result = effc_compile(kModel.data(), kModel.size(), &options);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_USAGE);
  EXPECT_NE(std::strstr(effc_result_diagnostics(result),
                        "found 'beauty' for optimize_for, expected time, flash or ram"),
            nullptr);
  effc_result_free(result);
}

TEST(CAPI, TakesLevelPhaseAndPasses) {
  effc_options options;
  effc_options_init(&options, sizeof(options));
  options.target = "x86-64-v3";
  options.emit = "asm";
  std::string texts[2];
  for (int high : {0, 1}) {
    options.optimization = high ? "3" : "0";
    effc_result *result = effc_compile(kModel.data(), kModel.size(), &options);
    EXPECT_EQ(effc_result_status(result), EFFC_STATUS_OK) << effc_result_diagnostics(result);
    size_t size;
    const void *output = effc_result_output(result, &size);
    texts[high].assign(static_cast<const char *>(output), size);
    EXPECT_NE(texts[high].find("model_invoke:"), std::string::npos);
    effc_result_free(result);
  }
  EXPECT_TRUE(texts[0] != texts[1]);

  options.optimization = "fast";
  effc_result *result = effc_compile(kModel.data(), kModel.size(), &options);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_USAGE);
  EXPECT_NE(std::strstr(effc_result_diagnostics(result), "unknown optimization level 'fast'"),
            nullptr);
  effc_result_free(result);

  options.optimization = nullptr;
  const char *passes[] = {"effc-fold-pad", "effc-fold-everything"};
  options.disabled_passes = passes;
  for (size_t count : {1, 2}) {
    options.num_disabled_passes = count;
    result = effc_compile(kModel.data(), kModel.size(), &options);
    EXPECT_EQ(effc_result_status(result), count == 1 ? EFFC_STATUS_OK : EFFC_STATUS_USAGE);
    effc_result_free(result);
  }
  EXPECT_STREQ(effc_version(), effc::getVersion());
}

TEST(CAPI, ReportsProblems) {
  effc_options options;
  effc_options_init(&options, sizeof(options));
  options.emit = "tiles";
  effc_result *result = effc_compile(kModel.data(), kModel.size(), &options);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_USAGE);
  EXPECT_NE(std::strstr(effc_result_diagnostics(result), "unknown phase 'tiles'"), nullptr);
  effc_result_free(result);
  effc_options_init(&options, sizeof(options));
  options.max_stack = 1;
  result = effc_compile(kModel.data(), kModel.size(), &options);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_LIMIT_EXCEEDED);
  effc_result_free(result);
  result = effc_check("hello", 5, nullptr);
  EXPECT_EQ(effc_result_status(result), EFFC_STATUS_BAD_MODEL);
  EXPECT_NE(std::strstr(effc_result_diagnostics_json(result), "\"severity\": \"error\""), nullptr);
  effc_result_free(result);
}
