import hashlib, zlib, bz2, lzma, base64, binascii, hmac, gzip
d = open('noise', 'rb').read()
for n in ('md5', 'sha1', 'sha256', 'sha3_512', 'blake2b', 'sha512'):
    print(n, hashlib.new(n, d).hexdigest())
print(zlib.crc32(d), zlib.adler32(d), binascii.crc_hqx(d, 0), hmac.new(b'k', d, 'sha256').hexdigest())
for m in (zlib, bz2, lzma):
    c = m.compress(d * 2)
    print(len(c), m.decompress(c) == d * 2)
