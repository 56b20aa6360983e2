echo 'define(`f',`ifelse($1,0,1,`eval($1*f(decr($1)))')')f(10) len(abc) substr(hello,1,3)' | m4
