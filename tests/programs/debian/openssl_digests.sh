for d in md5 sha1 sha256 sha512 sha3-256 blake2s256 ripemd160 shake128; do
  openssl dgst -$d prose
done
