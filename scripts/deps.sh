#!/usr/bin/env bash
# Installs the Debian packages that effc is built and tested with, as far as they are missing.
# usage: scripts/deps.sh [package...]     further packages to install with them
set -euo pipefail

packages=(
  # compiler and build
  clang-22 lld-22 libclang-rt-22-dev cmake ninja-build ccache python3 git
  # what effc is made of
  llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools flatbuffers-compiler libflatbuffers-dev zlib1g-dev
  # tests
  libgtest-dev libgmock-dev libbenchmark-dev valgrind
  # other machines
  qemu-system-arm qemu-system-misc qemu-user bochs bochs-term bochsbios vgabios gcc-arm-none-eabi libnewlib-arm-none-eabi
  gcc-riscv64-unknown-elf gcc-xtensa-lx106 nodejs make
  "$@"
)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "deps: all ${#packages[@]} packages are installed"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "deps: run as root, or install sudo, to add: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "deps: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
