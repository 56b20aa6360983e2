git init -qb main r
(
  cd r
  for i in 1 2 3 4 5; do
    seq $((i * 300)) > f
    cp ../noise n$i
    git add .
    git commit -qm $i
  done
  git gc -q
  git count-objects -v | grep -v size
)
git clone -q r c
cd c
git log --oneline
git rev-parse HEAD^{tree}
git archive HEAD | tar t
git show HEAD~2:f | tail -1
git bisect start HEAD HEAD~4 | tail -1
