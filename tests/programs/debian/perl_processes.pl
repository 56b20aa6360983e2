$| = 1;
my $child = fork;
exit 7 unless $child;
waitpid $child, 0;
print $? >> 8, "\n";
$SIG{USR1} = sub { print "signal\n" };
kill USR1 => $$;
print `echo sub; exit 3`, $? >> 8, "\n";
pipe my $r, my $w;
if (!fork) {
  print $w "from child\n";
  exit;
}
close $w;
print <$r>;
open my $p, "|-", "tr a-z A-Z";
print $p "upper\n";
close $p;
print -s "noise", -d "tree" ? "d" : "", "\n";
system "kill -9 \$\$";
print $? & 127, "\n";
