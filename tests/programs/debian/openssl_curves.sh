for c in prime256v1 secp384r1; do
  openssl ecparam -name $c -genkey -noout -out k
  openssl ec -in k -pubout -out p 2>/dev/null
  openssl dgst -sha256 -sign k -out s prose
  openssl dgst -sha256 -verify p -signature s prose
done
openssl genpkey -algorithm ed25519 | openssl pkey -noout
echo $?
openssl rand -hex 8 | wc -c
openssl prime 2147483647
