import os
import sys
import lit.formats

config.name = "effc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test", ".json"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.effc_obj_root, "test")
config.environment["PATH"] = os.path.pathsep.join(
    [os.path.join(config.effc_obj_root, "bin"), config.llvm_tools_dir, os.environ["PATH"]])
config.substitutions.append(("%cc", config.cc))
config.substitutions.append(("%python", sys.executable))
config.substitutions.append(("%flatc", config.flatc))
config.substitutions.append(("%src", config.effc_src_root))
config.substitutions.append(("%shared", config.effc_shared_dir))
if config.effc_shared_dir and os.path.isdir(config.effc_shared_dir):
    config.available_features.add("shared")
