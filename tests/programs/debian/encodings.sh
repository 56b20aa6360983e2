base64 -w 60 noise | md5sum
base32 table | base32 -d | cmp - table && echo same
basenc --z85 -w0 <(head -c 40 noise)
echo
tr -dc 'a-f' < noise | wc -c
iconv -f latin1 -t utf-8 noise | wc
