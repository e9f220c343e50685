//===- Commands.h - The verbs of effc ---------------------------*- C++ -*-===//
#ifndef EFFC_TOOLS_EFFC_COMMANDS_H
#define EFFC_TOOLS_EFFC_COMMANDS_H

#include "CommandLine.h"

/// Each returns the exit code.
effc::Status runCommand(CommandLine &line);

#endif
