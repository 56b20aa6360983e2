for c in aes-128-cbc aes-256-ctr camellia-128-cfb des-ede3-cbc chacha20 aria-128-ofb; do
  openssl enc -$c -K 00112233 -iv 44556677 -in noise -out e 2>/dev/null
  sha1sum < e
  openssl enc -d -$c -K 00112233 -iv 44556677 -in e 2>/dev/null | cmp - noise
done
echo $?
