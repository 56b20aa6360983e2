xz -6c prose > p.xz
sha256sum p.xz
xz -dc p.xz | cmp - prose && echo same
xz --format=lzma -c table | unlzma | cmp - table
xz -l p.xz | tail -1 | tr -s ' '
xz -e --check=sha256 -c noise | sha256sum
xz -t table
echo $?
