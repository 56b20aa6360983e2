git init -qb main r
cd r
cp -r ../tree ../table .
git add .
git commit -qm one
sed -i s/red/RED/ table
git commit -qam two
git log --stat --format='%H %an %ad %s'
git status --short
git fsck --full
