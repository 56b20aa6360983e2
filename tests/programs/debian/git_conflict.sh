git init -qb main r
cd r
echo a > f
git add f
git commit -qm a
git checkout -qb b
echo b > f
git commit -qam b
git checkout -q main
echo c > f
git commit -qam c
git merge b
echo $?
cat f
git reset -q --hard
git stash list
git tag v1
git describe --tags
