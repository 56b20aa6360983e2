openssl genrsa -out k 1024 2>/dev/null
openssl rsa -in k -check -noout
openssl rsa -in k -pubout -out p 2>/dev/null
openssl dgst -sha256 -sign k -out s prose
openssl dgst -sha256 -verify p -signature s prose
openssl dgst -sha256 -verify p -signature s table
echo $?
