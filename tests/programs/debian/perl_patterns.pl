open my $f, "<", "prose";
while (<$f>) {
  s/(\w+) fox/<$1>/g;
  tr/a-y/b-z/;
  print if /(?<n>1\d)[^;]*$/ && $+{n} % 3 == 0;
}
print join("|", "a1b22c333" =~ /([a-z])(\d+)/g), "\n";
print join("|", split /(,)/, "x,y,z"), "\n";
