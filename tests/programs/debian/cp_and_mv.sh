cp -r --preserve=all tree copy
mv copy moved
cp --sparse=always --reflink=auto noise n2
cmp noise n2
ln -s moved l
cp -a l l2
readlink l2
rm -r moved
ls -d *
install -Dm 640 table a/b/c
stat -c %a a/b/c
