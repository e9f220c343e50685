# refused-targets.sh MODEL OBJECT: reads lines of options and prints what effc says of each. It has to be a usage
# error that leaves nothing.
while IFS= read -r options; do
  rm -f "$2"
  message=$(effc --input-format=mlir "$1" --header= $options -o "$2" 2>&1)
  code=$?
  echo "$options: $code $(echo "$message" | head -1 | sed 's/.*error: //')"
  [ ! -e "$2" ] || echo "$options: left an object"
done
