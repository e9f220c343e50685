# same-as-reference.sh MODEL INPUT FOLDER: runs a model of MLIR compiled and by the evaluator, and compares all outputs.
set -e
rm -rf "$3" && mkdir "$3"
effc run --input-format=mlir "$1" --in "$2" --out "$3/compiled"
effc run --input-format=mlir "$1" --in "$2" --out "$3/reference" --reference
for output in "$3"/reference.*; do
  cmp "$output" "$3/compiled${output#"$3"/reference}"
done
