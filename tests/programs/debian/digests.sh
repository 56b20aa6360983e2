for s in md5sum sha1sum sha224sum sha384sum b2sum cksum sum; do
  $s prose
done
cksum -a sm3 noise
