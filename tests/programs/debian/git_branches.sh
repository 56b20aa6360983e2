git init -qb main r
cd r
cp ../prose .
git add .
git commit -qm base
git checkout -qb side
sed -i '5s/fox/cat/' prose
git commit -qam side
git checkout -q main
sed -i '90s/dog/cow/' prose
git commit -qam main
git merge -q --no-edit side
git log --graph --format=%s
git diff HEAD~2 --stat
git blame -s prose | sort | cut -c 1-8 | uniq -c
