truncate -s 3000000000 big
stat -c '%s %b' big
fallocate -l 8192 f
du --apparent-size -B1 f
dd if=noise of=d bs=100 skip=3 seek=5 count=7 conv=notrunc status=none
md5sum d
head -c -19990 noise | wc -c
tail -c +19990 noise | wc -c
df . | wc -l
split -n l/3 table
wc -l xa?
