# products.sh MODEL OBJECT: compiles for the targets of stdin and prints how each one's kernels multiply.
while read -r options; do
  effc --input-format=mlir "$1" --name=model --target=$options -o "$2" || exit 1
  effc --input-format=mlir "$1" --name=model --target=$options -S -o "$2.s" || exit 1
  echo "$options:" $(grep -oE '\<(smlad|vmlal?|NO_APP)\>' "$2.s" | sort -u)
done
