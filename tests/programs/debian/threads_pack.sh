# Packers with several threads.
cat prose noise prose noise prose noise > data
for i in 1 2 3 4 5; do cat data data > more; mv more data; done
xz -T3 --block-size=1MiB -0 -c data > data.xz
xz -T3 -dc data.xz | cmp - data && echo same
sha256sum data.xz
zstd -q -T3 -c data > data.zst
zstd -q -dc data.zst | cmp - data && echo same
sort --parallel=3 -S 1M data | sha256sum
