find tree -type f -size -2 -printf '%P %s %d\n' | sort
find . -name 't*' -newermt 1980-01-01 -prune | sort
find tree -name '*o*' -exec wc -c {} + | sort
find . -maxdepth 1 -empty -print0 | xargs -0r ls
