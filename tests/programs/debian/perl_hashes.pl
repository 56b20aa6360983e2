my %h;
$h{$_ % 7} .= $_ for 1 .. 500;
print join(",", map { "$_=" . length $h{$_} } sort keys %h), "\n";
my @sorted = sort { $b <=> $a } map { $_ * 7919 % 1009 } 1 .. 200;
print "@sorted[0 .. 9]\n", scalar reverse("abc"), "\n";
