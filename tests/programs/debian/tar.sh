tar cf - --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner tree table | tee t.tar | sha256sum
mkdir x
tar xf t.tar -C x
find x | sort
tar tvf t.tar --utc
tar czf t.gz tree
tar xzf t.gz -O tree/one
