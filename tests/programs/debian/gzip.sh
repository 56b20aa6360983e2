gzip -9nc prose | sha256sum
gzip -k noise
zcat noise.gz | cmp - noise && echo same
gzip -t table
echo $?
gzip -lv noise.gz | tail -1 | cut -c 1-20
