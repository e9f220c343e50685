# expect-exit.sh CODE COMMAND...: succeeds if the command ends with that exit code.
expected=$1
shift
"$@"
code=$?
[ $code -eq "$expected" ] && exit 0
echo "exit code $code, expected $expected"
exit 1
