bzip2 -c prose noise | tee b | sha256sum
bunzip2 < b | sha256sum
cat prose noise | sha256sum
bzip2 -tv table
echo $?
